"""A line of a list as a librarian says it field by field."""

from collections.abc import Mapping
from typing import Any

from library_exchange.exchange_lists.rules.corrected import CELLS_APART
from library_exchange.exchange_lists.rules.edits import LINE_FIELDS
from library_exchange.exchange_lists.schemas import EntryAsRead, LineFields
from library_exchange.exchange_lists.services.reading import warned
from library_exchange.exchange_lists.services.table_rows import Read
from library_exchange.offers.schemas import Entry

SHOWN = tuple(name for name in LINE_FIELDS if name != "remark")


def in_fields(told: Mapping[str, Any], given: LineFields) -> Read:
    """Return a line of which `given` is said; what `told` has beside these fields stays."""
    kept = {name: told[name] for name in Entry.model_fields if name in told}
    said = given.model_dump(exclude={"remark"})
    cells = {name: _cell(name, said[name]) for name in SHOWN if said[name] and (name, said[name]) != ("quantity", 1)}
    unread = {"remark": given.remark} if given.remark else {}
    entry = EntryAsRead.model_validate(kept | said | {"columns": list(cells), "unread": unread})
    return warned(Read(CELLS_APART.join(cells.values())[:1000], entry))


def as_fields(told: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a line tells as the fields of its form."""
    fields = {name: told.get(name) for name in SHOWN}
    return fields | {"remark": told.get("unread", {}).get("remark")}


def _cell(name: str, value: object) -> str:
    return f"{value} g" if name == "weight_g" else str(value)
