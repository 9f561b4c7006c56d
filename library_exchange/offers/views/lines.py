"""One offer or want: added, changed, moved; several of them changed at once."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.bounds import find_number, whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, _n, current
from library_exchange.directory.queries import libraries
from library_exchange.offers import labels
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.queries import lists
from library_exchange.offers.queries.corrections import has_title_of_record, why_closed
from library_exchange.offers.queries.lines import authors_of, card_of, known_of, shown_title
from library_exchange.offers.queries.lookups import get_offer, get_want
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.rules.offers import owner_events as offer_events
from library_exchange.offers.rules.remarks import unpacked
from library_exchange.offers.rules.wants import EDITABLE as EDITABLE_WANTS
from library_exchange.offers.rules.wants import WantEvent, WantKind
from library_exchange.offers.rules.wants import owner_events as want_events
from library_exchange.offers.schemas import LONGEST_TITLE, BulkChange, BulkTerms, OfferInput, WantInput, WantTerms
from library_exchange.offers.services import expiry, offers, wants
from library_exchange.offers.services.transitions import OFFERS
from library_exchange.offers.views import bulk_words
from library_exchange.offers.views.blueprint import bp
from library_exchange.offers.views.bulk import ask_of_replaced, is_anything_told, tell
from library_exchange.offers.views.desk import MOST_AT_ONCE, chosen_words, offers_page, partners_of, wants_page
from library_exchange.offers.views.filters import back_to, kept, own_page
from library_exchange.offers.views.listed import CHECK_FIRST, listed_shown, not_seen_yet
from library_exchange.web.addresses import event_named
from library_exchange.web.all_mistakes import parse_and_try
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse, without_record
from library_exchange.web.guard import current_actor

Answer = str | tuple[str, int] | Response


@bp.post("/staff/exchange/offers/from-item/<int:item_id>")
def offer_item(item_id: int) -> Answer:
    """Offer a copy of the own catalogue in one click."""
    with transaction() as session:
        offer, is_new = offers.offer_item(session, current_actor(), item_id, now())
    if is_new:
        flash(_("The copy is a draft offer now. Check it and publish it."), "ok")
    else:
        flash(_("This copy is offered already. Here is the offer."), "warn")
    return redirect(url_for("offers.edit_offer", offer_id=offer.id))


@bp.get("/staff/exchange/offers/<int:offer_id>")
def edit_offer(offer_id: int) -> str:
    """Show an offer with everything that can be changed in it."""
    return _offer_form(offer_id, None, {})


def _offer_form(offer_id: int, given: Mapping[str, Any] | None, errors: Mapping[str, Any], sentence: Any = None) -> str:
    with reading() as session:
        offer = get_offer(session, current_actor(), offer_id)
        partners = partners_of(libraries(session), offer.library_id)
        title = shown_title(session, offer, current().code)
        card = card_of(session, offer)
        authors = authors_of(offer, card, current().code, known_of(session, [offer]))
        closed = why_closed(session, offer)
    state, tone = labels.OFFER_STATES[offer.state]
    return render_template(
        "offers/offer.html",
        kept=kept(),
        offer=offer,
        title=title,
        state=state,
        tone=tone,
        given=_as_it_stands(offer) if given is None else given,
        errors=errors,
        sentence=sentence,
        partners=partners,
        may_change=closed is None,
        why_closed=closed,
        authors=authors,
        condition=labels.CONDITIONS[offer.condition],
        has_title_of_record=has_title_of_record(offer, card),
        title_of_record=labels.TITLE_OF_RECORD,
        marks=[(mark.value, name) for mark, name in labels.MARKS.items()],
        events=_events_of(offer),
        **chosen_words(),
    )


def _as_it_stands(offer: Offer) -> dict[str, Any]:
    """Return an offer as its form holds it; an ISBN that is wrong in the book itself stands in that field."""
    told = offer.model_dump(mode="json") | dict.fromkeys(unpacked(offer.marks), True)
    is_printed = offer.isbn is None and offer.printed_isbn is not None
    return told | ({"isbn": offer.printed_isbn, "isbn_as_printed": True} if is_printed else {})


def _events_of(offer: Offer) -> list[tuple[str, Any]]:
    return [
        (url_for("offers.move_offer", offer_id=offer.id, event=event.value, **kept()), labels.OFFER_EVENTS[event])
        for event in offer_events(offer.state)
    ]


@bp.post("/staff/exchange/offers/<int:offer_id>/change")
def change_offer(offer_id: int) -> Answer:
    """Change an offer, and publish it if that button was pressed."""
    try:
        given = parse_and_try(OfferInput, request.form, partial(_change, offer_id), offers.READS)
        with transaction() as session:
            offer = _change(offer_id, session, given)
            if request.form.get("then") == "publish":
                offers.move(session, current_actor(), offer, OfferEvent.PUBLISH, now())
    except InvalidInput as refused:
        return _offer_form(offer_id, request.form, refused.fields), refused.status
    except Conflict as refused:
        return _offer_form(offer_id, request.form, {}, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return back_to("offers")


def _change(offer_id: int, session: Session, given: OfferInput) -> Offer:
    offer = get_offer(session, current_actor(), offer_id)
    offers.change(session, current_actor(), offer, given, now())
    return offer


@bp.post("/staff/exchange/offers/<int:offer_id>/<event>")
def move_offer(offer_id: int, event: str) -> Answer:
    """Publish or withdraw an offer."""
    known = event_named(event, labels.OFFER_EVENTS)
    version = request.form.get("version", type=whole_number)
    try:
        with transaction() as session:
            offer = get_offer(session, current_actor(), offer_id)
            is_grave = OFFERS.is_grave(offer, known)
            offers.move(session, current_actor(), offer, known, now(), version)
            ask(_question(known, shown_title(session, offer, current().code).shown.value) if is_grave else None)
    except Conflict as refused:
        return _offer_form(offer_id, None, {}, refused.sentence), refused.status
    flash(bulk_words.moved_one(known), "ok")
    return back_to("offers")


def _question(event: OfferEvent, about: str = "") -> Question:
    return Question(labels.OFFER_EVENTS[event], labels.CONSEQUENCES[event], own_page("offers"), about)


@bp.post("/staff/exchange/offers")
def change_offers() -> Answer:
    """Change, publish or withdraw the offers that were ticked."""
    ids = request.form.getlist("offer", type=whole_number)[:MOST_AT_ONCE]
    do = request.form.get("do", "")
    if not ids:
        flash(_("Tick at least one offer first."), "warn")
    elif do == "withdraw":
        with transaction() as session:
            moved = offers.move_all(session, current_actor(), ids, OfferEvent.WITHDRAW, now())
            about = _n("%(num)s offer", "%(num)s offers", moved.moved)
            ask(_question(OfferEvent.WITHDRAW, about) if moved.moved else None)
        tell(bulk_words.offers_moved(OfferEvent.WITHDRAW, moved))
    else:
        try:
            return _change_offers(ids, do)
        except InvalidInput as refused:
            return offers_page(refused.fields), refused.status
    return back_to("offers")


def _change_offers(ids: list[int], do: str) -> Response:
    """Change offers as the form says; if that button was pressed, change and publish those that can be published."""
    given, told = parse(BulkChange, request.form), []
    step = OfferEvent.PUBLISH if do == "publish" else None
    with transaction() as session:
        changed = offers.change_all(session, current_actor(), ids, given, now(), step)
        if step:
            told = bulk_words.offers_moved(step, offers.move_all(session, current_actor(), ids, step, now()))
        label = labels.OFFER_EVENTS[step] if step else labels.CHANGE
        ask_of_replaced(session, Offer, changed, given, label, own_page("offers"))
    if step:
        tell([*told, *bulk_words.kept(changed)])
    else:
        tell(bulk_words.changed(changed, bulk_words.offers_changed, is_anything_told(given), len(set(ids))))
    return back_to("offers")


# Wants ----------------------------------------------------------------------------------------------------------------


@bp.get("/staff/exchange/wants/new")
def new_want() -> str:
    """Show the form of a new want; `record` or `work` in the address fill it in, or title, author and number."""
    given = {"record_id": request.args.get("record", ""), "work_id": request.args.get("work", "")}
    given |= {name: request.args.get(name, "")[:LONGEST_TITLE] for name in ("title", "author")}
    given["number"] = (request.args.get("isbn") or request.args.get("issn") or "")[:40]
    asked = request.args.get("kind", "")
    kind = WantKind(asked) if asked in set(WantKind) else WantKind.WORK if given["work_id"] else WantKind.EDITION
    return _want_form(kind, given, {})


def _want_form(
    kind: WantKind,
    given: Mapping[str, Any],
    errors: Mapping[str, Any],
    sentence: Any = None,
    listed: Sequence[int] = (),
) -> str:
    record_id, work_id = find_number(given.get("record_id")), find_number(given.get("work_id"))
    with reading() as session:
        title = lists.named(session, record_id, work_id, current().code)
        perhaps = listed_shown(session, listed, "offers.new_want")
    return render_template(
        "offers/new_want.html",
        kind=kind,
        kinds=[(each, labels.WANT_KINDS[each], url_for("offers.new_want", kind=each.value)) for each in WantKind],
        title=title,
        given=given,
        errors=errors,
        sentence=sentence,
        listed=perhaps,
        **chosen_words(),
    )


@bp.post("/staff/exchange/wants/new")
def add_want() -> Answer:
    """Add a want; what the library holds already is refused with that reason.

    Of a title that the catalogue has in several editions, or in another language, it is asked first which is meant.
    """
    library_id = rights.library_of(current_actor())
    asked = request.form.get("kind", "")
    kind = WantKind(asked) if asked in set(WantKind) else WantKind.EDITION
    try:
        given = parse_and_try(WantInput, request.form, _add, wants.READS)
        with reading() as session:
            listed = not_seen_yet(wants.editions_perhaps_meant(session, library_id, given))
        if listed:
            return _want_form(kind, request.form, {}, listed=listed), CHECK_FIRST
        with transaction() as session:
            _add(session, given)
    except InvalidInput as refused:
        return _want_form(kind, request.form, refused.fields), refused.status
    except NotFound as gone:
        return _want_form(kind, without_record(request.form, gone), {"title": gone.sentence}), gone.status
    except Conflict as refused:
        return _want_form(kind, request.form, {}, refused.sentence), refused.status
    flash(_("The want is on your list and everybody sees it."), "ok")
    return redirect(url_for("offers.own_wants"))


def _add(session: Session, given: WantInput) -> Want:
    return wants.add(session, current_actor(), given, now())


@bp.get("/staff/exchange/wants/<int:want_id>")
def edit_want(want_id: int) -> str:
    """Show a want with what can be changed in it."""
    return _want_page(want_id, None, {})


def _want_page(want_id: int, given: Mapping[str, Any] | None, errors: Mapping[str, Any], sentence: Any = None) -> str:
    with reading() as session:
        want = get_want(session, current_actor(), want_id)
        title = lists.named(session, want.record_id, want.work_id, current().code)
        if title is None and want.kind is not WantKind.PROFILE:
            title = shown_title(session, want, current().code)
        authors = authors_of(want, None, current().code, known_of(session, [want]))
    state, tone = labels.WANT_STATES[want.state]
    return render_template(
        "offers/want.html",
        kept=kept(),
        want=want,
        title=title,
        state=state,
        tone=tone,
        kind=labels.WANT_KINDS[want.kind],
        subject=labels.SUBJECTS[want.subject] if want.subject else None,
        authors=authors,
        given=want.model_dump(mode="json") if given is None else given,
        errors=errors,
        sentence=sentence,
        may_change=want.state in EDITABLE_WANTS,
        events=[
            (url_for("offers.move_want", want_id=want.id, event=event.value, **kept()), labels.WANT_EVENTS[event])
            for event in want_events(want.state)
        ],
        **chosen_words(),
    )


@bp.post("/staff/exchange/wants/<int:want_id>/change")
def change_want(want_id: int) -> Answer:
    """Change how urgent a want is, how many copies it takes and until when."""
    try:
        given = parse(WantTerms, request.form)
        with transaction() as session:
            want = get_want(session, current_actor(), want_id)
            wants.change(session, current_actor(), want, given, now())
    except InvalidInput as refused:
        return _want_page(want_id, request.form, refused.fields), refused.status
    except Conflict as refused:
        return _want_page(want_id, request.form, {}, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return back_to("wants")


@bp.post("/staff/exchange/wants/<int:want_id>/<event>")
def move_want(want_id: int, event: str) -> Answer:
    """Pause, resume, give up or renew a want."""
    known = event_named(event, labels.WANT_EVENTS)
    version = request.form.get("version", type=whole_number)
    try:
        with transaction() as session:
            want: Want = get_want(session, current_actor(), want_id)
            wants.move(session, current_actor(), want, known, now(), version)
    except Conflict as refused:
        return _want_page(want_id, None, {}, refused.sentence), refused.status
    flash(bulk_words.moved_one(known), "ok")
    return back_to("wants")


@bp.post("/staff/exchange/wants")
def change_wants() -> Answer:
    """Change the wants that were ticked, or take one step with all of them."""
    ids = request.form.getlist("want", type=whole_number)[:MOST_AT_ONCE]
    do = request.form.get("do", "")
    if not ids:
        flash(_("Tick at least one want first."), "warn")
    else:
        try:
            _change_wants(ids, do)
        except InvalidInput as refused:
            return wants_page(refused.fields), refused.status
    return back_to("wants")


def _change_wants(ids: list[int], do: str) -> None:
    """Change wants as the form says, and take the step whose button was pressed: what stands in the form counts.

    All that came by a list are given up at once only after a question.
    """
    given = parse(BulkTerms, request.form)
    with transaction() as session:
        if do in labels.WANT_EVENTS:
            event = WantEvent(do)
            moved, changed = wants.move_all(session, current_actor(), ids, event, now(), given)
            told, label = bulk_words.wants_moved(event, moved, changed), labels.WANT_EVENTS[event]
            if moved.moved and request.form.get("whole") == "list":
                about = _n("%(num)s want", "%(num)s wants", moved.moved)
                ask(Question(labels.WANT_EVENTS[WantEvent.GIVE_UP], labels.WANTS_GIVEN_UP, own_page("wants"), about))
        else:
            changed, label = wants.change_all(session, current_actor(), ids, given, now()), labels.CHANGE
            told = bulk_words.changed(changed, bulk_words.wants_changed, is_anything_told(given), len(set(ids)))
        ask_of_replaced(session, Want, changed, given, label, own_page("wants"))
    tell(told)


@bp.post("/staff/exchange/prolong/<kind>")
def prolong(kind: str) -> Response:
    """Let all offers, or all wants, that end soon stand a year longer."""
    found = lists.kind_of(kind)
    with transaction() as session:
        prolonged = expiry.prolong(session, current_actor(), found, now())
    flash(_n("%(num)s line stands a year longer.", "%(num)s lines stand a year longer.", prolonged), "ok")
    return redirect(url_for("offers.own_offers" if found is ListKind.OFFERS else "offers.own_wants"))
