"""The librarian's queue: what waits, what was scanned, one step for several requests."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.accounts import saved_filters
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction, was_overtaken
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, current
from library_exchange.core.rights import library_of
from library_exchange.core.worklist import Waiting, counted, kinds
from library_exchange.directory import worklist
from library_exchange.directory.models import Library
from library_exchange.loans.labels import actions
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.tasks import TOGETHER, Task
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.loans.services import steps
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.loans.views.requests import known_action
from library_exchange.web.forms import ticked_rows
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page as PageOfList
from library_exchange.web.paging import page_number
from library_exchange.work_queue import display, panel, sieves
from library_exchange.work_queue.queries import lists, scanning
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
        partners = lists.partners_of(session, library)
        elsewhere = (0, 0) if rows or not kept else lists.count_elsewhere(session, library, now(), sieves.sieve(kept))
        saved = _saved(session, actor, library, place)
        shown = panel.shown_beside(session, actor, place.get("open"), rows, language)
    return render_template(
        "work_queue/queue.html",
        library=library.name_in(language),
        total=waiting.total + (0 if kept else sum(count for _kind, count in beside)),
        beside=others,
        page=page,
        tasks=display.tasks(waiting, [] if kept else beside, "" if words else chosen, not words and not chosen, kept),
        saved=saved,
        pages=pages,
        elsewhere=display.elsewhere(elsewhere, chosen, kept),
        rows=[display.queue_row(row, language) for row in rows],
        words=words,
        group=chosen,
        kept=kept,
        place=panel.fields(place, None),
        query=urlencode({name: value for name, value in place.items() if name in {"group", *kept}}),
        shown=shown,
        filters=sieves.fields(kept, partners, language),
        to_fetch=0 if words or chosen not in ("", Task.PICK) else waiting.counts.get(Task.PICK, 0),
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
    waiting = lists.requests_waiting_for(session, library, at, language, group, sieve, _places(page))
    if words:
        return waiting, lists.search_requests(session, library, words, at, language), None
    if not is_of_loans:
        return waiting, (), None
    total = waiting.open_count if chosen == sieves.OPEN else waiting.counts.get(group, 0) if group else waiting.total
    if chosen == sieves.EVERY:
        total = sum(lists.count_elsewhere(session, library, at, sieve))
    asked = replace(page, total=total)
    page = replace(asked, number=min(asked.number, asked.last))  # the last row of the last page may just be done
    if chosen in LISTS:
        with_finished = chosen == sieves.EVERY
        return waiting, lists.open_requests(session, library, at, language, sieve, _places(page), with_finished), page
    if page != asked:
        waiting = lists.requests_waiting_for(session, library, at, language, group, sieve, _places(page))
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
    """Lead from what was scanned to its request, where the usual next step waits under Enter."""
    with reading() as session:
        found = scanning.requests_scanned(session, library_of(current_actor()), request.args.get("code", ""))
        numbers = [loan.public_no for loan in found]
        loan_id = found[0].id if found else None
    if loan_id is None:
        flash(_("No request of your library has this number, and no open one a copy with this barcode."), "warn")
        return redirect(url_for("loans.queue", scan=1))
    if len(numbers) > 1:
        told = _("This is on several requests: %(numbers)s. Here is the last one.", numbers=", ".join(numbers))
        flash(told, "warn")
    return redirect(url_for("loans.show", loan_id=loan_id, scan=1))


@bp.post("/staff/steps")
def act_on_several() -> Page:
    """Take one step for the ticked rows, each in a transaction of its own; tell which went and which not."""
    action, rows = known_action(request.form.get("action", "")), ticked_rows(request.form.getlist("row"))
    if action not in TOGETHER:
        raise NotFound("no-such-action")
    done: list[str] = []
    refused: dict[str, list[int]] = {}
    for loan_id, version in rows:
        number, sentence = _act_on_one(loan_id, version, action)
        if sentence is None:
            done.append(number)
        else:
            refused.setdefault(sentence, []).append(loan_id)
    for told, tone in actions.together(action, done, bool(refused)):
        flash(str(told), tone)
    for sentence, ids in refused.items():
        flash(display.not_done(sentence, [_named(loan_id) for loan_id in ids]), "warn")
    return redirect(url_for("loans.queue", **sieves.place(request.form)))


def _act_on_one(loan_id: int, version: int, action: Action) -> tuple[str, str | None]:
    """Take the step on one row; return its number, and why it was not taken, if it was not."""
    try:
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            steps.take_usual_step(session, current_actor(), loan, action, version, now())
            return loan.public_no, None
    except (Conflict, Forbidden, InvalidInput, NotFound) as refused:
        was_overtaken()  # The row is told as refused; those that went must not be done once more for its sake.
        return str(loan_id), str(refused.sentence)


def _named(loan_id: int) -> tuple[str, str, str]:
    """Return number, title and address of a request of the own library, or what was sent if it is none."""
    with reading() as session:
        try:
            loan = requests.get_request(session, current_actor(), loan_id)
        except NotFound:
            return str(loan_id), "", url_for("loans.queue")
        title = BibliographicInfo.model_validate(loan.book).title_in(current().code).shown.value
        return loan.public_no, title, url_for("loans.show", loan_id=loan_id)
