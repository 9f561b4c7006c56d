"""Which fields of what is told a program wants: named in the address, those of each row where a list is told."""

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel

ITEMS = "items"


def row_of(told: type[BaseModel]) -> type[BaseModel]:
    """Return what each row of a list is, or what is told if that is one thing, which has an id."""
    pieces = told.model_fields.get(ITEMS)
    rows = get_args(pieces.annotation) if pieces is not None and "id" not in told.model_fields else ()
    return rows[0] if rows else told


def named(asked: str) -> tuple[str, ...]:
    """Return the names of fields that an address asks for, with commas between them."""
    return tuple(dict.fromkeys(name for each in asked.split(",") if (name := each.strip())))


def unknown(told: type[BaseModel], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of the names no field has."""
    return tuple(name for name in names if name not in row_of(told).model_fields)


def chosen(told: type[BaseModel], names: tuple[str, ...]) -> Mapping[str, Any] | None:
    """Return what pydantic is to write of what is told; None for everything."""
    if not names:
        return None
    row = dict.fromkeys(names, True)
    if row_of(told) is told:
        return row
    return {name: True for name in told.model_fields if name != ITEMS} | {ITEMS: {"__all__": row}}
