"""Doors of what was done by hand: the history of a record, that of the whole library, an act that is taken back."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _, current, format_datetime, format_list
from library_exchange.holdings import display, labels
from library_exchange.holdings.models import Correction
from library_exchange.holdings.queries import history as histories
from library_exchange.holdings.queries import lists, own_records
from library_exchange.holdings.services import taking_back
from library_exchange.holdings.views.acting import own_library
from library_exchange.holdings.views.blueprint import bp
from library_exchange.holdings.views.records import ITEM_PROMISED, RECORD
from library_exchange.web.confirming import Question, ask
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 20
REFUSED = (taking_back.BUILT_ON, ITEM_PROMISED)


@bp.get("/staff/holdings/history")
def all_corrections() -> str:
    """List what was done by hand to the records and copies of the library, the last first."""
    number = page_number()
    with reading() as session:
        total = histories.count_corrections(session, own_library())
        rows = histories.corrections(session, own_library(), PER_PAGE, (number - 1) * PER_PAGE)
        shown = [display.correction(row, current().code) for row in rows]
    return render_template("holdings/corrections.html", rows=shown, page=Page(number, PER_PAGE, total))


@bp.get(f"{RECORD}/history")
def history(source_id: int) -> str:
    """Show what was done to a record and its copies, old beside new, and which files came between."""
    return _page(source_id)


def _page(source_id: int, refusal: object = None) -> str:
    number = page_number()
    with reading() as session:
        source = own_records.get_source(session, own_library(), source_id)
        card = session.get_one(BibliographicRecord, source.record_id).card
        total, events = histories.history_of(session, source, PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "holdings/history.html",
        source=source,
        title=display.title_of(card, current().code),
        events=[display.event(each) for each in events],
        page=Page(number, PER_PAGE, total),
        refusal=refusal,
    )


@bp.post("/staff/holdings/history/<int(max=2147483647):correction_id>/take-back")
def take_back(correction_id: int) -> Response | tuple[str, int]:
    """Take an act by hand back, once somebody has said yes."""
    with reading() as session:
        source_id = histories.get_correction(session, own_library(), correction_id).source_record_id
    try:
        with transaction() as session:
            done = taking_back.take_back(session, current_actor(), correction_id, now())
            source = own_records.get_source(session, own_library(), source_id)
            ask(_question(done, lists.titles_of(session, [source], current().code)[source_id]))
    except Conflict as refused:
        if refused.reason not in REFUSED:
            raise
        return _page(source_id, refused.sentence), refused.status
    flash(_("Taken back: what stood before stands again."), "ok")
    return redirect(url_for("holdings.history", source_id=source_id))


def _question(done: Correction, title: str) -> Question:
    fields = [labels.ALL_FIELDS[name] for name in histories.fields_of(done)]
    return Question(
        _("Take it back"),
        labels.TAKEN_BACK[done.act],
        url_for("holdings.history", source_id=done.source_record_id),
        about=title,
        chosen=[
            (_("What was done"), labels.ACTS[done.act]),
            (_("When"), format_datetime(done.done_at)),
            *([(_("Fields"), format_list(fields))] if fields else []),
        ],
    )
