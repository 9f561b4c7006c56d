"""Doors of one record of a library: entered, corrected, withdrawn, taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.catalogue.models import BibliographicRecord, LocalState, SourceRecord
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import TITLE_LOANS
from library_exchange.citations.numbers import WrongNumber, read_isbn
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import STALE, Conflict, InvalidInput
from library_exchange.core.i18n import _, _n, current
from library_exchange.holdings import display, labels
from library_exchange.holdings.queries import lists, own_records
from library_exchange.holdings.queries.look_alikes import LookAlike
from library_exchange.holdings.resources import origins_of
from library_exchange.holdings.rules import book_fields
from library_exchange.holdings.schemas import Book, Leaving, NewCopies
from library_exchange.holdings.services import copy_acts, correcting, withdrawing
from library_exchange.holdings.views.acting import own_library
from library_exchange.holdings.views.blueprint import bp
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor

RECORD = "/staff/holdings/<int(max=2147483647):source_id>"
MOST_FOUND = 5
ITEM_PROMISED = "item-promised"
"""Why a book stays that somebody was promised or has: its page says so, and leads to the request."""


# A new one ------------------------------------------------------------------------------------------------------------


@bp.get("/staff/holdings/new")
def new() -> str:
    """Show the form of a book: empty, or with what a title of the union says, found by its ISBN."""
    return _new_page(None, {})


def _new_page(
    typed: Mapping[str, str] | None, errors: dict[str, Any], alike: Sequence[LookAlike] = (), refusal: Any = None
) -> str:
    asked = request.args.get("isbn", "")[:40]
    taken = request.values.get("record", type=whole_number)
    with reading() as session:
        found, wrong = _found(session, asked)
        given = book_fields.shown(correcting.said_of_title(session, taken)) if typed is None else typed
        own_id = lists.own_of_record(session, own_library(), taken) if taken else None
        title = searching.cards(session, [taken], current().code) if taken else []
        held = held_shown(session, alike)
    if typed is None:
        given = {**given, **_told_in_address(taken is None and not wrong)}
    return render_template(
        "holdings/new.html",
        asked=asked,
        wrong=wrong,
        found=found,
        record_id=taken,
        title=title[0].title if title else None,
        own_id=own_id,
        held=held,
        refusal=refusal,
        given=given,
        errors=errors,
        **of_form(given),
    )


def held_shown(session: Session, alike: Sequence[LookAlike]) -> list[dict[str, Any]]:
    """Return the records that may be of the book: title, imprint, numbers of copies, whether it is surely that one."""
    sources = [own_records.get_source(session, own_library(), each.source_id) for each in alike]
    cards = {each.id: each for each in searching.cards(session, [s.record_id for s in sources], current().code)}
    copies = own_records.copies_of(session, [source.id for source in sources])
    return [
        {
            "id": source.id,
            "title": cards[source.record_id].title,
            "said": book_fields.shown(own_records.said_by(source)),
            "barcodes": [copy.barcode for copy in copies[source.id] if copy.barcode],
            "is_sure": each.is_sure,
        }
        for source, each in zip(sources, alike, strict=True)
    ]


def _told_in_address(is_blank: bool) -> dict[str, str]:
    """Return what the address tells of a book that came: of one that nobody has catalogued, what is known of it."""
    names = ("title", "authors", "publisher", "year", "isbn", "copies") if is_blank else ("copies",)
    return {name: text[:500] for name in names if (text := request.args.get(name, ""))}


def _found(session: Session, asked: str) -> tuple[list[dict[str, Any]], Any]:
    """Return the titles of the union that have an ISBN, each with the library's own record of it; or what is wrong."""
    if not asked.strip():
        return [], None
    try:
        number = read_isbn(asked)
    except WrongNumber as wrong:
        return [], wrong.sentence
    ids = lists.records_of_number(session, number)[:MOST_FOUND]
    own = {each: lists.own_of_record(session, own_library(), each) for each in ids}
    return [{"card": card, "own_id": own[card.id]} for card in searching.cards(session, ids, current().code)], None


def of_form(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form of a book offers: names of its fields, languages, places of copies."""
    return {
        "labels": labels.FIELDS,
        "languages": display.languages(given.get("language", "")),
        "states": [(state.value, label) for state, label in LOCAL_STATES.items() if state is not LocalState.WITHDRAWN],
        "reasons": display.reasons(),
    }


@bp.post("/staff/holdings/new")
def enter() -> Response | tuple[str, int]:
    """Enter a book with its copies into the catalogue, or add them to a record that has the book already."""
    errors: dict[str, Any] = {}
    record_id, add_to = (request.form.get(name, type=whole_number) for name in ("record", "add_to"))
    try:
        copies = parse(NewCopies, request.form)
    except InvalidInput as refused:
        errors |= refused.fields
    try:
        given = parse(Book, request.form).model_dump()
        if errors:
            raise InvalidInput(errors)
        with transaction() as session:
            if add_to is not None:
                source = copy_acts.add(session, current_actor(), add_to, copies, now())
            else:
                is_another = "another" in request.form
                source = correcting.enter(session, current_actor(), given, copies, record_id, now(), is_another)
            source_id = source.id
    except InvalidInput as refused:
        return _new_page(request.form, errors | refused.fields), refused.status
    except Conflict as refused:
        if refused.reason != correcting.HELD:
            raise
        alike: Any = refused.facts["alike"]
        return _new_page(request.form, {}, alike, refused.sentence), refused.status
    flash(_("The copy is added.") if add_to is not None else _("The book is in the catalogue."), "ok")
    return redirect(url_for("holdings.show", source_id=source_id))


# One that is there ----------------------------------------------------------------------------------------------------


@bp.get(RECORD)
def show(source_id: int) -> str:
    """Show a record of the library: what it says, to be corrected, its copies, what waits for them."""
    return shown(source_id)


def shown(
    source_id: int,
    errors: Mapping[str, Any] | None = None,
    typed: Mapping[str, str] | None = None,
    of_copy: tuple[Mapping[str, str], Mapping[str, Any]] = ({}, {}),
    stale: Any = None,
    of_ticked: tuple[Mapping[str, str], Mapping[str, Any]] = ({}, {}),
    leaving: Mapping[str, str] | None = None,
    refusal: Any = None,
) -> str:
    """Return the page of a record; `typed` stands in its fields, with what is wrong with it.

    `of_copy` is what was typed of a new copy, and what is wrong with that, `of_ticked` the same of ticked ones. If
    somebody has changed the record meanwhile, `stale` says so, and each field tells what stands there now. `leaving` is
    what was typed about withdrawing it, `refusal` why nothing is withdrawn. Whatever is wrong is told on top.
    """
    with reading() as session:
        source = own_records.get_source(session, own_library(), source_id)
        fields = book_fields.shown(own_records.said_by(source))
        card = session.get_one(BibliographicRecord, source.record_id).card
        copies = own_records.copies_of(session, [source.id])[source.id]
        withdrawals = own_records.withdrawals_of(session, source.id)
        also = {"loans": open_loans(session, source), "origins": origins_of(session, source.id)}
    changed = _changed_meanwhile(fields, typed) if stale and typed is not None else {}
    return render_template(
        "holdings/record.html",
        source=source,
        version=own_records.version_of(source),
        number=display.shown_number(source.source_id, [each.barcode for each in copies]),
        title=display.title_of(card, current().code),
        given=fields if typed is None else typed,
        errors={**(errors or {}), **changed},
        stale=stale,
        leaving=leaving or {},
        refusal=refusal,
        copies=[display.copy(each) for each in copies],
        new_copy=of_copy[0],
        copy_errors=of_copy[1],
        ticked=of_ticked[0],
        ticked_errors=of_ticked[1],
        summary={**(errors or {}), **changed, **of_copy[1], **_of_ticked(of_ticked[1])},
        withdrawals=[(each, labels.REASONS[each.reason]) for each in withdrawals],
        **also,
        **of_form(fields),
    )


def open_loans(session: Session, source: SourceRecord) -> list[Mapping[str, Any]]:
    """Return the requests of a record's title that have not ended, as its page leads to them."""
    found = TITLE_LOANS.rows(session, source.library_id, source.record_id, current().code)
    return [row for row in found if not row["ended_on"]]


def _of_ticked(errors: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sentences of the form of ticked copies by the ids of their fields, `ticked` being that of the form."""
    return {name if name == "ticked" else f"{name}-ticked": sentence for name, sentence in errors.items()}


def _changed_meanwhile(fields: Mapping[str, str], typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what to say at the fields in which something else stands now than was typed."""
    others = {name: text for name, text in fields.items() if name in typed and _other(typed[name], text)}
    return {name: _("Now it says: %(stands)s", stands=text or _("nothing")) for name, text in others.items()}


def _other(typed: str, stands: str) -> bool:
    return typed.split() != stands.split()


@bp.post(RECORD)
def correct(source_id: int) -> Response | tuple[str, int]:
    """Have a record say what was typed; who is slower than another librarian sees what that one wrote."""
    try:
        given = parse(Book, request.form).model_dump()
        version = request.form.get("version", default=0, type=whole_number)
        with transaction() as session:
            correcting.correct(session, current_actor(), source_id, version, given, now())
    except InvalidInput as refused:
        return shown(source_id, refused.fields, request.form), refused.status
    except Conflict as refused:
        if refused.reason not in STALE:
            raise
        return shown(source_id, None, request.form, stale=refused.sentence), refused.status
    flash(_("The record is corrected, and looked up anew among the titles of the catalogue."), "ok")
    return redirect(url_for("holdings.show", source_id=source_id))


@bp.post(f"{RECORD}/withdraw")
def withdraw(source_id: int) -> Response | tuple[str, int]:
    """Withdraw a record with all its copies, once somebody has said yes."""
    try:
        why = parse(Leaving, request.form)
    except InvalidInput as refused:
        return shown(source_id, refused.fields, leaving=request.form), refused.status
    try:
        with transaction() as session:
            source = own_records.get_source(session, own_library(), source_id, is_writing=True)
            title = lists.titles_of(session, [source], current().code)[source.id]
            left = withdrawing.withdraw_record(session, current_actor(), source, why, now())
            ask(_question(source, title, left))
    except Conflict as refused:
        if refused.reason != ITEM_PROMISED:
            raise
        return shown(source_id, leaving=request.form, refusal=refused.sentence), refused.status
    flash(_("The record is withdrawn. You can take it back here."), "ok")
    return redirect(url_for("holdings.show", source_id=source_id))


def _question(source: SourceRecord, title: str, left: withdrawing.Left) -> Question:
    leave = _n(
        "The record leaves the catalogue with %(num)s copy. You can take it back.",
        "The record leaves the catalogue with %(num)s copies. You can take it back.",
        left.copies,
    )
    offers = _n("%(num)s offer is withdrawn.", "%(num)s offers are withdrawn.", left.offers)
    back = url_for("holdings.show", source_id=source.id)
    return Question(_("Withdraw the record"), leave, back, about=title, notices=[offers] if left.offers else [])


@bp.post(f"{RECORD}/restore")
def restore(source_id: int) -> Response:
    """Take a withdrawn record back into the catalogue."""
    with transaction() as session:
        withdrawing.restore(session, current_actor(), source_id, now())
    flash(_("The record is in the catalogue again, its copies where they were."), "ok")
    return redirect(url_for("holdings.show", source_id=source_id))
