"""The desk of exchange: what waits, the own lines, the copies that could be offered, what is wanted elsewhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from sqlmodel import Session

from library_exchange.core import rights
from library_exchange.core.bounds import find_number, whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.filling import SCOPES
from library_exchange.core.i18n import _, current
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.worklist import Desk
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at, libraries
from library_exchange.directory.worklist import waiting_at
from library_exchange.offers import labels
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import lists, wanted
from library_exchange.offers.queries.lines import known_of, title_of
from library_exchange.offers.rules.numbers import read_number
from library_exchange.offers.rules.offers import EDITABLE, OfferState, Reserve
from library_exchange.offers.rules.offers import owner_events as offer_events
from library_exchange.offers.rules.wants import EDITABLE as EDITABLE_WANTS
from library_exchange.offers.rules.wants import WantState
from library_exchange.offers.rules.wants import owner_events as want_events
from library_exchange.offers.views.blueprint import bp
from library_exchange.offers.views.filters import kept
from library_exchange.web.downloads import spreadsheets
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number

MOST_AT_ONCE = 500
"""How many offers one form changes."""
PER_PAGE = 50
Answer = str | tuple[str, int]


@bp.app_template_filter("lang_of_text")
def lang_of_text(text: str) -> str:
    """Return the language tag of a text of which only the letters are known."""
    return html_lang(script_of(text))


@bp.get("/staff/exchange")
def desk() -> str:
    """Show the library's exchange desk."""
    library_id = rights.library_of(current_actor())
    with reading() as session:
        library = session.get_one(Library, library_id)
        found = lists.desk(session, library_id, current().code)
        waiting = waiting_at(session, library, library.day_at(now()), Desk.EXCHANGE)
    return render_template(
        "offers/desk.html",
        library=library.name_in(current().code),
        code=library.code,
        desk=found,
        offer_counts=_counts(found.offers, labels.OFFER_STATES, "offers.own_offers"),
        want_counts=_counts(found.wants, labels.WANT_STATES, "offers.own_wants"),
        waiting=waiting,
    )


def _counts(counted: Mapping[Any, int], names: Mapping[Any, tuple[Any, str]], endpoint: str) -> list[dict[str, Any]]:
    return [
        {"label": names[state][0], "count": counted[state], "url": url_for(endpoint, state=state.value)}
        for state in names
        if counted.get(state)
    ]


ENDING = "ending"
"""Stands among the states in a list's filter: what ends soon."""


def ending_on(session: Session, library_id: int) -> date | None:
    """Return the library's day if what ends soon is asked for."""
    return day_at(session, library_id, now()) if request.args.get("state") == ENDING else None


def chosen_list() -> int | None:
    """Return the list that the page is about; those of other libraries have nothing to be shown here."""
    return find_number(request.args.get("list"))


def chosen_state(states: type[OfferState] | type[WantState]) -> Any:
    """Return the state that the filter asks for, None for any."""
    asked = request.args.get("state", "")
    return states(asked) if asked in set(states) else None


def _asked() -> dict[str, str]:
    """Return what the filters of the page ask for, as arguments of an address."""
    return {name: request.args[name] for name in ("state", "list") if request.args.get(name)}


@bp.get("/staff/exchange/offers")
def own_offers() -> str:
    """List the library's offers, with a form to change several of them at once."""
    return offers_page({})


def offers_page(errors: Mapping[str, Any]) -> str:
    """Return the page of the library's offers; `errors` are those of the form below it."""
    library_id, number, state = rights.library_of(current_actor()), page_number(), chosen_state(OfferState)
    list_id = chosen_list()
    with reading() as session:
        ending = ending_on(session, library_id)
        total, rows = lists.own_offers(
            session, library_id, state, current().code, PER_PAGE, (number - 1) * PER_PAGE, ending, list_id
        )
        of_list = lists.to_take_back(session, Offer, library_id, list_id, MOST_AT_ONCE) if list_id else []
        partners = partners_of(libraries(session), library_id)
    return render_template(
        "offers/own_offers.html",
        kept=kept(),
        rows=[_offer_row(row) for row in rows],
        page=Page(number, PER_PAGE, total),
        state=state,
        is_ending=ending is not None,
        states=[
            *((each.value, labels.OFFER_STATES[each][0]) for each in OfferState),
            (ENDING, labels.ENDS_SOON),
        ],
        errors=errors,
        list_id=list_id,
        files=spreadsheets("offers.own_offers_file", **_asked()),
        of_list=of_list,
        partners=partners,
        ticked=request.form.getlist("offer", type=whole_number),
        scopes=SCOPES,
        given=request.form,
        **chosen_words(),
    )


def partners_of(found: Any, library_id: int) -> list[tuple[str, str]]:
    """Return the other libraries as options of a list to choose from."""
    return [("", _("no partner"))] + [
        (str(each.id), each.name_in(current().code)) for each in found if each.id != library_id
    ]


def chosen_words() -> dict[str, Any]:
    """Return the values offered in forms, each with its name."""
    return {
        "conditions": [(each.value, name) for each, name in labels.CONDITIONS.items()],
        "accepted": [(each.value, name) for each, name in labels.ACCEPTED.items()],
        "reserves": [(each.value, name) for each, name in labels.RESERVES.items()],
        "provenances": [(each.value, name) for each, name in labels.PROVENANCES.items()],
        "materials": [(each.value, name) for each, name in labels.MATERIALS.items()],
        "subjects": [(each.value, name) for each, name in labels.SUBJECTS.items()],
        "levels": [(each.value, name) for each, name in labels.LEVELS.items()],
    }


def _offer_row(row: lists.OfferRow) -> dict[str, Any]:
    offer: Offer = row.offer
    state, tone = labels.OFFER_STATES[offer.state]
    return {
        "id": offer.id,
        "title": row.title,
        "authors": row.authors,
        "offer": offer,
        "state": state,
        "tone": tone,
        "condition": labels.CONDITIONS[offer.condition],
        "reserve": labels.RESERVES[offer.reserve] if offer.reserve is not Reserve.ANYONE else None,
        "needs_weight": offer.weight_g is None and offer.pages is None,
        "url": url_for("offers.edit_offer", offer_id=offer.id, **kept()),
        "may_change": offer.state in EDITABLE,
        "events": [
            (url_for("offers.move_offer", offer_id=offer.id, event=event.value, **kept()), labels.OFFER_EVENTS[event])
            for event in offer_events(offer.state)
        ],
    }


@bp.get("/staff/exchange/wants")
def own_wants() -> str:
    """List the library's wants, with a form to change several of them at once."""
    return wants_page({})


def wants_page(errors: Mapping[str, Any]) -> str:
    """Return the page of the library's wants; `errors` are those of the form below it."""
    library_id, number, state = rights.library_of(current_actor()), page_number(), chosen_state(WantState)
    list_id = chosen_list()
    with reading() as session:
        ending = ending_on(session, library_id)
        total, rows = lists.own_wants(
            session, library_id, state, current().code, PER_PAGE, (number - 1) * PER_PAGE, ending, list_id
        )
        of_list = lists.to_take_back(session, Want, library_id, list_id, MOST_AT_ONCE) if list_id else []
    return render_template(
        "offers/own_wants.html",
        of_list=of_list,
        kept=kept(),
        rows=[_want_row(row) for row in rows],
        page=Page(number, PER_PAGE, total),
        state=state,
        list_id=list_id,
        files=spreadsheets("offers.own_wants_file", **_asked()),
        is_ending=ending is not None,
        states=[
            *((each.value, labels.WANT_STATES[each][0]) for each in WantState),
            (ENDING, labels.ENDS_SOON),
        ],
        events=labels.WANT_EVENTS.items(),
        scopes=SCOPES,
        errors=errors,
        ticked=request.form.getlist("want", type=whole_number),
        given=request.form,
    )


def _want_row(row: lists.WantRow) -> dict[str, Any]:
    want: Want = row.want
    state, tone = labels.WANT_STATES[want.state]
    return shown_want(row) | {
        "id": want.id,
        "state": state,
        "tone": tone,
        "may_change": want.state in EDITABLE_WANTS,
        "url": url_for("offers.edit_want", want_id=want.id, **kept()) if want.state in EDITABLE_WANTS else None,
        "events": [
            (url_for("offers.move_want", want_id=want.id, event=event.value, **kept()), labels.WANT_EVENTS[event])
            for event in want_events(want.state)
        ],
    }


def shown_want(row: lists.WantRow) -> dict[str, Any]:
    """Return what any list shows of a want."""
    want: Want = row.want
    return {
        "want": want,
        "title": row.title,
        "authors": row.authors,
        "kind": labels.WANT_KINDS[want.kind],
        "subject": labels.SUBJECTS[want.subject] if want.subject else None,
        "named": row.title.shown.value if row.title else labels.profile_named(want.subject, want.author, want.series),
        "level": labels.LEVELS[want.level] if want.level else None,
        "accepted": labels.ACCEPTED[want.condition],
    }


@bp.get("/staff/exchange/copies")
def copies() -> str:
    """List the titles of which the library has several copies and offers none."""
    library_id, number = rights.library_of(current_actor()), page_number()
    with reading() as session:
        total, rows = wanted.own_duplicates(session, library_id, current().code, PER_PAGE, (number - 1) * PER_PAGE)
    return render_template("offers/copies.html", rows=rows, page=Page(number, PER_PAGE, total))


VIEWS = ("offers", "copies", "holdings")


@bp.get("/staff/exchange/wanted")
def wanted_here() -> str:
    """Show which of the library's books others want, and answer for one number whether it is wanted."""
    library_id, number, language = rights.library_of(current_actor()), page_number(), current().code
    view = request.args.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    asked = request.args.get("isbn", "").strip()[:40]
    isbn, issn, _problem = read_number(asked)
    with reading() as session:
        answer = wanted.is_wanted(session, library_id, isbn, issn, language) if isbn or issn else None
        offers = wanted.wanted_offers(session, library_id, language) if view == "offers" else []
        own = lists.offers_with_cards(session, [row.offer.id for row in offers])
        known = known_of(session, [offer for offer, _card in own.values()])
        total, records = (
            (0, [])
            if view == "offers"
            else wanted.wanted_records(
                session, library_id, language, view == "copies", PER_PAGE, (number - 1) * PER_PAGE
            )
        )
    return render_template(
        "offers/wanted.html",
        view=view,
        asked=asked,
        answer=answer,
        offers=[{"row": row, "title": title_of(*own[row.offer.id], language, known)} for row in offers],
        records=records,
        page=Page(number, PER_PAGE, total),
        kinds={"exact": _("this edition"), "work": _("another edition"), "profile": _("by profile")},
    )
