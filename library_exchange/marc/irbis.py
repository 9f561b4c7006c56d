"""Records in the fields of ИРБИС (база IBIS) turned into RUSMARC, so that one set of tables describes both."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pymarc import Field, Indicators, Record, Subfield

from library_exchange.marc.copies import MOST_COPIES
from library_exchange.marc.describing.numbers import COPIES, STATE
from library_exchange.marc.description import CopyState
from library_exchange.marc.textual.lines import made

_SUBFIELD = re.compile(r"\^(.)([^^]*)", re.DOTALL)
# Worklists (поле 920) and the bibliographic level of what they describe.
_LEVELS = {"ASP": "a", "J": "s", "JH": "s", "NJ": "s", "NJK": "s", "NJP": "s"}
# Status of a copy (поле 910 ^A, справочник ste.mnu): lent out, being bound, not lent for a time, kept for somebody;
# not arrived, lost and written off are not there. What is neither free (0) nor that of several copies (U, C, R) is
# not lent.
_STATES = {
    "1": CopyState.OUT,
    "3": CopyState.NOT_LENT,
    "5": CopyState.NOT_LENT,
    "9": CopyState.NOT_LENT,
    **dict.fromkeys("246", CopyState.GONE),
}
_MANY = frozenset("UC")
_FREE = frozenset("0UCR")
_SAME = frozenset((10, 11, 101, 102, 200, 205, 210, 225, 300, 517, 610, 675, 700, 701, 702, 710, 711, 712))
_HEADING = {"a": "a", "b": "x", "c": "x", "d": "x", "g": "y", "e": "z", "h": "z", "o": "j"}


class IrbisField(NamedTuple):
    """One field: its number and its value with `^` before each subfield."""

    tag: int
    value: str


def to_rusmarc(fields: Sequence[IrbisField]) -> Record:
    """Return the record in RUSMARC; the shelf mark (903), which ИРБИС keeps unique, is its number.

    Fields that say nothing of the book or its copies are left out; raises `Damaged` if none is left.
    """
    marks = {each.tag: each.value.strip() for each in reversed(fields)}
    worklist = _value(marks.get(920, "")).upper()
    number = _value(marks.get(903, "")) or _value(marks.get(1, ""))
    found = [Field("001", data=number)] if number else []
    for each in fields:
        found.extend(field for field in _field(each, marks) if field.subfields)
    return made(f"     na{_LEVELS.get(worklist, 'm')}", found)


def _field(given: IrbisField, marks: dict[int, str]) -> Iterator[Field]:
    parts = _parts(given.value)
    if given.tag == 910:
        yield from _copies(parts, marks)
    elif given.tag == 215:
        yield _made("215", _with_unit(parts))
    elif given.tag in _SAME:
        yield _made(f"{given.tag:03}", parts)
    elif given.tag in (606, 607):
        yield _made(str(given.tag), [(_HEADING[code], text) for code, text in parts if code in _HEADING])
    elif given.tag in _BY_TAG:
        tag, codes, extra = _BY_TAG[given.tag]
        found = [(codes[code], text) for code, text in parts if code in codes]
        yield _made(tag, [*found, *extra] if found else [])
    elif given.tag in (461, 463):
        yield _made(str(given.tag), _named(parts, marks))


# Tag in RUSMARC, subfields of ИРБИС by what they become, subfields to add.
_BY_TAG: dict[int, tuple[str, dict[str, str], tuple[tuple[str, str], ...]]] = {
    330: ("327", {"c": "a", "a": "a"}, ()),
    331: ("330", {"a": "a"}, ()),
    510: ("510", {"d": "a", "a": "a"}, ()),
    621: ("686", {"a": "a"}, (("2", "rubbk"),)),
    686: ("686", {"a": "a", "2": "2"}, ()),
    922: ("327", {"c": "a"}, ()),
    951: ("856", {"i": "u", "t": "y"}, ()),
    971: ("711", {"a": "a"}, ()),
    972: ("712", {"a": "a"}, ()),
}


def _parts(value: str) -> list[tuple[str, str]]:
    """Return the subfields, codes in lower case; what stands before the first is $a."""
    before = value.split("^", 1)[0].strip()
    found = [(code.lower(), text) for code, text in _SUBFIELD.findall(value) if text.strip()]
    return [("a", before), *found] if before else found


def _value(value: str) -> str:
    return next((text.strip() for _code, text in _parts(value)), "")


def _made(tag: str, parts: Sequence[tuple[str, str]]) -> Field:
    return Field(tag, Indicators(" ", " "), [Subfield(code, text) for code, text in parts])


def _with_unit(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the extent with its unit, which ИРБИС keeps apart (^1) and leaves out for pages."""
    unit = next((text.strip() for code, text in parts if code == "1"), "с.")
    return [
        (code, f"{text.strip()} {unit}" if code == "a" and text.strip().isdigit() else text)
        for code, text in parts
        if code != "1"
    ]


def _named(parts: list[tuple[str, str]], marks: dict[int, str]) -> list[tuple[str, str]]:
    """Return the set or the source of an article: ^C is its title; a volume's number stands in 200 ^V."""
    title = next((text for code, text in parts if code == "c"), "")
    number = next((text for code, text in parts if code in ("v", "h")), "")
    number = number or next((text for code, text in _parts(marks.get(200, "")) if code == "v"), "")
    return [(code, text) for code, text in (("t", title), ("v", number)) if text]


def _copies(parts: list[tuple[str, str]], marks: dict[int, str]) -> Iterator[Field]:
    """Give a field 899 for a copy: place, shelf mark, inventory number and state; and one for those only counted.

    The place (^D) is a room of the one library whose catalogue this is. The number of several copies is kept on the
    first of them. A copy of which nothing is told but that it is there counts too. The field itself (910) stays, so
    that its library can say how it writes copies.
    """
    told: dict[str, str] = {}
    for code, text in parts:
        told.setdefault(code, text.strip())
    status = told.get("a", "0")[:1].upper()
    state = "" if status in _FREE else STATE.format(_STATES.get(status, CopyState.NOT_LENT))
    count = min(_counted(told.get("1", "")), MOST_COPIES + 1) if status in _MANY else 1
    copy = [("b", told.get("d", "")), ("j", _shelf_mark(marks)), ("9", state)]
    number = told.get("b", "") or told.get("h", "")
    if number and count:
        yield _made("899", [(code, text) for code, text in (*copy, ("p", number)) if text])
    if without := count - bool(number):
        yield _made("899", [(code, text) for code, text in (*copy, ("9", COPIES.format(without))) if text])
    yield _made("910", parts)


def _counted(told: str) -> int:
    """Return how many copies ^1 tells ("20", "20 экз."); one if it tells nothing."""
    digits = re.match(r"\s*([0-9]+)", told)
    return int(digits[1][:6]) if digits else 1


def _shelf_mark(marks: dict[int, str]) -> str:
    """Return the shelf mark as it stands in the catalogue (903), else class and author mark (906, 908)."""
    return _value(marks.get(903, "")) or "/".join(filter(None, (_value(marks.get(tag, "")) for tag in (906, 908))))
