"""Doors of the room: asking, a reader's list, one request, the librarian's queue, the slip."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core.actor import Actor
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import LANGUAGES, current
from library_exchange.core.worklist import Waiting, counted, kinds
from library_exchange.directory import worklist
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans import display, pictures_display
from library_exchange.loans.forms import Refused, step_forms
from library_exchange.loans.labels import actions, sentences
from library_exchange.loans.queries import copies, lists, requests
from library_exchange.loans.queries.stuck_messages import all_messages_waiting
from library_exchange.loans.rules.codes import Action, Side
from library_exchange.loans.rules.due_dates import SHORTEST_WAY_DAYS
from library_exchange.loans.rules.pictures import TELL_OF_DAMAGE
from library_exchange.loans.rules.tasks import Task
from library_exchange.loans.schemas import BibliographicInfo, Consigning, NewRequest, StepInput
from library_exchange.loans.services import consigning, requesting, steps
from library_exchange.loans.services.books import book_of_record
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page as PageOfList
from library_exchange.web.paging import page_number
from library_exchange.web.ways_back import passed_on

bp = Blueprint("loans", __name__)

Page = str | tuple[str, int] | Response
PER_PAGE = 50


# Asking ---------------------------------------------------------------------------------------------------------------


@bp.get("/loans/new")
def new() -> Page:
    """Show the form of a new request, filled in from the record `record`."""
    return _new_form({"record_id": request.args.get("record", "")}, {})


@bp.post("/loans/new")
def ask() -> Page:
    """Take a new request: a reader's own, or one that a librarian types."""
    actor = current_actor()
    verb = requesting.draft if actor.is_staff else requesting.ask
    try:
        given = parse(NewRequest, request.form)
        with transaction() as session:
            loan = verb(session, actor, given, now())
    except InvalidInput as refused:
        return _new_form(request.form, refused.fields), refused.status
    except Conflict as refused:
        if refused.facts.get("loan") is None:
            raise
        flash(str(refused.sentence), "warn")
        return redirect(url_for("loans.show", loan_id=refused.facts["loan"], back=passed_on()))
    flash(str(sentences.ASKED if loan.reader_id else sentences.DRAFTED), "ok")
    return redirect(url_for("loans.show", loan_id=loan.id, back=passed_on()))


def _new_form(given: Mapping[str, str], errors: Mapping[str, Any]) -> str:
    actor, language = current_actor(), current().code
    if actor.library_id is None:
        raise Forbidden("no-library")
    record_id = find_number(given.get("record_id", ""))
    with reading() as session:
        book = book_of_record(session, record_id) if record_id is not None else None
        library = session.get_one(Library, actor.library_id)
        is_held_here = record_id is not None and copies.stands_here(session, actor.library_id, record_id)
    return render_template(
        "loans/new.html",
        book=display.shown_book(book, language) if book else None,
        record_id=record_id,
        library=library.name_in(language),
        is_held_here=is_held_here,
        given=given,
        errors=errors,
        shortest_way_days=SHORTEST_WAY_DAYS,
    )


@bp.get("/loans")
def mine() -> Page:
    """Show the reader's own requests."""
    actor = current_actor()
    with reading() as session:
        found = lists.requests_of_reader(session, actor.user_id or 0, now(), current().code)
    return render_template("loans/mine.html", rows=[display.reader_row(row) for row in found])


# One request ----------------------------------------------------------------------------------------------------------


@bp.get("/loans/<int(max=2147483647):loan_id>")
def show(loan_id: int) -> Page:
    """Show one request: to the library's staff with its next step, to the reader with her one status."""
    return _loan_page(loan_id)


@bp.post("/loans/<int(max=2147483647):loan_id>/<action>")
def act(loan_id: int, action: str) -> Page:
    """Take a step; what the step refuses is shown on the page of the request."""
    known = _known_action(action)
    try:
        given = parse(StepInput, request.form)
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            question = display.question(session, loan, known, now(), _back(loan_id))
            steps.take_step(session, current_actor(), loan, known, given, now())
            ask_first(question)
    except InvalidInput as refused:
        return _loan_page(loan_id, Refused(known, request.form, refused.fields)), refused.status
    except Conflict as refused:
        return _loan_page(loan_id, sentence=refused.sentence), refused.status
    flash(str(actions.event(known)), "ok")
    return redirect(_back(loan_id, known))


def _back(loan_id: int, taken: Action | None = None) -> str:
    """Return the address of the page from which the step was taken; who has told of damage goes on to its pictures."""
    if request.form.get("back") == "queue":
        return url_for("loans.queue")
    return url_for("loans.show", loan_id=loan_id, _anchor="condition" if taken in TELL_OF_DAMAGE else None)


def _known_action(name: str) -> Action:
    try:
        return Action(name)
    except ValueError as error:
        raise NotFound("no-such-action") from error


def page_of(loan_id: int, *, sentence: Any = None, picture_errors: Mapping[str, Any]) -> str:
    """Return the page of a request on which a picture of its book was refused."""
    return _loan_page(loan_id, sentence=sentence, picture_errors=picture_errors)


def _loan_page(
    loan_id: int,
    refused: Refused | None = None,
    sentence: Any = None,
    picture_errors: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    actor, language = current_actor(), current().code
    with reading() as session:
        loan = requests.get_request(session, actor, loan_id)
        _held = requests.parties(session, loan)
        works_there = actor.is_staff and actor.library_id == loan.library_id
        shown = display.shown_loan(session, loan, language)
        forms = step_forms(session, actor, loan, language, now(), refused)
        if works_there:
            condition = pictures_display.condition(session, loan, language, picture_errors)
            return render_template(
                "loans/show.html",
                loan=shown | display.for_staff(session, loan, language),
                thread=display.shown_thread(session, actor, loan),
                ways=display.ways(session, loan) if any(f.action in consigning.SENDING for f in forms) else [],
                consignment=consigning.find_consignment(session, loan),
                forms=forms,
                sentence=sentence,
                waiting_messages=display.waiting_messages(session, loan, now()),
                refused=refused,
                condition=condition,
                errors=_marked(refused) + pictures_display.marked(condition, picture_errors),
            )
        shown |= display.for_reader(loan, day_at(session, loan.library_id, now()))
    return render_template("loans/reader.html", loan=shown, forms=forms, sentence=sentence, errors=_marked(refused))


def _marked(refused: Refused | None) -> list[tuple[str, Any]]:
    """Return for each field to correct its id on the page and the sentence."""
    return [(f"{refused.action}-{name}", sentence) for name, sentence in refused.errors.items()] if refused else []


@bp.post("/staff/loans/<int(max=2147483647):loan_id>/consignment")
def consign(loan_id: int) -> Page:
    """Put the book into a consignment to the partner, one of its own or one that is got ready; lead to its papers."""
    try:
        way = parse(Consigning, request.form).way
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            consignment = consigning.consign(session, current_actor(), loan, way, now())
    except InvalidInput as refused:
        return _loan_page(loan_id, sentence=refused.fields["way"]), refused.status
    except Conflict as refused:
        return _loan_page(loan_id, sentence=refused.sentence), refused.status
    return redirect(url_for("shipping.show", consignment_id=consignment.id))


# The librarian's queue ------------------------------------------------------------------------------------------------


@bp.get("/staff")
def queue() -> Page:
    """Show what waits for the library, or what is found by number, title or author."""
    actor, language, words = current_actor(), current().code, request.args.get("q", "").strip()[:200]
    chosen = _chosen_group()
    group = Task(chosen) if chosen in set(Task) else None
    with reading() as session:
        library = session.get_one(Library, _library_of(actor))
        waiting = lists.requests_waiting_for(session, library, now(), language, group)
        today = library.day_at(now())
        beside = counted(session, library.id, today)
        others, page = ([], None) if words else _beside(session, library, today, beside, chosen)
        if words:
            rows = tuple(lists.search_requests(session, library, words, now(), language))
        elif chosen == "open":
            rows = tuple(lists.open_requests(session, library, now(), language))
        else:
            rows = waiting.rows if group or not chosen else ()
    return render_template(
        "loans/queue.html",
        library=library.name_in(language),
        total=waiting.total + sum(count for _kind, count in beside),
        beside=others,
        page=page,
        tasks=display.tasks(waiting, beside, "" if words else chosen, is_plain=not words and not chosen),
        rows=[display.queue_row(row, language) for row in rows],
        words=words,
        group=chosen,
    )


def _chosen_group() -> str:
    """Return which part of the list is asked for: a task of loans, all open loans, a kind beside loans; else all."""
    asked = request.args.get("group", "")
    return asked if asked in {"open", *Task, *(kind.name for kind in kinds())} else ""


def _beside(
    session: Session, library: Library, today: date, counts: Sequence[tuple[Waiting, int]], chosen: str
) -> tuple[list[dict[str, Any]], PageOfList | None]:
    """Return what waits beside loans: some of each kind, or a page of the one that was chosen."""
    alone = [pair for pair in counts if pair[0].name == chosen]
    if not alone:
        return ([] if chosen else worklist.shown(session, library, today, counts)), None
    page = PageOfList(page_number(), PER_PAGE, alone[0][1])
    return worklist.shown(session, library, today, alone, page.size, page.offset), page


def _library_of(actor: Actor) -> int:
    if actor.library_id is None:
        raise Forbidden("no-library")
    return actor.library_id


# What waits ----------------------------------------------------------------------------------------------------------


@bp.get("/platform/waiting")
def waiting() -> Page:
    """List the messages between libraries that wait for one before them, for the platform's administrators."""
    with reading() as session:
        found = all_messages_waiting(session, now())
    return render_template("loans/waiting.html", rows=[display.waiting_row(each, current().code) for each in found])


# The slip -------------------------------------------------------------------------------------------------------------


@bp.get("/loans/<int(max=2147483647):loan_id>/slip")
def slip(loan_id: int) -> Page:
    """Show the slip that travels with the book: A4, in both languages, the page's first."""
    here = current().code
    order = [here if here in ("zh", "ru") else "zh"]
    order += [code for code in ("zh", "ru") if code not in order]
    with reading() as session:
        loan = requests.get_request(session, current_actor(), loan_id)
        if loan.partner_id is None:
            raise NotFound("no-partner-yet")
        home, partner = session.get_one(Library, loan.library_id), session.get_one(Library, loan.partner_id)
        barcode = display.barcode_of(session, loan)
    supplier, requester = (partner, home) if loan.side is Side.REQUESTING else (home, partner)
    return render_template(
        "loans/slip.html",
        back_url=url_for("loans.show", loan_id=loan_id),
        tags=[LANGUAGES[code].tag for code in order],
        words=[display.slip_words(code, loan) for code in order],
        number=loan.public_no,
        book=display.shown_book(BibliographicInfo.model_validate(loan.book), order[0]),
        other_title=BibliographicInfo.model_validate(loan.book).title_in(order[1]),
        call_number=loan.call_number,
        barcode=barcode,
        tracking_no=loan.tracking_no,
        supplier=display.address(supplier, order),
        requester=display.address(requester, order),
    )
