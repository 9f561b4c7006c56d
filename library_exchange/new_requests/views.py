"""Doors of asking: the form of a request, for a record or for a book that nobody has catalogued, and asking again."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.accounts import namesakes
from library_exchange.accounts.queries import readers_called, readers_near
from library_exchange.citations.cited import FIELDS, PART_FIELDS
from library_exchange.citations.pasted import LONGEST_CITATION, take_apart
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, _p, current
from library_exchange.core.regions import REGIONS
from library_exchange.core.text import clean
from library_exchange.directory.copyright import STATEMENTS
from library_exchange.directory.models import Library
from library_exchange.known_titles.queries.standing import gone
from library_exchange.known_titles.views import cited
from library_exchange.loans import display
from library_exchange.loans.forms import Refused
from library_exchange.loans.labels import code_names
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import requests
from library_exchange.loans.rules.lacks import YEAR
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import BibliographicInfo
from library_exchange.loans.views.blueprint import Page, bp
from library_exchange.loans.views.requests import loan_page
from library_exchange.new_requests import labels
from library_exchange.new_requests.arrivals import earliest
from library_exchange.new_requests.display import COMPLETING, hindered, typed
from library_exchange.new_requests.schemas import Completion, Correction, ForReader, NewRequest
from library_exchange.new_requests.services import completing, requesting
from library_exchange.new_requests.services.books import book_of_record
from library_exchange.new_requests.services.hindrances import hindrances
from library_exchange.own_editions import display as own_editions
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse, without_record
from library_exchange.web.guard import current_actor
from library_exchange.web.typed_addresses import asked_about
from library_exchange.web.ways_back import passed_on

FILLED_IN = FIELDS | {"note": 500}
"""What may come filled in, and how much of it is taken."""
CARRIED = (*ForReader.model_fields, "needed_by", "note", "service")
"""What is told of a request beside its book. It goes on to the form of a record in the form, never in an address."""
CHECK_FIRST = 422


@bp.get("/loans/new")
def new() -> Page:
    """Show the form of a new request: for the record `record`, or with what the address tells of the book."""
    told = {name: clean(request.args.get(name, ""))[:longest] for name, longest in FILLED_IN.items()}
    kept = {"record_id": request.args.get("record", ""), "service": request.args.get("service", "")}
    return _new_form(told | kept)


@bp.post("/loans/new")
def ask() -> Page:
    """Take a new request, a reader's own or one that a librarian types; or show its form anew, with what was told kept.

    It is shown anew for a record that was chosen, for a copy of pages in place of a loan, for a citation taken apart;
    and without its record if that is no longer in the catalogue.
    """
    try:
        return _answer()
    except NotFound as gone:
        return _new_form(without_record(request.form, gone), {"title": gone.sentence}), gone.status


def _answer() -> Page:
    if "citation" in request.form:
        return _taken_apart(clean(request.form["citation"])[:LONGEST_CITATION])
    if request.form.keys() & {"chosen", "switch_to"}:
        return _changed(request.form.to_dict())
    actor = current_actor()
    try:
        given = parse(NewRequest, request.form)
        if given.record_id is None and _is_listed_after_all():
            return _new_form(request.form), CHECK_FIRST
        whom = parse(ForReader, request.form) if actor.is_staff else None
        with transaction() as session:
            if actor.is_staff:
                loan = requesting.draft(session, actor, given, now(), whom)
                question = _namesakes(session, loan, whom) or hindered(session, loan)
                ask_first(asked_about(url_for("loans.new"), whom.new_email if whom else None, beside=question))
            else:
                loan = requesting.ask(session, actor, given, now())
            too_late = labels.find_too_late(loan.needed_by, _expected_on(session, loan), loan.service)
    except InvalidInput as refused:
        return _new_form(request.form, refused.fields), refused.status
    except Conflict as refused:
        return _to_the_other(refused)
    flash(str(labels.DRAFTED if actor.is_staff else labels.ASKED), "ok")
    if too_late is not None and not actor.is_staff:
        flash(str(too_late), "warn")
    return redirect(url_for("loans.show", loan_id=loan.id, back=passed_on()))


def _namesakes(session: Session, loan: LoanRequest, whom: ForReader | None) -> Question | None:
    if whom is None or not whom.new_name or loan.reader_id is None:
        return None
    return namesakes.question(session, loan.library_id, loan.reader_id, whom.new_name)


def _expected_on(session: Session, loan: LoanRequest) -> date:
    return earliest(session, session.get_one(Library, loan.library_id), loan.record_id, now(), loan.service)


@bp.post("/loans/<int(max=2147483647):loan_id>/ask-again")
def ask_again(loan_id: int) -> Page:
    """Make a request that ended without the book anew."""
    actor = current_actor()
    try:
        with transaction() as session:
            loan = requesting.ask_again(session, actor, requests.get_request(session, actor, loan_id), now())
    except InvalidInput as refused:
        return _new_form(_told_before(loan_id), refused.fields), refused.status
    except Conflict as refused:
        return _to_the_other(refused)
    flash(str(labels.DRAFTED if actor.is_staff else labels.ASKED), "ok")
    return redirect(url_for("loans.show", loan_id=loan.id))


@bp.post("/loans/<int(max=2147483647):loan_id>/citation")
def complete_citation(loan_id: int) -> Page:
    """Write in the author or the year that a request of the own library lacks."""
    try:
        given = parse(Completion, request.form)
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            completing.complete_citation(session, current_actor(), loan, given, now())
    except InvalidInput as refused:
        return loan_page(loan_id, Refused(COMPLETING, request.form, refused.fields)), refused.status
    flash(str(labels.COMPLETED), "ok")
    return redirect(url_for("loans.show", loan_id=loan_id))


@bp.route("/loans/<int(max=2147483647):loan_id>/correction", methods=["GET", "POST"])
def correct_citation(loan_id: int) -> Page:
    """Show all fields of a book that was typed, and correct what the own library's request says of it."""
    if request.method == "GET":
        return _correction_page(loan_id)
    try:
        given = parse(Correction, request.form)
        with transaction() as session:
            loan = requests.get_request(session, current_actor(), loan_id)
            completing.correct_citation(session, current_actor(), loan, given, now())
    except InvalidInput as refused:
        return _correction_page(loan_id, request.form, refused.fields), refused.status
    flash(str(labels.CORRECTED), "ok")
    return redirect(url_for("loans.show", loan_id=loan_id))


def _correction_page(
    loan_id: int, given: Mapping[str, str] | None = None, errors: Mapping[str, Any] = MappingProxyType({})
) -> str:
    with reading() as session:
        loan = requests.get_request(session, current_actor(), loan_id)
        completing.require_correctable(current_actor(), loan)
        book = BibliographicInfo.model_validate(loan.book)
    return render_template(
        "new_requests/correction.html",
        loan_id=loan_id,
        number=loan.public_no,
        version=loan.version,
        given=typed(book) if given is None else given,
        errors=errors,
        is_copy=loan.service is ServiceType.COPY,
        note=loan.reader_note,
        longest=FIELDS | PART_FIELDS,
    )


def _told_before(loan_id: int) -> dict[str, str]:
    """Return what the form is filled in with that asks once more for the book of a request, for the same reader."""
    actor = current_actor()
    with reading() as session:
        ended = requests.get_request(session, actor, loan_id)
        reader = requests.find_reader(session, ended) if actor.is_staff and ended.reader_id else None
    told = {"record_id": str(ended.record_id or ""), "service": str(ended.service), "note": ended.reader_note or ""}
    return told | ({"reader": reader.card_no or reader.name} if reader else {})


def _to_the_other(refused: Conflict) -> Page:
    if not refused.facts.keys() & {"loan", "hindrance", "record"}:
        raise refused
    flash(str(refused.sentence), "warn")
    if "record" in refused.facts:
        return redirect(url_for("catalogue.record", record_id=refused.facts["record"], back=passed_on()))
    if "hindrance" in refused.facts:
        return redirect(url_for("loans.mine"))
    return redirect(url_for("loans.show", loan_id=refused.facts["loan"], back=passed_on()))


def _changed(given: dict[str, str]) -> Page:
    """Return the form for the record that was chosen of those listed, or for the other service, filled in as it was."""
    record = given.get("chosen") or given.get("record_id", "")
    return _new_form(given | {"record_id": record, "service": given.get("switch_to", given.get("service", ""))})


def _taken_apart(citation: str) -> Page:
    found = take_apart(citation)
    if found is None:
        sentence = _("This could not be taken apart. Fill in the fields below; the title is enough.")
        years = YEAR.findall(citation)
        told = {"cited": citation, "note": citation[:500], "year": years[0] if len(years) == 1 else ""}
        return _new_form(told, {"citation": sentence}), CHECK_FIRST
    is_copy = request.form.get("service") == ServiceType.COPY
    if found.part_title and not is_copy:
        flash(str(labels.IS_AN_ARTICLE), "warn")
    fields = found.as_copy_fields()
    if is_copy:
        fields |= {"service": str(ServiceType.COPY)}
    else:
        fields |= found.as_fields()
        if found.pages and not found.part_title:
            flash(str(labels.names_pages(found.pages)), "warn")
            fields |= {"note": str(labels.pages_noted(found.pages))}
    try:
        parse(NewRequest, fields)
    except InvalidInput as refused:
        return _new_form({"cited": citation} | fields, refused.fields), refused.status
    return _new_form({"cited": citation} | fields)


def _is_listed_after_all() -> bool:
    """Whether the catalogue has records of the book that were not on the page which was sent."""
    seen = request.form.get("seen", "").split()
    with reading() as session:
        return any(str(each) not in seen for each in cited.records(session, request.form))


def _new_form(given: Mapping[str, str], errors: Mapping[str, Any] = MappingProxyType({})) -> str:
    actor, language = current_actor(), current().code
    if actor.library_id is None:
        raise Forbidden("no-library")
    record_id, is_copy = find_number(given.get("record_id", "")), given.get("service") == ServiceType.COPY
    with reading() as session:
        book = book_of_record(session, record_id) if record_id is not None else None
        library = session.get_one(Library, actor.library_id)
        readers = _readers_to_choose(session, actor.library_id, given, errors)
        listed = cited.records(session, given) if record_id is None else [record_id]
        expected_on = earliest(session, library, record_id, now(), ServiceType.COPY if is_copy else ServiceType.LOAN)
        found = [] if actor.is_staff else hindrances(session, actor.library_id, actor.user_id, now())
        is_gone = record_id is not None and bool(gone(session, [record_id]))
        editions = own_editions.shown(session, library.id, record_id)
        shelves = cited.own_shelves_shown(session, library, listed)
        shown = [
            (each, display.shown_book(book_of_record(session, each), language), shelves.get(each))
            for each in listed
            if record_id is None
        ]
    return render_template(
        "new_requests/new.html",
        book=display.shown_book(book, language) if book else None,
        record_id=record_id,
        library=library.name_in(language),
        own_editions=editions,
        own=shelves.get(record_id) if record_id is not None else None,
        own_copies=[("", _("Choose")), *code_names.OWN_COPIES.items()],
        listed=shown,
        part_told=[] if is_copy else [(name, given[name]) for name in PART_FIELDS if given.get(name)],
        carried=[(name, given[name]) for name in CARRIED if given.get(name)],
        hindrances=[*[labels.NO_LIBRARY_HAS_IT] * is_gone, *(each.to_reader for each in found)],
        given=given,
        errors=errors,
        statement=_statement(library) if is_copy else None,
        is_staff=actor.is_staff,
        readers=readers,
        is_copy=is_copy,
        expected_on=expected_on,
        longest=FIELDS,
        longest_citation=LONGEST_CITATION,
    )


def _statement(library: Library) -> tuple[str, Any]:
    """Return the version and the words of what the library's readers accept before pages are copied."""
    version = REGIONS[library.country].copy_statement
    return version, STATEMENTS[version]


def _readers_to_choose(
    session: Session, library_id: int, given: Mapping[str, str], errors: Mapping[str, Any]
) -> list[tuple[Any, Any]]:
    """Return the readers to choose from, each with what tells her apart: those called so, else those called alike."""
    if not {"reader", "reader_id"} & errors.keys():
        return []
    find = readers_called if "reader_id" in errors else readers_near
    found = find(session, library_id, clean(given.get("reader", "")), requesting.MOST_NAMESAKES)
    none: list[tuple[Any, Any]] = [("", _p("list", "choose…"))] if found and "reader" in errors else []
    return none + [
        (each.id, _("%(name)s, %(known_by)s", name=each.name, known_by=namesakes.told_apart(each))) for each in found
    ]
