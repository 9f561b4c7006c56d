"""Days that nothing can begin or end on any more: those that are past where a library stands."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _, format_date


def is_past_told(today: date) -> str:
    """Return that a day is past, and what day it is."""
    return _("This day is past: today is %(today)s.", today=format_date(today, "medium"))


def errors_of_past(given: Mapping[str, date | None], today: date, before: object = None) -> dict[str, Any]:
    """Return what is wrong with days by field: before `today`, if they did not stand in the row `before` already."""
    return {
        name: is_past_told(today)
        for name, day in given.items()
        if day is not None and day < today and day != getattr(before, name, None)
    }


def refuse_past(given: Mapping[str, date | None], today: date, before: object = None) -> None:
    """Raise InvalidInput for days that lie before `today`; those that stay as they were may."""
    if errors := errors_of_past(given, today, before):
        raise InvalidInput(errors)
