"""What a record says of sets and volumes: of which set it is a volume, which it has, that it is a set itself."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum

from stdnum import isbn, issn
from stdnum.exceptions import ValidationError

from library_exchange.marc.description import Description, PartOf, RelationKind, TextField
from library_exchange.record_matching import parts
from library_exchange.record_matching.facts import BookFacts
from library_exchange.record_matching.keys import letters
from library_exchange.record_matching.publishers import is_one_sound
from library_exchange.record_matching.titles import keys_of_title, short_key

_DIGITS = 5
_YEARS = re.compile(r"(?<!\d)\d{4}(?!\d)")
_OLDER, _YOUNGER = 1, 15
"""How many years before and after its set a volume of the same library may be of."""
_AT_THE_END = "~"


class PartKind(StrEnum):
    """What a record says: I am a volume of that, that is a volume of mine, I am a set."""

    VOLUME = "volume"
    BELOW = "below"
    SET = "set"


@dataclass(frozen=True, slots=True)
class Place:
    """What a record says of one set: `number` and `standard` (ISBN or ISSN) are those of the other record.

    `title` is the other's, `title_key` that of the set in letters; `order` sorts volumes; `publisher` is how that
    sounds; `year_until` the last year of a set that took long.
    """

    kind: PartKind
    title: str
    title_key: str
    volume: str = ""
    order: str = ""
    number: str | None = None
    standard: str | None = None
    publisher: str = ""
    year: int | None = None
    year_until: int | None = None


def places(description: Description, facts: BookFacts) -> tuple[Place, ...]:
    """Return what a record says of sets and volumes; nothing for a book in one volume."""
    return tuple(dict.fromkeys(_places(description, facts)))


def _places(description: Description, facts: BookFacts) -> Iterator[Place]:
    own = facts.titles[0].base if facts.titles else ""
    publisher = max((each.sound for each in facts.publishers), key=len, default="")
    base = Place(PartKind.SET, description.title, short_key(own), publisher=publisher, year=facts.year)
    above = [each for each in description.relations if _is_above(each, own)]
    below = [each for each in description.relations if each.kind is RelationKind.VOLUME]
    volume = volume_of(description)
    for each in above:
        key = short_key(_title_key(each.title) or own)
        title = each.title or description.title
        yield replace(_naming(base, each, each.part or volume), kind=PartKind.VOLUME, title=title, title_key=key)
    if facts.part and own and not above:
        title = parts.split_tail(description.title)[0]
        yield replace(base, kind=PartKind.VOLUME, title=title, volume=volume, order=order_of(volume))
    for each in below:
        its = each.part or parts.designation_in(each.title or "") or each.title or ""
        yield replace(_naming(base, each, its), kind=PartKind.BELOW, title=each.title or "")
    if own and (facts.is_set or below):
        years = map(int, _YEARS.findall(description.year_text or ""))
        yield replace(base, year_until=max(years, default=None))


def _naming(base: Place, each: PartOf, volume: str) -> Place:
    return replace(base, volume=volume, order=order_of(volume), number=each.source_id or None, standard=_standard(each))


def _is_above(each: PartOf, own: str) -> bool:
    """Whether a related record is the set of a book: a series is one that has its title, or is named by its number."""
    if each.kind is RelationKind.SERIES:
        return each.source_id is not None or (bool(own) and each.part is not None and _title_key(each.title) == own)
    return each.kind is RelationKind.SET


def volume_of(description: Description) -> str:
    """Return the designation of the volume as the record writes it, wherever it does."""
    number = ", ".join(description.values(TextField.PART_NUMBER))
    rest = (parts.designation_in(each) for each in description.values(TextField.REMAINDER))
    return number or parts.split_tail(description.title)[1] or next(filter(None, rest), "")


def order_of(volume: str) -> str:
    """Return what sorts volumes by their numbers: "Т. 2, кн. 4" stands before "Т. 10", and 下 at the end."""
    tokens = parts.number_key(volume) if volume else ()
    return ".".join(_AT_THE_END if each == parts.LAST else each.zfill(_DIGITS) for each in tokens)[:80]


def missing(orders: Iterable[str]) -> list[int]:
    """Return the numbers that lack between the first volume and the last known one; nothing if they are not simple."""
    known = [int(each) for each in orders if each.isdecimal()]
    return sorted(set(range(1, max(known, default=0))) - set(known))


def is_by_publisher(volume: Place, whole: Place, *, is_one_library: bool) -> bool:
    """Whether a volume and a set of one title can belong together by publisher and year.

    Of two libraries both must be told and fit; of one they must not speak against it.
    """
    are_told = bool(volume.publisher and whole.publisher)
    fits = are_told and is_one_sound(volume.publisher, whole.publisher)
    if volume.year is None or whole.year is None:
        return is_one_library and (fits or not are_told)
    until = max(whole.year, whole.year_until or whole.year)
    if is_one_library:
        return (fits or not are_told) and whole.year - _OLDER <= volume.year <= until + _YOUNGER
    return fits and whole.year <= volume.year <= until


def are_siblings(one: Place, other: Place, *, is_one_library: bool) -> bool:
    """Whether two volumes of one title, of which no record of their set is known, are of one set."""
    are_told = bool(one.publisher and other.publisher)
    fits = are_told and is_one_sound(one.publisher, other.publisher)
    if not (fits or (is_one_library and not are_told)):
        return False
    if one.year is None or other.year is None:
        return is_one_library
    return abs(one.year - other.year) <= (_YOUNGER if is_one_library else 0)


def _title_key(title: str | None) -> str:
    return keys_of_title(parts.split_tail(title)[0]).base if title and letters(title) else ""


def _standard(each: PartOf) -> str | None:
    """Return the ISBN-13 or the ISSN of another record, as identifiers are compared."""
    with suppress(ValidationError):
        return isbn.compact(isbn.validate(each.isbn or "", convert=True))
    with suppress(ValidationError):
        return issn.format(issn.validate(each.issn or ""))
    return None
