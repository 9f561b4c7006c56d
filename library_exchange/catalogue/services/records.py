"""Taking a library's record into the union catalogue: matched, joined, never overwriting what others gave."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue import rules
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Contributor,
    Identifier,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.services import cards, holdings
from library_exchange.core.scripts import script_of
from library_exchange.core.text import folded
from library_exchange.marc.description import Description, Form, TextField, display_form
from library_exchange.search.sorting import sort_key

Outcome = Literal["created", "updated", "joined", "unchanged"]


@dataclass(frozen=True)
class Arrival:
    """A record as a library gave it: what it says, its bytes and what they are."""

    library_id: int
    description: Description
    raw: bytes
    profile: str
    encoding: str
    import_id: int | None = None

    @property
    def source_id(self) -> str:
        """The library's own number of the record; a record without one is known by its bytes."""
        return (self.description.source_id or f"sha256:{self.digest}")[:200]

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, hexadecimal."""
        return hashlib.sha256(self.raw).hexdigest()


def take_in(session: Session, arrival: Arrival, at: datetime) -> tuple[int, Outcome]:
    """Take one record in; return the id of the union record and what became of it.

    The same library and source id updates what that library gave; an equal book of another library is joined.
    The caller puts the record's index entry in the outbox.
    """
    known = session.scalars(
        sa.select(SourceRecord).where(
            col(SourceRecord.library_id) == arrival.library_id, col(SourceRecord.source_id) == arrival.source_id
        )
    ).one_or_none()
    if known is not None:
        return known.record_id, _update(session, known, arrival, at)
    record = find_same(session, arrival.description)
    outcome: Outcome = "joined" if record is not None else "created"
    record = record or _new_record(session, arrival.description, at)
    source = SourceRecord(
        library_id=arrival.library_id,
        source_id=arrival.source_id,
        record_id=_id(record),
        import_id=arrival.import_id,
        profile=arrival.profile,
        encoding=arrival.encoding,
        digest=arrival.digest,
        raw=arrival.raw,
        imported_at=at,
    )
    session.add(source)
    session.flush()
    _give(session, record, arrival, at)
    holdings.take_in(session, _id(record), source, arrival.description.holdings)
    return _id(record), outcome


def _update(session: Session, source: SourceRecord, arrival: Arrival, at: datetime) -> Outcome:
    if source.digest == arrival.digest:
        return "unchanged"
    record = session.get_one(BibliographicRecord, source.record_id)
    source.raw, source.digest, source.imported_at = arrival.raw, arrival.digest, at
    source.profile, source.encoding, source.import_id = arrival.profile, arrival.encoding, arrival.import_id
    _take_back(session, record, arrival.library_id)
    _give(session, record, arrival, at)
    holdings.take_in(session, _id(record), source, arrival.description.holdings)
    return "updated"


def _id(record: BibliographicRecord) -> int:
    if record.id is None:
        raise ValueError("the record has no id before it is flushed")
    return record.id


def find_same(session: Session, description: Description) -> BibliographicRecord | None:
    """Return the union record of the same book, if the rules are sure of it: see `rules`."""
    keys = _keys(description)
    same_title = sa.select(BibliographicRecord).where(
        col(BibliographicRecord.title_key) == keys.title, col(BibliographicRecord.part_key) == keys.part
    )
    numbers = [i.value for i in description.identifiers if i.kind == "isbn" and i.is_valid]
    if numbers:
        with_number = sa.select(Identifier.record_id).where(
            col(Identifier.kind) == "isbn", col(Identifier.value).in_(numbers)
        )
        found = session.scalars(
            same_title.where(col(BibliographicRecord.id).in_(with_number)).order_by("id").limit(1)
        ).first()
        if found is not None:
            return found
    if not rules.is_same_by_keys(keys.author, description.year):
        return None
    same = same_title.where(
        col(BibliographicRecord.author_key) == keys.author, col(BibliographicRecord.year) == description.year
    )
    return session.scalars(same.order_by("id").limit(1)).first()


@dataclass(frozen=True)
class _Keys:
    title: str
    author: str
    part: str


def _keys(description: Description) -> _Keys:
    number = " ".join(description.values(TextField.PART_NUMBER))
    part = " ".join(description.values(TextField.PART_TITLE))
    title = " ".join([description.title, *description.values(TextField.REMAINDER)[:1]])
    main = _main_name(description)
    return _Keys(rules.title_key(title), rules.author_key(main.value if main else ""), rules.part_key(number, part))


def _main_name(description: Description) -> Form | None:
    people = sorted(description.contributors, key=lambda c: not c.is_main)
    return display_form(people[0].forms) if people else None


def _new_record(session: Session, description: Description, at: datetime) -> BibliographicRecord:
    keys = _keys(description)
    main = _main_name(description)
    record = BibliographicRecord(
        version=0,
        record_type=description.record_type[:1] or "a",
        bib_level=description.bib_level[:1] or "m",
        languages=list(description.languages),
        original_language=description.original_language,
        country=description.country,
        year=description.year,
        year_text=(description.year_text or "")[:80] or None,
        title_key=keys.title,
        author_key=keys.author,
        part_key=keys.part,
        sort_title=sort_key(description.title, script_of(description.title))[:400],
        sort_author=sort_key(main.value, main.script)[:400] if main else "",
        created_at=at,
        updated_at=at,
    )
    session.add(record)
    session.flush()
    return record


def _give(session: Session, record: BibliographicRecord, arrival: Arrival, at: datetime) -> None:
    """Add what the library's record says and the union record has not yet."""
    forms = list(session.scalars(sa.select(TextForm).where(col(TextForm.record_id) == record.id)))
    people = list(session.scalars(sa.select(Contributor).where(col(Contributor.record_id) == record.id)))
    forms += _new_texts(session, record, arrival, forms)
    forms += _new_names(session, record, arrival, forms, people)
    _add_numbers(session, record, arrival.description)
    record.version += 1
    record.updated_at = at
    record.card = cards.make_card(record, forms, people)
    record.folded = folded(" ".join(f.value for f in forms if f.field in ("title", "parallel_title", "contributor")))
    session.flush()


def _form(record: BibliographicRecord, library_id: int, field: str, position: int, form: Form) -> TextForm:
    return TextForm(
        record_id=_id(record),
        field=field,
        position=position,
        value=form.value,
        script=form.script,
        kind=form.kind,
        scheme=form.scheme,
        language=form.language,
        library_id=library_id,
    )


def _new_texts(
    session: Session, record: BibliographicRecord, arrival: Arrival, present: Iterable[TextForm]
) -> list[TextForm]:
    have = {(f.field, folded(f.value)) for f in present}
    added = []
    for text in arrival.description.texts:
        for form in _with_romanisation(text.forms) if text.field == TextField.TITLE else text.forms:
            if (text.field.value, folded(form.value)) not in have:
                have.add((text.field.value, folded(form.value)))
                added.append(_form(record, arrival.library_id, text.field.value, text.position, form))
                added[-1].machine_made = form not in text.forms
    session.add_all(added)
    return added


def _with_romanisation(forms: tuple[Form, ...]) -> tuple[Form, ...]:
    """Return `forms` and, if none is in Latin letters, one made by rule."""
    first = display_form(forms)
    made = None if any(f.script == "Latn" for f in forms) else cards.romanised(first.value, first.script)
    if made is None:
        return forms
    return (*forms, Form(made[0], "Latn", "transliteration", made[1], first.language or _language(first.script)))


def _language(script: str) -> str:
    return "chi" if script in ("Hans", "Hant") else "rus"


def _new_names(
    session: Session,
    record: BibliographicRecord,
    arrival: Arrival,
    present: Iterable[TextForm],
    people: list[Contributor],
) -> list[TextForm]:
    have = {folded(f.value) for f in present if f.field == "contributor"}
    added: list[TextForm] = []
    for given in arrival.description.contributors:
        new = [form for form in given.forms if folded(form.value) not in have]
        if len(new) < len(given.forms):
            continue
        person = Contributor(
            record_id=_id(record),
            position=len(people),
            role=given.role[:8],
            kind=given.kind,
            is_main=given.is_main and not any(p.is_main for p in people),
            dates=(given.dates or "")[:80] or None,
            qualifier=(given.qualifier or "")[:80] or None,
        )
        session.add(person)
        session.flush()
        people.append(person)
        have |= {folded(form.value) for form in new}
        names = [_form(record, arrival.library_id, "contributor", person.position, form) for form in new]
        for name in names:
            name.contributor_id = person.id
        session.add_all(names)
        added += names
    return added


def _add_numbers(session: Session, record: BibliographicRecord, description: Description) -> None:
    have = set(
        session.execute(
            sa.select(col(Identifier.kind), col(Identifier.value)).where(col(Identifier.record_id) == record.id)
        ).tuples()
    )
    for number in description.identifiers:
        if (number.kind, number.value[:120]) not in have:
            have.add((number.kind, number.value[:120]))
            session.add(
                Identifier(
                    record_id=_id(record),
                    kind=number.kind,
                    value=number.value[:120],
                    as_given=number.as_given[:200],
                    is_valid=number.is_valid,
                )
            )
    classes = set(
        session.execute(
            sa.select(col(Classification.scheme), col(Classification.number)).where(
                col(Classification.record_id) == record.id
            )
        ).tuples()
    )
    for given in description.class_numbers:
        if (given.scheme, given.number[:120]) not in classes:
            classes.add((given.scheme, given.number[:120]))
            session.add(
                Classification(
                    record_id=_id(record), scheme=given.scheme, number=given.number[:120], edition=given.edition
                )
            )


def _take_back(session: Session, record: BibliographicRecord, library_id: int) -> None:
    """Remove the texts and names that `library_id` gave; names given by others stay."""
    session.execute(
        sa.delete(TextForm).where(col(TextForm.record_id) == record.id, col(TextForm.library_id) == library_id)
    )
    named = sa.select(TextForm.contributor_id).where(col(TextForm.contributor_id).is_not(None))
    session.execute(
        sa.delete(Contributor).where(col(Contributor.record_id) == record.id, col(Contributor.id).not_in(named))
    )
