"""Lists that wait for a library: found, and as the list of its work shows them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _, _n, format_datetime
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock, Written, as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.exchange_lists.models import ListImport, ListImportState, Source
from library_exchange.exchange_lists.queries import list_imports
from library_exchange.offers.models import ListKind


def lists(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the lists whose lines are still to be taken in."""
    own, waits = col(ListImport.library_id) == library_id, col(ListImport.state) == ListImportState.OPEN
    return entries(ListImport, own, waits, since=col(ListImport.touched_at))


def list_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how lists on their way in stand on the list of work, each with what tells it from others; one query."""
    tasks = {ListKind.OFFERS: _("Take the offers in"), ListKind.WANTS: _("Take the wants in")}
    return {
        each.id: Line(
            _named(each),
            tasks[each.kind],
            "offers.show_list",
            {"list_id": each.id},
            _told_apart(each, outline),
        )
        for each, outline in list_imports.outlined(session, ids)
    }


def _told_apart(list_import: ListImport, outline: list_imports.Outline | None) -> tuple[Written, ...]:
    """Return the first book of a list, how many lines it has and when it came."""
    came = Written(format_datetime(list_import.created_at), "")
    if outline is None:
        return (came,)
    lines = Written(_n("%(num)s line", "%(num)s lines", outline.lines), "")
    return (*([outline.first] if outline.first else []), lines, came)


def _named(list_import: ListImport) -> TitleBlock:
    if list_import.filename:
        return as_written(list_import.filename, html_lang(script_of(list_import.filename)))
    return as_written(_("Scanned books") if list_import.source is Source.SCAN else _("Pasted list"))
