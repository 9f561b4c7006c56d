"""Titles of curated lists on pages: one title, its form, copies pledged of it and taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.core import rights
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _, current, language_name
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.offers.queries.recognition import entries_of
from library_exchange.programmes import discussions, labels, policy, queries
from library_exchange.programmes.display import Given, next_of_pledge
from library_exchange.programmes.models import BookList
from library_exchange.programmes.rules import (
    HOLDING,
)
from library_exchange.programmes.schemas import PledgeInput, TitleInput
from library_exchange.programmes.services import curating, pledging
from library_exchange.programmes.views.blueprint import bp
from library_exchange.programmes.views.lists import awaited_in, described, last_posts, list_page, title_row
from library_exchange.programmes.views.programmes import Answer, home_id
from library_exchange.web.confirming import Question, ask
from library_exchange.web.forms import parse, without_record
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import said
from library_exchange.web.next_steps import Next

LANGUAGES = ("chi", "rus", "eng")
OWN_LANGUAGE = {"zh": "chi", "ru": "rus", "en": "eng"}
"""In what language a book probably is, by that in which somebody adds it."""


@bp.get("/book-lists/<int:list_id>/titles/<int:number>")
def show_title(list_id: int, number: int) -> str:
    """Show one title of a list with its pledges."""
    with reading() as session:
        found, programme = queries.get_list(session, current_actor(), list_id)
        shown = described(session, found, programme)
        title = queries.get_title(session, found, number)
        told = queries.told(session, [title], current().code)[title.id]
        given = queries.pledges_of(session, [title]).get(title.id, [])
        row = title_row(title, told, given, found, awaited_in(session, found, [title]))
        discussion = last_posts(session, discussions.TITLE, f"{list_id}-{number}")
        coming = _next(session, found, given, row["may_pledge"])
    return render_template("programmes/title.html", row=row, next=coming, discussion=discussion, **shown)


def _next(session: Session, found: BookList, given: Sequence[queries.Given], may_pledge: bool) -> Next | None:
    """Return what comes next for the visitor's library, None for others than staff."""
    home = home_id()
    own = next((each.pledge for each in given if each.library.id == home and each.pledge.state in HOLDING), None)
    return next_of_pledge(Given(session, current_actor(), found, own, may_pledge, now())) if home else None


@bp.get("/staff/book-lists")
def choose_list() -> str:
    """Ask on which of the library's own lists a `record` of the catalogue is to stand."""
    home, record_id = rights.library_of(current_actor()), request.args.get("record", type=whole_number)
    with reading() as session:
        found = queries.own_lists(session, home)
        entry = entries_of(session, [record_id]).get(record_id) if record_id else None
    return render_template(
        "programmes/choose_list.html",
        record_id=record_id if entry else None,
        title=(entry.title, html_lang(script_of(entry.title))) if entry else None,
        lists=[(each, said(each, "name"), labels.LIST_STATES[each.state]) for each in found],
    )


@bp.get("/book-lists/<int:list_id>/titles/new")
def new_title(list_id: int) -> str:
    """Show the form of a title; with a `record` of the catalogue, filled with what is known of it."""
    record_id = request.args.get("record", type=whole_number)
    with reading() as session:
        found, _programme = queries.get_list(session, current_actor(), list_id)
        policy.require_editor(current_actor(), found)
        entry = entries_of(session, [record_id]).get(record_id) if record_id else None
        titles = queries.known_titles(session, [record_id]) if entry and record_id else {}
    known: dict[str, Any] = {"language": OWN_LANGUAGE[current().code]}
    known |= {name: value for name, value in entry.model_dump().items() if value} if entry else {}
    known |= {f"title_{language}": title for (_record, language), title in titles.items()}
    return _title_form(found, known | {"record_id": record_id if entry else "", "wanted": 1}, {})


def _title_form(found: BookList, given: Mapping[str, Any], errors: Mapping[str, Any], sentence: Any = None) -> str:
    return render_template(
        "programmes/title_form.html",
        list=found,
        name=said(found, "name"),
        given=given,
        errors=errors,
        sentence=sentence,
        languages=[(code, language_name(code)) for code in LANGUAGES],
    )


@bp.post("/book-lists/<int:list_id>/titles")
def add_title(list_id: int) -> Answer:
    """Put a title on a list."""
    with reading() as session:
        seen, _programme = queries.get_list(session, current_actor(), list_id)
        policy.require_editor(current_actor(), seen)
    try:
        given = parse(TitleInput, request.form)
        with transaction() as session:
            found, _programme = queries.get_list(session, current_actor(), list_id)
            curating.add_title(session, current_actor(), found, given, now())
    except InvalidInput as refused:
        return _title_form(seen, request.form, refused.fields), refused.status
    except NotFound as gone:
        return _title_form(seen, without_record(request.form, gone), {"title": gone.sentence}), gone.status
    except Conflict as refused:
        return _title_form(seen, request.form, {}, refused.sentence), refused.status
    flash(_("The title is on the list."), "ok")
    return redirect(url_for("programmes.show_list", list_id=list_id))


@bp.post("/book-lists/<int:list_id>/titles/<int:number>/drop")
def drop_title(list_id: int, number: int) -> Answer:
    """Take a title off a list."""
    try:
        with transaction() as session:
            found, _programme = queries.get_list(session, current_actor(), list_id)
            title = queries.get_title(session, found, number)
            name, back = title.title, url_for("programmes.show_list", list_id=list_id)
            curating.drop_title(session, current_actor(), found, title, now())
            ask(Question(_("Take off the list"), labels.TITLE_GOES, back, name))
    except Conflict as refused:
        return list_page(list_id, refused.sentence), refused.status
    flash(_("The title is off the list."), "ok")
    return redirect(url_for("programmes.show_list", list_id=list_id))


# Pledges --------------------------------------------------------------------------------------------------------------


@bp.post("/book-lists/<int:list_id>/titles/<int:number>/pledge")
def pledge(list_id: int, number: int) -> Answer:
    """Pledge copies of a title."""
    try:
        given = parse(PledgeInput, request.form)
        with transaction() as session:
            found, _programme = queries.get_list(session, current_actor(), list_id)
            pledging.pledge(session, current_actor(), found, queries.get_title(session, found, number), given, now())
    except (Conflict, InvalidInput) as refused:
        told = refused.first_sentence if isinstance(refused, InvalidInput) else refused.sentence
        return list_page(list_id, told), refused.status
    flash(_("Thank you. Keep the copies ready: when the list closes, a consignment is made of them."), "ok")
    return _back(list_id, number)


@bp.post("/book-lists/<int:list_id>/titles/<int:number>/withdraw")
def withdraw(list_id: int, number: int) -> Answer:
    """Take a pledge back."""
    try:
        with transaction() as session:
            found, _programme = queries.get_list(session, current_actor(), list_id)
            pledging.withdraw(session, current_actor(), found, queries.get_title(session, found, number), now())
    except Conflict as refused:
        return list_page(list_id, refused.sentence), refused.status
    flash(_("The pledge is withdrawn."), "ok")
    return _back(list_id, number)


def _back(list_id: int, number: int) -> Response:
    return redirect(url_for("programmes.show_list", list_id=list_id, _anchor=f"title-{number}"))
