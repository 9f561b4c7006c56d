"""A line of a list as a librarian says it field by field."""

from collections.abc import Mapping
from typing import Any

from library_exchange.core.errors import InvalidInput
from library_exchange.core.scripts import script_of
from library_exchange.exchange_lists import labels
from library_exchange.exchange_lists.rules.edits import LINE_FIELDS
from library_exchange.exchange_lists.schemas import LineFields
from library_exchange.list_reading.rules.conditions import word_for
from library_exchange.list_reading.rules.corrected import CELLS_APART
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.schemas import EntryAsRead
from library_exchange.list_reading.services.plain_lines import warned
from library_exchange.list_reading.services.table_rows import Read
from library_exchange.offers.rules.numbers import read_number
from library_exchange.offers.schemas import Entry

SHOWN = tuple(name for name in LINE_FIELDS if name != "remark")
TERMS = ("is_gift", "any_edition")
EMPTIED = "emptied"
"""Under this name `told` keeps which fields she emptied, so that no record of the catalogue fills them again."""
_GRAMS = {"Hans": "克", "Hant": "克", "Hani": "克", "Cyrl": "г"}
"""How grams are written in the script of a title."""


def in_fields(told: Mapping[str, Any], given: LineFields) -> Read:
    """Return a line of which `given` is said; what `told` has beside these fields stays.

    A wrong ISBN that stood there as it is printed may stay so. Raises InvalidInput for another wrong one.
    """
    kept = {name: told[name] for name in (*Entry.model_fields, *TERMS) if name in told}
    said = given.model_dump(exclude={"remark", "isbn"}) | _numbers(told, given.isbn)
    cells = {
        name: _cell(name, said[name], given.title)
        for name in SHOWN
        if said[name] and (name, said[name]) != ("quantity", 1)
    }
    unread = {"remark": given.remark} if given.remark else {}
    entry = EntryAsRead.model_validate(kept | said | {"columns": list(cells), "unread": unread})
    return warned(Read(CELLS_APART.join(cells.values())[:1000], entry))


def emptied(told: Mapping[str, Any], given: LineFields) -> list[str]:
    """Return the fields that had something in them and have nothing now, those of an earlier correction too."""
    said = given.model_dump()
    had = {name for name, value in as_fields(told).items() if value} | set(told.get(EMPTIED, ()))
    return sorted(name for name in had if name in Entry.model_fields and said.get(name) is None)


def as_fields(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a line tells as the fields of its form."""
    fields = {name: told.get(name) for name in SHOWN}
    return fields | {
        "isbn": told.get("isbn") or told.get("printed_isbn"),
        "remark": told.get("unread", {}).get("remark"),
    }


def _numbers(told: Mapping[str, Any], given: str | None) -> dict[str, str | None]:
    """Return the ISBN that is said, and one kept as it is printed."""
    if given is None or given == told.get("printed_isbn"):
        return {"isbn": None, "printed_isbn": given}
    isbn = read_number(given)[0]
    if isbn is None:
        raise InvalidInput({"isbn": labels.PROBLEMS[Problem.BAD_ISBN]})
    return {"isbn": isbn, "printed_isbn": None}


def _cell(name: str, value: object, title: str) -> str:
    """Return a field as the text of a line has it, a condition and a weight in words of the letters of its title."""
    if name == "condition":
        return word_for(str(value), title)
    return f"{value} {_GRAMS.get(script_of(title), 'g')}" if name == "weight_g" else str(value)
