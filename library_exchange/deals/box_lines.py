"""How a book of a box stands on the page of the box."""

from typing import Any

from flask import url_for

from library_exchange.core.i18n import _, format_kilograms
from library_exchange.deals import labels
from library_exchange.deals.models import Box
from library_exchange.deals.queries import boxes as queries
from library_exchange.deals.rules.boxes import LineState, Why
from library_exchange.deals.services.boxes import lines
from library_exchange.offers.labels import SUBJECTS

IN_BOX = (LineState.TICKED, LineState.IN, LineState.AGREED, LineState.SENT, LineState.RECEIVED)
"""In which states a book is in the box, or has been."""


def line_of(box: Box, row: queries.LineRow, library_id: int, names: dict[int, str]) -> dict[str, Any]:
    """Return a book of a box as its page shows it to one of the two libraries."""
    line, (state, tone) = row.line, labels.BOX_LINES[row.line.state]
    is_wish = line.want_id is not None or line.kind is not None
    return {
        "id": line.id,
        "offer": row.offer,
        "title": row.title,
        "authors": row.authors,
        "subject": SUBJECTS[row.offer.subject] if row.offer.subject else None,
        "weight": weight(lines.weighs(row.offer) * line.copies),
        "is_in": line.state in IN_BOX,
        "may_tick": line.receiver_id == library_id,
        "priority": line.priority if is_wish else None,
        "is_our_priority": line.receiver_id == library_id,
        "wanted": labels.WANTED_AS.get(line.kind or ""),
        "why": labels.WHY.get(line.why) if line.why else None,
        "changed": _changed(line.why, names[line.changed_by_id] if line.changed_by_id else None),
        "state": state,
        "tone": tone,
        "is_gift": row.offer.is_gift,
        "may_fail": line.giver_id == library_id and line.state is LineState.AGREED and line.consignment_id is None,
        "fail_url": url_for("deals.not_found", box_id=box.id, line_id=line.id),
        "enter_url": _enter_url(row) if line.receiver_id == library_id and line.state is LineState.RECEIVED else None,
    }


def _enter_url(row: queries.LineRow) -> str:
    """Return where a book that came is entered into the catalogue, with the record that its giver has of it."""
    offer, copies = row.offer, row.line.copies
    if offer.record_id is not None:
        return url_for("holdings.new", record=offer.record_id, copies=copies)
    return url_for(
        "holdings.new",
        title=offer.title,
        authors=offer.author,
        publisher=offer.publisher,
        year=offer.year,
        isbn=offer.isbn,
        copies=copies,
    )


def _changed(why: Why | None, name: str | None) -> str | None:
    if name is None:
        return None
    if why is Why.PUT_IN:
        return _("put in by %(library)s", library=name)
    return _("taken out by %(library)s", library=name) if why is Why.TAKEN_OUT else None


def weight(grams: int) -> str:
    """Return a weight in kilograms, nothing where none is known."""
    return _("%(weight)s kg", weight=format_kilograms(grams)) if grams else ""
