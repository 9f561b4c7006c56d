"""Which fields a message fills, and in which month it went."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any


def fields_in(payload: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields that a message fills, each with the parts above it before a stop; no value of any."""
    return frozenset(_filled(payload, ""))


def _filled(told: Any, name: str) -> Iterator[str]:
    if isinstance(told, Mapping):
        for part, value in told.items():
            yield from _filled(value, f"{name}.{part}" if name else str(part))
    elif isinstance(told, list | tuple):
        for each in told:
            yield from _filled(each, name)
    elif told is not None and told is not False and told != "":
        yield name


def month_of(at: datetime) -> str:
    """Return the month of an instant, by the clock of Greenwich, like `2026-11`: one for both sides of a border."""
    return at.astimezone(UTC).strftime("%Y-%m")
