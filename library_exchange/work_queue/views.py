"""The librarian's queue: what waits, what was scanned, one step for several requests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.accounts import saved_filters
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.rights import library_of
from library_exchange.core.worklist import Waiting, counted, kinds
from library_exchange.directory import worklist
from library_exchange.directory.models import Library
from library_exchange.loans.queries.parcels import missed_at
from library_exchange.loans.rules.tasks import REFUSED_TOGETHER, TOGETHER, Task
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.loans.views.requests import known_action
from library_exchange.web.downloads import spreadsheets
from library_exchange.web.forms import ticked_rows
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page as PageOfList
from library_exchange.web.paging import page_number
from library_exchange.work_queue import display, labels, panel, several, sieves
from library_exchange.work_queue.queries import lists, readers, scanning
from library_exchange.work_queue.queries.sieve import Sieve

PER_PAGE = 50
LISTS = (sieves.OPEN, sieves.EVERY)
"""Parts of the list that are no tasks."""

# The librarian's queue ------------------------------------------------------------------------------------------------


@bp.get("/staff")
def queue() -> Page:
    """Show what waits for the library, or what is found by number, title or author; one request beside it."""
    actor, language, words = current_actor(), current().code, request.args.get("q", "").strip()[:200]
    chosen = _chosen_group()
    kept = sieves.given(request.args)
    place = sieves.place(request.args)
    with reading() as session:
        library = session.get_one(Library, library_of(actor))
        waiting, rows, pages = _rows(session, library, words, chosen, sieves.sieve(kept), language)
        today = library.day_at(now())
        beside = counted(session, library.id, today)
        others, page = ([], None) if words or kept else _beside(session, library, today, beside, chosen)
        partners = lists.partners_of(session, library, kept.get("partner"))
        elsewhere = (0, 0) if rows or not kept else lists.count_elsewhere(session, library, now(), sieves.sieve(kept))
        saved = _saved(session, actor, library, place)
        missed = missed_at(session, library.id)
        shown = panel.shown_beside(session, actor, place.get("open"), rows, language)
    filters, in_other_rooms = sieves.fields(kept, partners, language), sum(count for _kind, count in beside)
    return render_template(
        "work_queue/queue.html",
        library=library.name_in(language),
        total=waiting.total + (0 if kept else in_other_rooms),
        unsifted_total=waiting.unsifted_total + in_other_rooms,
        beside=others,
        page=page,
        tasks=display.tasks(waiting, beside, "" if words else chosen, not words and not chosen, kept),
        saved=saved,
        pages=pages,
        elsewhere=display.elsewhere(elsewhere, chosen, kept),
        rows=[display.queue_row(row, language, missed) for row in rows],
        words=words,
        files=spreadsheets("loans.queue_file", group=chosen or None, **kept),
        group=chosen,
        kept=kept,
        place=panel.fields(place, None),
        query=urlencode({name: value for name, value in place.items() if name in {"group", *kept}}),
        shown=shown,
        filters=filters,
        sifted_by=display.sifted_by(filters, kept, chosen, words),
        to_fetch=0 if words or chosen not in ("", Task.PICK, Task.OVERDUE) else waiting.to_fetch,
        together=display.together(rows),
        is_all_ticked=request.args.get("ticked") == "all",
        is_after_scan="scan" in request.args,
    )


def _rows(
    session: Session, library: Library, words: str, chosen: str, sieve: Sieve, language: str
) -> tuple[lists.Queue, Sequence[lists.Row], PageOfList | None]:
    """Return what waits for the library in all, the rows that are asked for, and which page of them that is."""
    group, at = Task(chosen) if chosen in set(Task) else None, now()
    is_of_loans = group is not None or chosen in ("", *LISTS)
    page = PageOfList(page_number() if is_of_loans and not words else 1, PER_PAGE, 0)
    are_open = is_of_loans and not words and chosen != sieves.EVERY
    look = partial(
        lists.requests_waiting_for, session, library, at, language, group, sieve, all_open=chosen == sieves.OPEN
    )
    waiting = look(places=_places(page) if are_open else lists.NOTHING)
    if words:
        return waiting, lists.search_requests(session, library, words, at, language, sieve), None
    if not is_of_loans:
        return waiting, (), None
    total = waiting.open_count if chosen == sieves.OPEN else waiting.counts.get(group, 0) if group else waiting.total
    if chosen == sieves.EVERY:
        total = sum(lists.count_elsewhere(session, library, at, sieve))
    asked = replace(page, total=total)
    page = replace(asked, number=min(asked.number, asked.last))  # the last row of the last page may just be done
    if chosen == sieves.EVERY:
        return waiting, lists.every_request(session, library, at, language, sieve, _places(page)), page
    if page != asked:
        waiting = look(places=_places(page))
    return waiting, waiting.rows, page


def _places(page: PageOfList) -> slice:
    return slice(page.offset, page.offset + page.size)


def _saved(session: Session, actor: Actor, library: Library, place: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the filters that staff have named, each with how many requests it lets through."""
    found = saved_filters.filters_of(session, actor, "queue")
    parts = [sieves.part(each.query) for each in found]
    counts = lists.count_each(session, library, now(), [part for _kept, part in parts]) if parts else []
    return [
        display.saved_part(each.name, kept, count, place)
        for each, (kept, _part), count in zip(found, parts, counts, strict=True)
    ]


def _chosen_group() -> str:
    """Return which part of the list is asked for: a task of loans, all (open) loans, a kind beside loans; else all."""
    asked = request.values.get("group", "")
    return asked if asked in {sieves.OPEN, sieves.EVERY, *Task, *(kind.name for kind in kinds())} else ""


def _beside(
    session: Session, library: Library, today: date, counts: Sequence[tuple[Waiting, int]], chosen: str
) -> tuple[list[dict[str, Any]], PageOfList | None]:
    """Return what waits beside loans: some of each kind, or a page of the one that was chosen."""
    alone = [pair for pair in counts if pair[0].name == chosen]
    if not alone:
        return ([] if chosen else worklist.shown(session, library, today, counts)), None
    page = PageOfList(page_number(), PER_PAGE, alone[0][1])
    return worklist.shown(session, library, today, alone, page.size, page.offset), page


# Scanning and several at once -----------------------------------------------------------------------------------------


@bp.get("/staff/scan")
def scan() -> Page:
    """Lead from what was scanned to its request, where the usual next step waits under Enter.

    The barcode of a copy that no open request holds leads to its title, or to the list of the copies that bear it; the
    number of a consignment to that, a reader's card to her requests.
    """
    library_id, code = library_of(current_actor()), request.args.get("code", "").strip()
    with reading() as session:
        found = scanning.requests_scanned(session, library_id, code)
        numbers = [loan.public_no for loan in found]
        loan_id = found[0].id if found else None
        records = scanning.records_scanned(session, library_id, code)
        told, url = ("", "") if found else _scanned_otherwise(session, library_id, code, records)
    if loan_id is None:
        flash(told, "warn")
        return redirect(url)
    if len(numbers) > 1:
        told = _("This is on several requests: %(numbers)s. Here is the last one.", numbers=", ".join(numbers))
        flash(told, "warn")
    if len(records) > 1:
        flash(_("Another book of your library has this barcode, too. Compare the title before you go on."), "warn")
    return redirect(url_for("loans.show", loan_id=loan_id, scan=1))


def _scanned_otherwise(session: Session, library_id: int, code: str, records: Sequence[int]) -> tuple[str, str]:
    """Return what is said of a scan that is no request's, and the address of what it is."""
    if len(records) > 1:
        told = _("Several books of your library have this barcode. Open the one in your hands, and renumber the other.")
        return told, url_for("holdings.listed", q=code)
    if records:
        told = _("No open request has this barcode. It is that of your copy of this title.")
        return told, url_for("catalogue.record", record_id=records[0])
    again = url_for("loans.queue", scan=1)
    if not code:
        return _("The field was empty. Put the cursor into it, and scan again."), again
    if (consignment_id := scanning.find_consignment_scanned(session, library_id, code)) is not None:
        told = _("This is the number of a consignment. Here it is.")
        return told, url_for("shipping.show", consignment_id=consignment_id)
    if (reader := readers.find_reader_of_card(session, library_id, code)) is not None:
        told = _("This is the card of %(reader)s. These are the requests of this reader.", reader=reader.name)
        return told, url_for("loans.queue", q=reader.card_no, scan=1)
    told = _(
        "“%(code)s” is no number of a request or consignment of your library, no barcode of its copies, and no card of"
        " its readers.",
        code=code[:60],
    )
    return told, again


@bp.post("/staff/steps")
def act_on_several() -> Page:
    """Take one step for the ticked rows, each in a transaction of its own; tell which went and which not."""
    action, rows = known_action(request.form.get("action", "")), ticked_rows(request.form.getlist("row"))
    if action not in TOGETHER and action not in REFUSED_TOGETHER:
        raise NotFound("no-such-action")
    actor, back_url = current_actor(), url_for("loans.queue", **sieves.place(request.form))
    several.ask_first(actor, action, rows, back_url)
    done, refused = several.take(actor, action, rows)
    for told, tone in labels.together(action, done, bool(refused)):
        flash(str(told), tone)
    for sentence in several.not_done(actor, refused):
        flash(sentence, "warn")
    return redirect(back_url)
