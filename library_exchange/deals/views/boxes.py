"""Boxes on pages: both sides tick, a proposal lies between them, what is agreed is sent."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, _n, current
from library_exchange.correspondence import display as talk
from library_exchange.correspondence.queries import thread
from library_exchange.deals import labels
from library_exchange.deals.box_lines import IN_BOX, line_of, weight
from library_exchange.deals.display import Boxing, next_of_box
from library_exchange.deals.models import Box
from library_exchange.deals.queries import accounts
from library_exchange.deals.queries import boxes as queries
from library_exchange.deals.rules.agreements import UNIT_OF, Mode
from library_exchange.deals.rules.boxes import BoxEvent, BoxState, LineState
from library_exchange.deals.schemas import NewBox
from library_exchange.deals.services import consigning
from library_exchange.deals.services.boxes import answering, lines, proposing, selecting
from library_exchange.deals.services.boxes.steps import BOXES
from library_exchange.deals.views.blueprint import bp
from library_exchange.directory.letter_partners import libraries_that_sign_in
from library_exchange.directory.models import Library
from library_exchange.ledger.display import balance
from library_exchange.ledger.models import Unit
from library_exchange.offers.labels import SUBJECTS
from library_exchange.offers.models import Offer
from library_exchange.offers.queries.lines import shown_title
from library_exchange.offers.views.desk import partners_of
from library_exchange.offers.views.remarks import remarks_of
from library_exchange.shipping.models import Consignment
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import spreadsheets
from library_exchange.web.forms import parse, row_numbers
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

PER_PAGE = 50
Answer = str | tuple[str, int] | Response


@bp.get("/staff/exchange/boxes", endpoint="boxes")
def boxes_page() -> str:
    """List the library's boxes, with a form to begin one."""
    return _list({})


def _list(errors: Any, sentence: Any = None) -> str:
    library_id, number = rights.library_of(current_actor()), page_number()
    with reading() as session:
        total, rows = queries.boxes_of(session, library_id, PER_PAGE, (number - 1) * PER_PAGE)
        found = libraries_that_sign_in(session)
    return render_template(
        "deals/boxes.html",
        rows=[_row(row, library_id) for row in rows],
        page=Page(number, PER_PAGE, total),
        partners=[("", _("Choose a library")), *partners_of(found, library_id)[1:]],
        chosen=request.args.get("partner", ""),
        files=spreadsheets("deals.boxes_file"),
        errors=errors,
        sentence=sentence,
    )


def _row(row: queries.BoxRow, library_id: int) -> dict[str, Any]:
    state, waits = queries.state_of(row.box, library_id)
    name, tone = labels.BOX_STATES[state]
    return {
        "url": url_for("deals.show_box", box_id=row.box.id),
        "number": row.box.number,
        "partner": row.partner.name_in(current().code),
        "country": row.partner.country,
        "state": name,
        "tone": tone,
        "waits": waits,
        "given": row.given,
        "received": row.received,
        "touched_at": row.box.touched_at,
    }


@bp.post("/staff/exchange/boxes")
def open_box() -> Answer:
    """Begin a box with a partner, or go on with the one that is open."""
    rights.library_of(current_actor())
    try:
        given = parse(NewBox, request.form)
        with transaction() as session:
            box = selecting.open_box(session, current_actor(), given.partner_id, at := now())
    except InvalidInput as refused:
        return _list(refused.fields), refused.status
    except Conflict as refused:
        return _list({}, refused.sentence), refused.status
    if box.created_at < at:
        flash(_("Such a box is open already: it is this one. Go on with it."), "info")
    return redirect(url_for("deals.show_box", box_id=box.id))


# One box --------------------------------------------------------------------------------------------------------------


@bp.get("/staff/exchange/boxes/<int:box_id>")
def show_box(box_id: int) -> str:
    """Show a box: what we give, what we get, the balance, the next step."""
    return _page(box_id)


def _page(box_id: int, sentence: Any = None, chosen: Collection[int] | None = None) -> str:
    """Show a box; with `chosen`, lines are ticked as somebody ticked them whose answer was refused."""
    actor, language = current_actor(), current().code
    library_id = rights.library_of(actor)
    with reading() as session:
        box = queries.get_box(session, actor, box_id)
        rows = queries.rows_of(session, queries.lines_of(session, box), language)
        us, them = session.get_one(Library, library_id), session.get_one(Library, box.other(library_id))
        free, page, asked = _free(session, box, library_id, language)
        said = thread(session, actor, queries.KIND, str(box.id))
        remarks = _remarks(session, box, {us.id: us.code, them.id: them.code}, [*rows, *free])
        figures = _figures(session, box, library_id, rows)
        consignments = _consignments(session, rows)
        to_send = any(row.line.state is LineState.AGREED and row.line.consignment_id is None for row in rows)
        sent = tuple({row.line.consignment_id for row in rows if row.line.consignment_id is not None})
        coming = next_of_box(Boxing(session, actor, box, bool(free), to_send, sent, now()))
    names = {each.id: each.name_in(language) for each in (us, them)}
    state, waits = queries.state_of(box, library_id)
    label, tone = labels.BOX_STATES[BoxState.ACCEPTED if to_send else state]
    events = _by_hand(actor, box)
    return render_template(
        "deals/box.html",
        box=box,
        files=spreadsheets("deals.box_file", box_id=box.id),
        state=label,
        tone=tone,
        waits=waits,
        mode=labels.MODES[box.mode],
        agreement_url=url_for("deals.show_agreement", agreement_id=box.agreement_id) if box.agreement_id else None,
        account_url=url_for("deals.account", code=them.code),
        sides=[_side(box, giver, rows, library_id, names, chosen) for giver in (us, them)],
        free=free,
        remarks=remarks,
        page=page,
        asked=asked,
        figures=figures,
        consignments=consignments,
        next=coming,
        steps=[(each.value, label) for each, label in labels.BOX_EVENTS.items() if each in events],
        thread=talk.thread(said, url_for("deals.show_box", box_id=box.id, _anchor="talk"), queries.IS_IT_FREE),
        sentence=sentence,
    )


def _by_hand(actor: Actor, box: Box) -> set[BoxEvent]:
    """Return what may be done with a box beside the step that comes next."""
    offered = {BoxEvent.REOPEN, BoxEvent.CANCEL}
    offered |= {BoxEvent.WITHDRAW} if answering.may_withdraw(box, rights.library_of(actor)) else set()
    return offered & set(BOXES.events_open_to(actor, box))


def _remarks(session: Session, box: Box, codes: Mapping[int, str], rows: Sequence[Any]) -> Mapping[int, Any]:
    """Return by offer what the givers remark on the copies that the page shows."""
    offers: list[Offer] = [row["offer"] if isinstance(row, dict) else row.offer for row in rows]
    here = url_for("deals.show_box", box_id=box.id)
    return remarks_of(session, [(each, codes[each.library_id]) for each in offers], here)


def _free(session: Session, box: Box, library_id: int, language: str) -> tuple[list[Any], Page | None, str]:
    """Return what else the partner offers, while both sides choose."""
    asked = request.args.get("q", "").strip()[:200]
    if box.state is not BoxState.TICKING:
        return [], None, asked
    number = page_number()
    total, found = queries.free_offers(
        session, box, box.other(library_id), asked, language, PER_PAGE, (number - 1) * PER_PAGE
    )
    shown = [
        {
            "offer": each.offer,
            "title": each.title,
            "authors": each.authors,
            "subject": SUBJECTS[each.offer.subject] if each.offer.subject else None,
            "weight": weight(lines.weighs(each.offer)),
        }
        for each in found
    ]
    return shown, Page(number, PER_PAGE, total), asked


def _side(
    box: Box,
    giver: Library,
    rows: Sequence[queries.LineRow],
    library_id: int,
    names: dict[int, str],
    chosen: Collection[int] | None,
) -> dict[str, Any]:
    mine = [row for row in rows if row.line.giver_id == giver.id]
    inside = [row for row in mine if row.line.state in IN_BOX]
    return {
        "is_ours": giver.id == library_id,
        "country": giver.country,
        "library": names[giver.id],
        "books": _n("%(num)s book", "%(num)s books", len(inside)),
        "lines": [line_of(box, row, library_id, names) | {"is_ticked": _is_ticked(row, chosen)} for row in mine],
    }


def _is_ticked(row: queries.LineRow, chosen: Collection[int] | None) -> bool:
    return row.line.state in IN_BOX if chosen is None else row.line.id in chosen


def _figures(session: Session, box: Box, library_id: int, rows: Sequence[queries.LineRow]) -> dict[str, Any]:
    """Return the counts, weights and balances below the two lists."""
    given, got = (
        [row for row in rows if row.line.state in IN_BOX and (row.line.giver_id == library_id) is is_ours]
        for is_ours in (True, False)
    )
    weights = [sum(lines.weighs(row.offer) * row.line.copies for row in side) for side in (given, got)]
    return {
        "counts": f"{len(given)} : {len(got)}",
        "weights": " / ".join(weight(each) or "0" for each in weights),
        "balances": _balances(session, box, library_id, (given, got)),
        "has_others": accounts.has_others_under_way(session, box),
    }


def _balances(
    session: Session, box: Box, library_id: int, sides: tuple[Sequence[queries.LineRow], Sequence[queries.LineRow]]
) -> tuple[str, str | None] | None:
    """Return who owes what now, and when everything agreed or lying on the table has come; None if nothing counts.

    A box that is closed changes nothing any more.
    """
    unit = UNIT_OF[box.mode]
    if unit is None:
        return None
    partner_id = box.other(library_id)
    before = accounts.balance(session, library_id, partner_id, box.mode)
    if box.state in (BoxState.SETTLED, BoxState.CANCELLED):
        return balance(before, Unit(unit)), None
    after = before + accounts.under_way(session, library_id, partner_id, box.mode)
    if box.state in (BoxState.TICKING, BoxState.PROPOSED):
        given, got = (sum(lines.counts_for(box.mode, row.offer) for row in side) for side in sides)
        after += given - got
    return balance(before, Unit(unit)), balance(after, Unit(unit))


def _consignments(session: Session, rows: Sequence[queries.LineRow]) -> list[tuple[str, str, str]]:
    ids = sorted({row.line.consignment_id for row in rows if row.line.consignment_id is not None})
    return [
        (
            session.get_one(Consignment, each).number,
            url_for("shipping.show", consignment_id=each),
            url_for("deals.consignment_act", consignment_id=each),
        )
        for each in ids
    ]


# Steps ----------------------------------------------------------------------------------------------------------------


def _carry_out(box_id: int, verb: Any, done: str) -> Answer:
    """Let `verb` act on a box, and say what it returns, else that it is `done`."""
    version = request.form.get("version", type=whole_number)
    try:
        with transaction() as session:
            box = queries.get_box(session, current_actor(), box_id)
            said = verb(session, current_actor(), box, version)
    except Conflict as refused:
        shown, chosen = _ticks()
        return _page(box_id, refused.sentence, chosen if shown else None), refused.status
    flash(str(said or done), "ok")
    return redirect(url_for("deals.show_box", box_id=box_id))


def _ticks() -> tuple[set[int], set[int]]:
    """Return which lines of a proposal the form showed, and which of them are ticked."""
    return row_numbers(request.form.getlist("shown_line")), row_numbers(request.form.getlist("line"))


@bp.post("/staff/exchange/boxes/<int:box_id>/ticks")
def tick(box_id: int) -> Answer:
    """Tick and untick what the library would like to have; with `then`, put the proposal on the table as well."""
    shown, ticked = row_numbers(request.form.getlist("shown")), row_numbers(request.form.getlist("offer"))

    def verb(session: Session, actor: Actor, box: Box, _version: int | None) -> None:
        selecting.tick(session, actor, box, shown, ticked, now())
        if request.form.get("then") == "propose":
            proposing.propose(session, actor, box, now())
            ask(_question_of_one_way(session, box))

    if request.form.get("then") == "propose":
        return _carry_out(box_id, verb, _("The proposal lies on the table. The other library was told."))
    return _carry_out(box_id, verb, _("Saved."))


@bp.post("/staff/exchange/boxes/<int:box_id>/counter")
def counter(box_id: int) -> Answer:
    """Answer a proposal line by line."""
    _shown, chosen = _ticks()

    def verb(session: Session, actor: Actor, box: Box, version: int | None) -> None:
        answering.counter(session, actor, box, chosen, now(), version)

    return _carry_out(box_id, verb, _("Your change lies on the table. The other library was told."))


@bp.post("/staff/exchange/boxes/<int:box_id>/lines/<int:line_id>/not-found")
def not_found(box_id: int, line_id: int) -> Answer:
    """Say that a promised book is not found."""

    def verb(session: Session, actor: Actor, box: Box, _version: int | None) -> None:
        line = queries.get_line(session, box, line_id)
        title = shown_title(session, session.get_one(Offer, line.offer_id), current().code).shown.value
        answering.not_found(session, actor, box, line, now())
        ask(Question(_("Not found on the shelf"), labels.LINE_LOST, url_for("deals.show_box", box_id=box_id), title))

    return _carry_out(box_id, verb, _("The book was taken out of the box."))


@bp.post("/staff/exchange/boxes/<int:box_id>/<event>")
def move_box(box_id: int, event: str) -> Answer:
    """Agree, take a change back, choose again, give the box up, or make its consignments."""
    if event not in DONE:
        raise NotFound("no-such-event")

    shown, chosen = _ticks()

    def verb(session: Session, actor: Actor, box: Box, version: int | None) -> Any:
        if event == "accept":
            answering.require_unchanged(session, box, shown, chosen)
        if event == "send":
            consigning.consign(session, actor, box, now())
        else:
            is_grave = BOXES.is_grave(box, BoxEvent(event))
            answering.take(session, actor, box, BoxEvent(event), now(), version)
            if is_grave:
                back = url_for("deals.show_box", box_id=box_id)
                told = labels.CONSEQUENCES[BoxEvent(event)]
                ask(Question(labels.BOX_EVENTS[BoxEvent(event)], told, back, _named(session, box)))
            if box.state is BoxState.ACCEPTED:
                ask(_question_of_agreeing(session, box))
        return labels.BOTH_AGREE if event == "accept" and box.state is BoxState.ACCEPTED else None

    return _carry_out(box_id, verb, str(DONE[event]))


def _named(session: Session, box: Box) -> str:
    partner = session.get_one(Library, box.other(rights.library_of(current_actor())))
    return _("Box %(number)s with %(library)s", number=box.number, library=partner.name_in(current().code))


def _question_of_agreeing(session: Session, box: Box) -> Question:
    about = _named(session, box)
    back = url_for("deals.show_box", box_id=box.id)
    rows = queries.rows_of(session, queries.lines_of(session, box, LineState.AGREED), current().code)
    us = rights.library_of(current_actor())
    books = [(row.title.shown.value, str(_("We give") if row.line.giver_id == us else _("We get"))) for row in rows]
    return Question(labels.BOX_EVENTS[BoxEvent.ACCEPT], labels.CONSEQUENCES[BoxEvent.ACCEPT], back, about, books=books)


def _question_of_one_way(session: Session, box: Box) -> Question | None:
    """Return what is asked of who proposes a box in which every book goes one way; None for a box of gifts."""
    if box.mode is Mode.GIFT_ONLY:
        return None
    us = rights.library_of(current_actor())
    inside = queries.lines_of(session, box, LineState.IN)
    given = sum(line.giver_id == us for line in inside)
    if not inside or 0 < given < len(inside):
        return None
    told = labels.NOTHING_COMES if given else labels.NOTHING_GIVEN
    back = url_for("deals.show_box", box_id=box.id)
    about = f"{_named(session, box)} · {given} : {len(inside) - given}"
    return Question(labels.BOX_EVENTS[BoxEvent.PROPOSE], told, back, about)


DONE = {
    "accept": labels.YOU_AGREE,
    "withdraw": labels.CHANGE_WITHDRAWN,
    "reopen": labels.CHOOSE_AGAIN,
    "cancel": labels.GIVEN_UP,
    "send": labels.CONSIGNED,
}
