"""In what a line contradicts the record that was found for it, by the evidence that joins and parts records."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from library_exchange.core.scripts import script_of
from library_exchange.exchange_lists.rules.stated import Stated, are_other_places
from library_exchange.marc.description import Contributor, Description, Identifier, Text, TextField, form
from library_exchange.record_matching.evidence import Reason, weigh
from library_exchange.record_matching.facts import facts_of
from library_exchange.record_matching.keys import letters, title_key


class Contradiction(StrEnum):
    """In what a line and a record tell of different editions, or of different books."""

    TITLE = "title"
    AUTHOR = "author"
    TRANSLATOR = "translator"
    EDITION = "edition"
    VOLUME = "volume"
    PLACE = "place"
    PUBLISHER = "publisher"
    YEAR = "year"


REASONS: dict[Reason, Contradiction] = {
    Reason.OTHER_TITLE: Contradiction.TITLE,
    Reason.OTHER_AUTHOR: Contradiction.AUTHOR,
    Reason.OTHER_FIRST_NAME: Contradiction.AUTHOR,
    Reason.OTHER_TRANSLATOR: Contradiction.TRANSLATOR,
    Reason.OTHER_EDITION: Contradiction.EDITION,
    Reason.OTHER_VOLUME: Contradiction.VOLUME,
    Reason.OTHER_PUBLISHER: Contradiction.PUBLISHER,
    Reason.OTHER_PUBLISHER_ONE_ISBN: Contradiction.PUBLISHER,
    Reason.OTHER_YEAR: Contradiction.YEAR,
    Reason.NEXT_YEAR: Contradiction.YEAR,
    Reason.OTHER_YEAR_ONE_ISBN: Contradiction.YEAR,
}
"""Which of the evidence against one title is a contradiction that the librarian is asked about."""
_FIELDS = {
    Contradiction.TITLE: TextField.TITLE,
    Contradiction.TRANSLATOR: TextField.RESPONSIBILITY,
    Contradiction.EDITION: TextField.EDITION,
    Contradiction.VOLUME: TextField.PART_NUMBER,
    Contradiction.PLACE: TextField.PLACE,
    Contradiction.PUBLISHER: TextField.PUBLISHER,
}
_SERIALS = ("s", "i", "b")
"""Levels of records whose issues have years, volumes and publishers of their own."""
_SHORTEST_STEM, _LONGEST_ENDING = 4, 2
_RUSSIAN_WORD = re.compile(r"[а-яё]{4,}")
_FEWEST_SHARED = 2
"""So many characters of a Chinese name have to be another's for the two to be ways to write one."""


@dataclass(frozen=True)
class Said:
    """A book as a line says it."""

    title: str = ""
    author: str | None = None
    publisher: str | None = None
    year: int | None = None
    volume: str | None = None
    isbn: str | None = None
    text: str = ""
    stated: Stated = field(default_factory=Stated)

    @property
    def may_contradict(self) -> bool:
        """Whether it says anything of which a record may say something else."""
        tells = (self.author, self.publisher, self.year, self.volume, self.stated.edition, self.stated.translators)
        return any(tells) or bool(self.isbn and self.title)


@dataclass(frozen=True)
class Difference:
    """One contradiction: what the line says, and what the record says."""

    what: Contradiction
    told: str
    known: str


def differences(said: Said, known: Description) -> list[Difference]:
    """Return in what a line contradicts a record, in the order of a card; what one of them leaves out is none."""
    if not said.may_contradict or known.bib_level in _SERIALS:
        return []
    line, record = facts_of(_described(said)), facts_of(known)
    weighed = {reason for reason, _weight in weigh(line, record).reasons}
    found = {REASONS[reason] for reason in weighed if reason in REASONS}
    if line.edition != record.edition and said.stated.edition and known.values(TextField.EDITION):
        found.add(Contradiction.EDITION)
    if are_other_places(said.stated.place, " ; ".join(known.values(TextField.PLACE)[:1])):
        found.add(Contradiction.PLACE)
    found -= set(_no_contradictions(said, known))
    return [Difference(what, _told(said, what), _known(known, what)) for what in Contradiction if what in found]


def _no_contradictions(said: Said, known: Description) -> Iterator[Contradiction]:
    """Give what only seems to contradict: a year of a set, a title that stands in the line, a name in another order."""
    titles = [title_key(each.value) for text in known.texts if text.field is TextField.TITLE for each in text.forms]
    years = [int(year) for year in re.findall(r"(?<!\d)\d{4}(?!\d)", known.year_text or "")]
    if said.year is not None and years and min(years) <= said.year <= max(years):
        yield Contradiction.YEAR
    if not titles or not said.isbn or any(title and title in letters(said.text) for title in titles):
        yield Contradiction.TITLE
    names = [each.value for person in known.contributors for each in person.forms]
    if any(len(_characters(said.author or "") & _characters(name)) >= _FEWEST_SHARED for name in names):
        yield Contradiction.AUTHOR
    stated = " ".join((*names, *known.values(TextField.RESPONSIBILITY)))
    told = _RUSSIAN_WORD.findall(said.stated.translators.casefold())
    if any(_is_declined(one, other) for one in told for other in _RUSSIAN_WORD.findall(stated.casefold())):
        yield Contradiction.TRANSLATOR


def _is_declined(one: str, other: str) -> bool:
    """Whether two words may be one surname: Russian puts translators into the genitive."""
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) <= _LONGEST_ENDING and long.startswith(short[: max(_SHORTEST_STEM, len(short) - 1)])


def _characters(name: str) -> set[str]:
    return set(re.findall("[\u3400-\u9fff]", name))


def _described(said: Said) -> Description:
    """Return the book of a line as a description, as far as it is compared."""
    author, is_chinese = said.author or "", script_of(said.author or "") in ("Hans", "Hant")
    texts = {
        TextField.TITLE: said.title,
        TextField.PART_NUMBER: said.volume or "",
        TextField.RESPONSIBILITY: "; ".join(filter(None, (author if is_chinese else "", said.stated.translators))),
        TextField.EDITION: said.stated.edition,
        TextField.PUBLISHER: said.publisher or "",
    }
    people = [] if is_chinese else [name.strip() for name in author.split(";") if name.strip()]
    return Description(
        source_id=None,
        source_updated=None,
        record_type="a",
        bib_level="m",
        languages=(),
        original_language=None,
        country=None,
        year=said.year,
        year_text=None,
        texts=tuple(Text(name, (form(value),), 0) for name, value in texts.items() if value),
        contributors=tuple(Contributor("aut", "person", not at, (form(n),)) for at, n in enumerate(people)),
        identifiers=(Identifier("isbn", said.isbn, said.isbn, True),) if said.isbn else (),
        class_numbers=(),
        holdings=(),
        links=(),
        relations=(),
    )


def _told(said: Said, what: Contradiction) -> str:
    own = {
        Contradiction.TRANSLATOR: said.stated.translators,
        Contradiction.EDITION: said.stated.edition,
        Contradiction.PLACE: said.stated.place,
        Contradiction.VOLUME: said.volume or said.title,
    }
    return own[what] if what in own else str(getattr(said, what.value) or "")


def _known(known: Description, what: Contradiction) -> str:
    if what is Contradiction.YEAR:
        return str(known.year)
    roles = {Contradiction.AUTHOR: ("aut", "cre"), Contradiction.TRANSLATOR: ("trl",)}.get(what, ())
    people = [person.forms[0].value for person in known.contributors if person.role in roles and person.forms]
    texts = known.values(_FIELDS[what])[:2] if what in _FIELDS else known.values(TextField.RESPONSIBILITY)[:1]
    return "; ".join(people or texts) or known.title
