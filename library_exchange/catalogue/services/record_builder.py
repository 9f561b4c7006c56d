"""A union record in memory while libraries' records are added to it: what it has, and what is new."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from library_exchange.authority.record_texts import Named, RecordTexts, Text
from library_exchange.catalogue.services.romanising import romanised
from library_exchange.core.text import folded
from library_exchange.marc.description import (
    Contributor,
    Description,
    Form,
    TextField,
    display_form,
)
from library_exchange.marc.shortened_names import is_same_name
from library_exchange.record_matching.candidates import candidate_keys
from library_exchange.record_matching.facts import BookFacts, facts_of
from library_exchange.search.analysis.folding import prepared

ORIGINAL_TITLE = "original_title"
_NAMES = {field: field.value for field in TextField}
SEARCHED_WITHOUT_INDEX = ("title", "parallel_title", "contributor")


@dataclass(eq=False)
class PersonDraft:
    """A contributor; `id` is None until it is stored."""

    position: int
    role: str
    kind: str
    is_main: bool
    dates: str | None = None
    qualifier: str | None = None
    id: int | None = None


@dataclass(eq=False)
class FormDraft:
    """A form of a text or, with `person`, of a name."""

    field: str
    position: int
    value: str
    script: str
    kind: str
    scheme: str | None
    language: str | None
    library_id: int | None
    machine_made: bool = False
    person: PersonDraft | None = None
    is_stored: bool = False


@dataclass(eq=False)
class Draft:
    """One union record with all it says; `id` is None until it is stored."""

    forms: list[FormDraft] = field(default_factory=list)
    people: list[PersonDraft] = field(default_factory=list)
    numbers: dict[tuple[str, str], tuple[str, bool, bool]] = field(default_factory=dict)
    classes: dict[tuple[str, str], tuple[str | None, bool]] = field(default_factory=dict)
    keys: dict[str, bool] = field(default_factory=dict)
    """Keys under which it is looked for, and whether each is stored."""
    id: int | None = None
    first: Description | None = None
    """What the record is known by, its year and its keys; None for a stored record that only gains something."""

    @property
    def is_gaining(self) -> bool:
        """Whether it is a stored record to which something is added; others are written as they are told here."""
        return self.id is not None and self.first is None

    def add(self, description: Description, library_id: int, facts: BookFacts | None = None) -> None:
        """Add what `description`, given by the library, says and the record has not yet; `facts` are those of it."""
        if self.id is None and self.first is None:
            self.first = description
        for candidate in candidate_keys(facts or facts_of(description)):
            self.keys.setdefault(candidate, False)
        self._add_texts(description, library_id)
        self._add_names(description.contributors, library_id)
        for number in description.identifiers:
            key = (number.kind, number.value[:120])
            self.numbers.setdefault(key, (number.as_given[:200], number.is_valid, False))
        for given in description.class_numbers:
            self.classes.setdefault((given.scheme, given.number[:120]), ((given.edition or "")[:40] or None, False))

    def folded(self) -> str:
        """Return the titles and names for the search without an index."""
        return folded(" ".join(f.value for f in self.forms if f.field in SEARCHED_WITHOUT_INDEX))

    def texts(self) -> RecordTexts:
        """Return the texts of a record that is told from its beginning, as far as they tell whom and what it names."""
        named = {id(p): Named(at, p.kind, p.is_main, p.dates, p.qualifier) for at, p in enumerate(self.people)}
        languages = self.first.languages if self.first is not None else ()
        texts = (Text(f.field, f.value, f.kind, f.position, named.get(id(f.person))) for f in self.forms)
        return RecordTexts(tuple(languages), tuple(texts))

    def _add_texts(self, description: Description, library_id: int) -> None:
        have = {(f.field, folded(f.value)) for f in self.forms}
        for text in description.texts:
            forms = _with_romanisation(text.forms) if text.field == TextField.TITLE else text.forms
            name = _NAMES[text.field]
            for form in forms:
                key = (name, folded(form.value))
                if key not in have:
                    have.add(key)
                    made = form not in text.forms
                    self.forms.append(_draft(form, name, text.position, library_id, machine_made=made))

        for title in description.original_titles:
            if (ORIGINAL_TITLE, folded(title.value)) not in have:
                self.forms.append(_draft(title, ORIGINAL_TITLE, 0, library_id))

    def _add_names(self, given: Iterable[Contributor], library_id: int) -> None:
        have = {folded(f.value) for f in self.forms if f.field == "contributor"}
        before = [f for f in self.forms if f.field == "contributor" and f.person is not None and not f.machine_made]
        for person in given:
            names = {folded(form.value) for form in person.forms}
            if names & have:
                continue
            if known := _named_otherwise(person, before):
                have |= names
                self.forms += [_draft(f, "contributor", known.position, library_id, known) for f in person.forms]
                continue
            have |= names
            draft = PersonDraft(
                position=len(self.people),
                role=person.role[:8],
                kind=person.kind,
                is_main=person.is_main and not any(p.is_main for p in self.people),
                dates=(person.dates or "")[:80] or None,
                qualifier=(person.qualifier or "")[:80] or None,
            )
            self.people.append(draft)
            self.forms += [_draft(f, "contributor", draft.position, library_id, draft) for f in person.forms]


def _named_otherwise(given: Contributor, before: Iterable[FormDraft]) -> PersonDraft | None:
    """Return who another library's record names with initials and `given` in full, or in other characters."""
    return next(
        (
            form.person
            for form in before
            if form.person is not None
            and form.person.role == given.role[:8]
            and any(_is_one_name(form.value, other.value) for other in given.forms)
        ),
        None,
    )


def _is_one_name(one: str, other: str) -> bool:
    """Whether two names differ in initials alone, or in the characters of which scripts and cataloguers have several.

    So 张锺远 is 張鍾遠, 张钟远 and [中] 张钟远.
    """
    return is_same_name(one, other) or folded(prepared(one)).strip() == folded(prepared(other)).strip()


def _draft(
    form: Form,
    name: str,
    position: int,
    library_id: int,
    person: PersonDraft | None = None,
    *,
    machine_made: bool = False,
) -> FormDraft:
    return FormDraft(
        field=name,
        position=position,
        value=form.value,
        script=form.script,
        kind=form.kind,
        scheme=form.scheme,
        language=form.language,
        library_id=library_id,
        machine_made=machine_made,
        person=person,
    )


def _with_romanisation(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Return `forms` and, if none is in Latin letters, one made by rule."""
    first = display_form(forms)
    made = None if any(f.script == "Latn" for f in forms) else romanised(first.value, first.script)
    if made is None:
        return forms
    language = first.language or ("chi" if first.script in ("Hans", "Hant") else "rus")
    return (*forms, Form(made[0], "Latn", "transliteration", made[1], language))
