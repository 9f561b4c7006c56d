"""A librarian's list of requests for a spreadsheet, as its filters have it; who asked for a book is never in it."""

from collections.abc import Sequence

from flask import Response, request
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, country_name, current
from library_exchange.core.rights import library_of
from library_exchange.core.titles import in_cells
from library_exchange.directory.models import Library
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.loans.labels import states
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import state_of
from library_exchange.loans.rules.tasks import Task
from library_exchange.loans.views.blueprint import bp
from library_exchange.web.downloads import MOST_ROWS, download, require_fits
from library_exchange.web.guard import current_actor
from library_exchange.work_queue import sieves
from library_exchange.work_queue.queries import lists

WHOLE_AND_MORE = slice(0, MOST_ROWS + 1)
"""All rows that a file may have, and one that tells of a longer list."""


@bp.get("/staff/requests.<any(csv, xlsx):form>")
def queue_file(form: str) -> Response:
    """Give the requests of the part of the list that is shown, for a spreadsheet."""
    language = current().code
    with reading() as session:
        library = session.get_one(Library, library_of(current_actor()))
        rows = _rows(session, library, request.args.get("group", ""), language)
        require_fits(len(rows))
        today = library.day_at(now())
    heads = [
        *(_("Number"), _("Side"), _("Partner"), _("Country"), _("Title"), _("Original title"), _("State")),
        *(_("To be done until"), _("Due date"), _("Last change")),
    ]
    content = table_file(form, [heads, *(_row(row, library, language) for row in rows)], language, today)
    named = _("Requests")
    return download(content, MIMES[form], f"requests-{today}.{form}", f"{named} {today}")


def _rows(session: Session, library: Library, chosen: str, language: str) -> Sequence[lists.Row]:
    sieve, at = sieves.sieve(sieves.given(request.args)), now()
    if chosen == sieves.EVERY:
        return lists.every_request(session, library, at, language, sieve, WHOLE_AND_MORE)
    group = Task(chosen) if chosen in set(Task) else None
    is_open = chosen == sieves.OPEN
    found = lists.requests_waiting_for(session, library, at, language, group, sieve, WHOLE_AND_MORE, all_open=is_open)
    return found.rows


def _row(row: lists.Row, library: Library, language: str) -> list[Value]:
    kind = ServiceType.COPY if row.is_copy else ServiceType.LOAN
    partner = row.partner
    return [
        *(row.public_no, str(states.SIDES[row.side]), partner.name_in(language) if partner else None),
        *(country_name(partner.country) if partner else None, *in_cells(row.title)),
        *(str(states.state(row.side, state_of(row.side, row.state), kind)), row.act_by, row.due_on),
        library.day_at(row.touched_at),
    ]
