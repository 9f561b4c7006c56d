"""What is asked before a change of several lines replaces what somebody filled in, and how what it did is told."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import flash
from sqlmodel import Session

from library_exchange.core.i18n import _, current, format_date, format_number
from library_exchange.directory.models import Library
from library_exchange.offers import labels
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.lines import shown_title
from library_exchange.offers.schemas import BulkChange, BulkTerms
from library_exchange.offers.services.several import Changed
from library_exchange.offers.views import bulk_words
from library_exchange.web.confirming import Question, ask

MOST_NAMED = 50
"""So many lines are named before the rest is counted."""


def is_anything_told(given: BulkChange | BulkTerms) -> bool:
    """Whether the form says what is to change."""
    return bool(given.model_dump(exclude_none=True, exclude={"scope"}))


def ask_of_replaced(
    session: Session,
    table: type[Offer] | type[Want],
    changed: Changed,
    given: BulkChange | BulkTerms,
    label: Any,
    back_url: str,
) -> None:
    """Ask before what is filled in is replaced: in how many lines, in which, and by what."""
    if not changed.replaced:
        return
    named = [
        (_title(session, table, one), _told(session, before, given))
        for one, before in list(changed.replaced.items())[:MOST_NAMED]
    ]
    rest = len(changed.replaced) - len(named)
    notices = [bulk_words.more(rest)] if rest else []
    told = bulk_words.replaced(len(changed.replaced), changed.changed)
    ask(Question(label, told, back_url, books=named, notices=notices))


def _title(session: Session, table: type[Offer] | type[Want], line_id: int) -> str:
    if table is Offer:
        return shown_title(session, session.get_one(Offer, line_id), current().code).shown.value
    want = session.get_one(Want, line_id)
    return want.title or labels.profile_named(want.subject, want.author, want.series)


def _told(session: Session, before: Mapping[str, Any], given: BulkChange | BulkTerms) -> str:
    """Return what is replaced by what, as `300 g → 500 g`."""
    pairs = (
        (_word(session, name, value), _word(session, name, getattr(given, name))) for name, value in before.items()
    )
    return "; ".join(f"{old} → {new}" for old, new in pairs)


def _word(session: Session, name: str, value: Any) -> str:
    if name == "weight_g":
        return _("%(num)s g", num=format_number(value))
    if name == "reserved_for_id":
        return session.get_one(Library, value).name_in(current().code)
    if isinstance(value, date):
        return format_date(value, "medium")
    known: dict[str, Mapping[Any, Any]] = {"condition": labels.CONDITIONS, "reserve": labels.RESERVES}
    return str(known.get(name, {}).get(value, value))


def tell(sentences: Iterable[tuple[str, str]]) -> None:
    """Flash each sentence with its tone."""
    for sentence, tone in sentences:
        flash(sentence, tone)
