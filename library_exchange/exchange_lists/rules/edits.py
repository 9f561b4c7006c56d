"""Which lines of a list were changed on its page: every one that was is read, whichever button was pressed."""

import zlib
from collections.abc import Iterable, Mapping
from enum import StrEnum

LINE_FIELDS = ("title", "author", "publisher", "year", "volume", "quantity", "isbn", "condition", "weight_g", "remark")


class Written(StrEnum):
    """What of a line was written anew: its text, or its fields."""

    TEXT = "text"
    FIELDS = "fields"

    @property
    def mark_name(self) -> str:
        """The field of the form that says how this part stood when the page was drawn."""
        return f"{self}_was"


def mark(values: Iterable[object]) -> str:
    """Return a short mark of what stands in the fields of a form; runs of spaces make no difference."""
    told = "\x1f".join(" ".join(str("" if each is None else each).split()) for each in values)
    return f"{zlib.crc32(told.encode()):08x}"


def typed(form: Mapping[str, str], number: int, part: Written) -> dict[str, str]:
    """Return what a form holds of one part of a line, by the plain names of its fields."""
    names = (Written.TEXT,) if part is Written.TEXT else LINE_FIELDS
    return {str(name): form[f"{name}-{number}"] for name in names if f"{name}-{number}" in form}


def edited(form: Mapping[str, str], pressed: tuple[int, Written] | None = None) -> dict[int, Written]:
    """Return the lines that were written anew, by number, in their order; the one whose button was `pressed` too.

    Of a line of which both were changed, that part counts whose button was pressed, else the fields, which tell more.
    """
    found: dict[int, Written] = {}
    for name, shown in form.items():
        told, _dash, number = name.rpartition("-")
        part = next((each for each in Written if each.mark_name == told), None)
        if part is None or not number.isdecimal() or len(number) > 9:
            continue
        if mark(typed(form, int(number), part).values()) != shown:
            found[int(number)] = Written.FIELDS if Written.FIELDS in (part, found.get(int(number))) else part
    if pressed is not None:
        found[pressed[0]] = pressed[1]
    return dict(sorted(found.items()))
