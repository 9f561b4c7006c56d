"""Sentences about messages that wait."""

from datetime import date
from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.loans.labels.sentences import day

Text = Any


def waits_since(day_: date) -> Text:
    """Return what to do about a message of the partner that has waited since a day."""
    return _l(
        "Since %(date)s a message of the partner waits here for one before it that has not come. Write to the other"
        " library and ask where the book is.",
        date=day(day_),
    )


def not_sent_since(day_: date) -> Text:
    """Return what to do about a message of ours that the partner's system has not taken since a day."""
    return _l(
        "Since %(date)s a message to the partner has not reached its system. It goes out by itself once the system is"
        " back. Write to the other library meanwhile, or ask the platform's administrator (“Whom to ask”, at the foot"
        " of the page).",
        date=day(day_),
    )
