"""The list of a librarian's work as pages show it: each line with the other library, the day and its address."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import url_for
from sqlmodel import Session, col

from library_exchange.core.i18n import current
from library_exchange.core.worklist import AT_ONCE, Desk, Entry, Group, Waiting, counted, listed
from library_exchange.directory.models import Library


def waiting_at(session: Session, library: Library, today: date, desk: Desk) -> list[dict[str, Any]]:
    """Return what waits for the library and stands on a desk, kind by kind."""
    return shown(session, library, today, counted(session, library.id, today, desk))


def shown(
    session: Session,
    library: Library,
    today: date,
    counts: Sequence[tuple[Waiting, int]],
    limit: int = AT_ONCE,
    offset: int = 0,
) -> list[dict[str, Any]]:
    """Return the kinds in `counts` with their lines; one query for all the other libraries."""
    groups = listed(session, library.id, today, current().code, counts, limit, offset)
    ids = {entry.partner_id for group in groups for entry in group.entries if entry.partner_id is not None}
    wanted = sa.select(Library).where(col(Library.id).in_(ids))
    partners = {each.id: each for each in session.scalars(wanted)} if ids else {}
    return [_group(group, library, partners) for group in groups]


def _group(group: Group, library: Library, partners: dict[int, Library]) -> dict[str, Any]:
    return {
        "name": group.kind.name,
        "told": group.kind.told(group.count),
        "count": group.count,
        "url": url_for("loans.queue", group=group.kind.name),
        "together_url": url_for(group.kind.endpoint, **group.kind.values) if group.kind.endpoint else None,
        "rows": [_row(entry, library, partners) for entry in group.entries],
    }


def _row(entry: Entry, library: Library, partners: dict[int, Library]) -> dict[str, Any]:
    partner = partners.get(entry.partner_id or 0)
    return {
        "what": entry.line.what,
        "about": entry.line.about,
        "task": entry.line.task,
        "url": url_for(entry.line.endpoint, **entry.line.values),
        "partner": (partner.country, partner.name_in(current().code)) if partner else None,
        "since": entry.line.since or (entry.since.astimezone(library.zone).date() if entry.since else None),
    }
