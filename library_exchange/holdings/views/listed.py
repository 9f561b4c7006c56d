"""Doors of all that a library has: the list with its filters, what ticked records have done to them, what they lack."""

from collections.abc import Sequence
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.followers import GONE
from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.catalogue.models import LocalState
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput
from library_exchange.core.filling import SCOPES, Scope
from library_exchange.core.i18n import _, _n, current
from library_exchange.exports.display import forms_for
from library_exchange.exports.models import Covers
from library_exchange.exports.schemas import OrderListed
from library_exchange.exports.services import ordering
from library_exchange.holdings import display, labels
from library_exchange.holdings.queries import lists
from library_exchange.holdings.queries.on_word import count_on_word
from library_exchange.holdings.queries.on_word import on_word as titles_on_word
from library_exchange.holdings.queries.own_records import copies_of
from library_exchange.holdings.rules.codes import Together
from library_exchange.holdings.schemas import Sieve, TickedAct
from library_exchange.holdings.services import copy_acts
from library_exchange.holdings.services.copy_acts import Stays
from library_exchange.holdings.views.acting import own_library
from library_exchange.holdings.views.blueprint import bp
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse, ticked_rows
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 30


@bp.get("/staff/holdings")
def listed() -> str:
    """List the library's own records, by words or number, state, what they lack, and since when."""
    return _list({})


def _list(errors: dict[str, Any]) -> str:
    sieve, number = Sieve.from_address(request.args.to_dict()), page_number()
    with reading() as session:
        total, rows = lists.own_records(session, own_library(), sieve, PER_PAGE, (number - 1) * PER_PAGE)
        on_word = count_on_word(session, own_library())
        forms = forms_for(session, own_library())
    return render_template(
        "holdings/listed.html",
        forms=forms,
        rows=[display.line(row, current().code) for row in rows],
        page=Page(number, PER_PAGE, total),
        sieve=sieve,
        on_word=on_word,
        is_sifted=bool(sieve.address()),
        shown=[*labels.SHOWN.items()],
        states=[("", _("In every state")), *labels.STATES.items()],
        lacks=[("", _("whatever they lack")), *((lack.value, label) for lack, label in labels.LACKS.items())],
        acts=[("", ""), *((act.value, label) for act, label in labels.TOGETHER.items())],
        scopes=SCOPES,
        new_states=_states(),
        reasons=display.reasons(),
        given=request.form,
        errors=errors,
        ticked=set(request.form.getlist("row")),
    )


def _states() -> list[tuple[str, Any]]:
    return [(state.value, LOCAL_STATES[state]) for state in LocalState if state is not LocalState.WITHDRAWN]


@bp.post("/staff/holdings")
def act_on_ticked() -> Response | tuple[str, int]:
    """Do one thing to the copies of all ticked records, once somebody has said yes."""
    try:
        given, rows = parse(TickedAct, request.form), ticked_rows(request.form.getlist("row"))
        if not rows:
            raise InvalidInput({"row": _("Tick at least one record first.")})
        with transaction() as session:
            numbers = _numbers(session, rows)
            done, stay, offers, replaced = copy_acts.act_on(session, current_actor(), rows, given, now())
            titles = lists.titles_of(session, [*done, *(each.source for each in stay)], current().code)
            if done:
                books = [(titles[s.id], numbers.get(s.id) or display.shown_number(s.source_id)) for s in done]
                notices = [*_ended(offers), *_replaced(replaced), *(_stays(each, titles) for each in stay)]
                ask(_question(given, books, notices))
    except InvalidInput as refused:
        return _list(refused.fields), refused.status
    if done:
        flash(_n("%(num)s record is changed.", "%(num)s records are changed.", len(done)), "ok")
    for told in (*_ended(offers), *(_stays(each, titles) for each in stay)):
        flash(told, "warn")
    return redirect(_back())


@bp.post("/staff/holdings/export")
def export() -> Response | tuple[str, int]:
    """Have a file made of all records that the filters let through."""
    sieve = Sieve.from_address(request.args.to_dict())
    told = ", ".join(sieve.address().values())
    try:
        form = parse(OrderListed, request.form).form
        with transaction() as session:
            numbers = lists.numbers_of(session, own_library(), sieve)
            made = ordering.order(session, current_actor(), form, current().code, numbers, told, Covers.LISTED)
    except InvalidInput as refused:
        return _list(refused.fields), refused.status
    return redirect(url_for("exports.show", export_id=made.id))


def _back() -> str:
    sieve = Sieve.from_address(request.args.to_dict())
    return url_for("holdings.listed", page=request.args.get("page"), **cast("dict[str, Any]", sieve.address()))


def _ended(offers: int) -> list[str]:
    return [_n("%(num)s offer is withdrawn.", "%(num)s offers are withdrawn.", offers)] if offers else []


def _replaced(copies: int) -> list[str]:
    told = _n(
        "%(num)s copy has one already, which is replaced.",
        "%(num)s copies have one already, which is replaced.",
        copies,
    )
    return [told] if copies else []


def _stays(each: Stays, titles: dict[int, str]) -> str:
    return _("%(title)s stays as it is: %(why)s", title=titles[each.source.id], why=each.why)


def _numbers(session: Session, rows: Sequence[tuple[int, int]]) -> dict[int, str]:
    """Return the numbers of all copies of the records that are there."""
    found = copies_of(session, [source_id for source_id, _version in rows])
    there = {key: [each for each in some if each.state is not LocalState.WITHDRAWN] for key, some in found.items()}
    return {key: ", ".join(filter(None, (each.barcode for each in some))) for key, some in there.items()}


def _question(given: TickedAct, books: Sequence[tuple[str, str]], notices: list[str]) -> Question:
    told = {
        Together.WITHDRAW: (_("Reason"), labels.REASONS[given.reason] if given.reason else ""),
        Together.CALL_NUMBER: (_("Shelf mark"), given.new_call_number or _("none")),
        Together.PLACE: (_("Branch or place"), given.new_place or _("none")),
        Together.STATE: (_("Where it is"), LOCAL_STATES[given.new_state]),
    }[given.act]
    leave = _(
        "The records leave the catalogue with all copies, and what is offered of these is withdrawn."
        " You can take each back."
    )
    missing = _("All copies of these records are missing then, and what is offered of them is withdrawn.")
    is_missing = given.act is Together.STATE and given.new_state in GONE
    gaps = _("Only the copies that have none yet are changed.")
    is_gaps = given.scope is Scope.GAPS and given.act in copy_acts.MARKS
    stands = missing if is_missing else gaps if is_gaps else _("All copies of these records are changed.")
    return Question(
        labels.TOGETHER[given.act],
        leave if given.act is Together.WITHDRAW else stands,
        _back(),
        chosen=[told],
        books=books,
        notices=notices,
    )


@bp.get("/staff/holdings/lacks")
def lacks() -> str:
    """Show how many titles of the library lack what, and what that costs."""
    with reading() as session:
        total, found = lists.count_lacks(session, own_library())
    rows = [(lack.value, labels.LACKS[lack], number, labels.COSTS[lack]) for lack, number in found.items()]
    return render_template("holdings/lacks.html", total=total, rows=rows)


@bp.get("/staff/holdings/on-word")
def on_word() -> str:
    """List the titles of which the library has copies on its word, but no record."""
    number = page_number()
    with reading() as session:
        total = count_on_word(session, own_library())
        found = titles_on_word(session, own_library(), PER_PAGE, (number - 1) * PER_PAGE)
    return render_template(
        "holdings/on_word.html",
        rows=[
            {"id": row.record_id, "title": display.title_of(row.card, current().code), "copies": row.copies}
            for row in found
        ],
        page=Page(number, PER_PAGE, total),
    )
