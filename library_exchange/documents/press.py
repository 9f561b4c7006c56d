"""What writes PDF, and a rehearsal of it: a writer that leaves no trace and tells how high something would stand."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

Draw = Callable[[], None]
"""Writes something on a paper, from where that one stands."""
MEASURING = frozenset({"w"})
"""What of a writer is used while nothing is written: the width of the page."""


@cache
def press() -> ModuleType:
    """Return what writes PDF; its tables of all kinds of fonts wait until there is something to print."""
    return import_module("fpdf")


def begun(made_on: date, title: str) -> Any:
    """Return the writer of an A4 document that bears a day and a title, and has no page yet."""
    writer = press().FPDF(format="A4")
    writer.set_auto_page_break(False)
    writer.set_creation_date(datetime(made_on.year, made_on.month, made_on.day, tzinfo=UTC))
    writer.set_title(title)
    writer.set_lang("zh-Hans")
    return writer


@dataclass(frozen=True)
class Part:
    """A run of pages numbered by itself: where it begins and what its foot says."""

    first_page: int
    foot: str


class Rehearsal:
    """Stands in for a writer: a page of the same width without an end, on which nothing appears."""

    h = float("inf")

    def __init__(self, writer: Any) -> None:
        self._writer = writer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name) if name in MEASURING else _write_nothing


def _write_nothing(*_given: Any, **_named: Any) -> Any:
    return nullcontext()


def nothing() -> None:
    """Write nothing."""
