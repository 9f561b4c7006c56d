"""A practice exchange as its page shows it."""

from datetime import datetime
from typing import Any

from library_exchange.core.i18n import format_datetime
from library_exchange.directory.models import Library
from library_exchange.loans.display import shown_book
from library_exchange.practice_exchange import labels
from library_exchange.practice_exchange.books import BOOKS
from library_exchange.practice_exchange.models import PracticeExchange
from library_exchange.practice_exchange.rules import LAST, Act, open_acts

FIELDS = {Act.PUBLISH: "weight_g", Act.HAND_OVER: "tracking"}
"""The field that a step asks for."""


def whole(row: PracticeExchange, library: Library, language: str) -> dict[str, Any]:
    """Return a practice exchange with its next steps, its history and, at the end, the receipt."""
    name, tone = labels.state(row.stand)
    acts = open_acts(row.stand)
    return {
        "book": shown_book(BOOKS[row.book], language),
        "version": row.version,
        "state": name,
        "tone": tone,
        "is_over": row.stand == LAST,
        "acts": [{"name": act, "label": labels.ACTS[act], "field": FIELDS.get(act)} for act in acts],
        "means": labels.MEANS[acts[0]] if acts else None,
        "partner": labels.PARTNER,
        "weight_g": row.weight_g,
        "tracking_no": row.tracking_no,
        "history": [_event(each, library) for each in row.history],
    }


def _event(each: dict[str, Any], library: Library) -> dict[str, Any]:
    at = datetime.fromisoformat(each["at"]).astimezone(library.zone)
    return {"label": labels.HAPPENED[Act(each["act"])], "at": format_datetime(at, rebase=False)}
