"""Curated lists on pages: a list with its titles and pledges, its form, its steps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from sqlmodel import Session

from library_exchange.core import bilingual, rights
from library_exchange.core.bilingual import Place
from library_exchange.core.bounds import whole_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _, current, language_name
from library_exchange.core.procedure import Part
from library_exchange.correspondence import display, translation_queries
from library_exchange.correspondence import queries as correspondence
from library_exchange.correspondence.rules.translations import POST
from library_exchange.correspondence.titles_said import titles_said
from library_exchange.directory.display import whose_time
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries
from library_exchange.programmes import discussions, labels, policy, queries
from library_exchange.programmes.display import Curated, Pledging, next_of_list
from library_exchange.programmes.models import BookList, ListTitle, Programme
from library_exchange.programmes.rules import (
    GROWING,
    HOLDING,
    LIST_TEXTS,
    PUBLIC_PROGRAMMES,
    ListEvent,
    ListState,
    PledgeState,
    list_events,
)
from library_exchange.programmes.schemas import ListInput
from library_exchange.programmes.services import curating, planning
from library_exchange.programmes.services.list_steps import LISTS
from library_exchange.programmes.views.blueprint import bp
from library_exchange.programmes.views.programmes import Answer, home_id
from library_exchange.web.addresses import event_named
from library_exchange.web.confirming import Question, ask
from library_exchange.web.downloads import spreadsheets
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor, may_open
from library_exchange.web.halves import halves_shown, said
from library_exchange.web.ways_back import from_here

LAST_POSTS = 5
"""How many posts stand on the page of a list or a title itself."""


@bp.get("/book-lists/<int:list_id>")
def show_list(list_id: int) -> str:
    """Show a list: its cover note, its titles, how many copies of each are pledged and by whom."""
    return list_page(list_id)


def list_page(list_id: int, sentence: Any = None) -> str:
    """Return the page of a list, with the `sentence` of a step that was refused."""
    actor = current_actor()
    with reading() as session:
        found, programme = queries.get_list(session, actor, list_id)
        shown = described(session, found, programme)
        titles = queries.titles_of(session, found)
        told = queries.told(session, titles, current().code)
        pledges = queries.pledges_of(session, titles)
        discussion = last_posts(session, discussions.LIST, str(list_id))
        parts = policy.parts_of(actor, found, programme)
        may_edit = Part.EDITOR in parts and found.state is ListState.DRAFT
        may_add = Part.EDITOR in parts and found.state in GROWING
        halves = _halves(session, list_id) if may_add else None
        awaited = awaited_in(session, found, titles)
        unsaid = planning.unsaid(found, shown["editor_language"])
        rows = [title_row(each, told[each.id], pledges.get(each.id, []), found, awaited) for each in titles]
        lacks = _lacks(programme, len(titles)) or ("write" if unsaid else halves["next"] if halves else None)
        sent = {one.pledge.consignment_id for given in pledges.values() for one in given}
        seen = Curated(session, actor, found, programme, halves, lacks, _pledging(rows), _sent(sent), now())
        coming = next_of_list(seen)
    return render_template(
        "programmes/list.html",
        titles=rows,
        events=[
            (event.value, labels.LIST_EVENTS[event])
            for event in list_events(found.state, parts)
            if event is not ListEvent.PUBLISH
        ],
        next=coming,
        may_edit=may_edit,
        halves=halves,
        may_add=may_add,
        sentence=sentence,
        discussion=discussion,
        files=spreadsheets("programmes.list_file", list_id=list_id),
        **shown,
    )


def _pledging(rows: Sequence[Mapping[str, Any]]) -> Pledging:
    """Return which titles lack copies that the visitor's library may pledge, and whether none lacks any."""
    missing = tuple(row["title"].number for row in rows if row["may_pledge"])
    return Pledging(missing, bool(rows) and all(row["missing"] == 0 for row in rows))


def _sent(ids: Collection[int | None]) -> tuple[int, ...]:
    return tuple(sorted(each for each in ids if each is not None))


def _halves(session: Session, list_id: int) -> dict[str, Any] | None:
    back = url_for("programmes.show_list", list_id=list_id)
    return halves_shown(session, current_actor(), LIST_TEXTS, list_id, back)


def _lacks(programme: Programme, titles: int) -> str | None:
    """Return what must be there before a list can be published."""
    if not titles:
        return "titles"
    return None if programme.state in PUBLIC_PROGRAMMES else "programme"


def awaited_in(session: Session, found: BookList, titles: Sequence[ListTitle]) -> Mapping[Place, Mapping[str, Any]]:
    """Return what is said of the halves that somebody was asked for, by the language, if a title lacks one."""
    is_whole = found.state not in GROWING or not any(queries.lacking_languages(each) for each in titles)
    if is_whole:
        return {}
    home = home_id()
    ours = bilingual.awaited(session, LIST_TEXTS, found.id, home) if home is not None else frozenset()
    return dict.fromkeys(bilingual.awaited(session, LIST_TEXTS, found.id), labels.TITLE_AWAITED) | dict.fromkeys(
        ours, labels.TITLE_ASKED_OF_US
    )


def last_posts(session: Session, kind: str, subject_id: str) -> dict[str, Any]:
    """Return the last posts about a list or a title."""
    actor = current_actor()
    find = discussions.of_list if kind == discussions.LIST else discussions.of_title
    found = find(session, actor, subject_id)
    home = session.get_one(Library, actor.library_id) if actor.is_staff else None
    total = correspondence.count_posts(session, kind, subject_id)
    posts = correspondence.posts(session, kind, subject_id, LAST_POSTS)
    titles = titles_said(session, [(one, found.subject) for one, _library in posts], current().code)
    in_own_words = [one.id or 0 for one, _library in posts if one.text]
    translations = translation_queries.translations_of(session, POST, in_own_words)
    return display.discussion(found, (kind, subject_id), posts, total, home, titles, translations)


def described(session: Session, found: BookList, programme: Programme) -> dict[str, Any]:
    """Return what the pages of a list and of its titles say of the list."""
    language = current().code
    everyone: dict[int | None, Library] = {each.id: each for each in libraries(session)}
    editor, receiver = everyone[found.editor_id], everyone[found.receiver_id]
    return {
        "list": found,
        "programme": programme,
        "programme_name": said(programme, "name"),
        "name": said(found, "name"),
        "note": said(found, "note"),
        "state": labels.LIST_STATES[found.state],
        "editor_language": editor.language,
        "editor": (editor.country, editor.code, editor.name_in(language)),
        "receiver": (receiver.country, receiver.code, receiver.name_in(language)),
        "whose_days": whose_time(editor, everyone.get(current_actor().library_id), found.closes_on)
        if found.state in GROWING
        else None,
    }


def title_row(
    title: ListTitle,
    told: queries.Told,
    given: Sequence[queries.Given],
    found: BookList,
    awaited: Mapping[Place, Mapping[str, Any]] = MappingProxyType({}),
) -> dict[str, Any]:
    home, language = home_id(), current().code
    own = next((each.pledge for each in given if each.library.id == home and each.pledge.state in HOLDING), None)
    is_open = found.state is ListState.OPEN and home is not None and home != found.receiver_id
    missing = title.wanted - title.pledged
    return {
        "title": title,
        "block": replace(told.title, href=_url(title)),
        "authors": told.authors,
        "why": _why(title),
        "lacks": [
            awaited.get(Place(title.id, "title", each), labels.TITLE_LACKS)[each]
            for each in queries.lacking_languages(title)
        ],
        "record_url": url_for("catalogue.record", record_id=title.record_id, back=from_here(f"title-{title.number}"))
        if title.record_id
        else None,
        "language": language_name(title.language),
        "missing": missing,
        "pledges": [
            (
                each.library.country,
                each.library.name_in(language),
                each.pledge.copies,
                labels.PLEDGE_STATES[each.pledge.state],
            )
            for each in given
        ],
        "may_pledge": is_open and own is None and missing > 0,
        "may_withdraw": own is not None and own.state is PledgeState.PLEDGED and found.state is ListState.OPEN,
        "may_drop": home == found.editor_id and not given and found.state in GROWING,
        "propose_url": _propose_url(title),
    }


def _url(title: ListTitle) -> str:
    return url_for("programmes.show_title", list_id=title.list_id, number=title.number)


def _why(title: ListTitle) -> tuple[str, str] | None:
    language = current().code
    both = {"zh": (title.why_zh, "zh-Hans"), "ru": (title.why_ru, "ru")}
    order = [both[language], *both.values()] if language in both else [*both.values()]
    return next(((text, tag) for text, tag in order if text), None)


def _propose_url(title: ListTitle) -> str | None:
    """Return where a reader asks her own library for the book; others have no such page."""
    actor = current_actor()
    if actor.is_staff or (actor.is_signed_in and not may_open("offers.propose", actor)):
        return None
    number = title.isbn or title.printed_isbn
    told: dict[str, Any] = {"record": title.record_id, "title": title.title, "author": title.author, "isbn": number}
    return url_for("offers.propose", **{name: value for name, value in told.items() if value})


# Forms ----------------------------------------------------------------------------------------------------------------


@bp.get("/programmes/<int:programme_id>/lists/new")
def new_list(programme_id: int) -> str:
    """Show the form of a new list."""
    with reading() as session:
        programme = queries.get_programme(session, current_actor(), programme_id)
    return _list_form(programme, None, {"closes_on": programme.ends_on}, {})


def _list_form(
    programme: Programme, book_list: BookList | None, given: Mapping[str, Any], errors: Mapping[str, Any]
) -> str:
    with reading() as session:
        found = [(str(each.id), each.name_in(current().code)) for each in libraries(session)]
        own = session.get_one(Library, rights.library_of(current_actor()))
        halves = _halves(session, book_list.id) if book_list is not None and errors else None
    return render_template(
        "programmes/list_form.html",
        programme=programme,
        programme_name=said(programme, "name"),
        list=book_list,
        given=given,
        errors=errors,
        own=bilingual.side_of(own.language),
        halves=halves,
        libraries=[("", _("Choose a library")), *found],
    )


@bp.post("/programmes/<int:programme_id>/lists")
def draft_list(programme_id: int) -> Answer:
    """Keep a new list as a draft."""
    with reading() as session:
        programme = queries.get_programme(session, current_actor(), programme_id)
    try:
        given = parse(ListInput, request.form)
        with transaction() as session:
            made = curating.draft(session, current_actor(), programme, given, now())
    except InvalidInput as refused:
        return _list_form(programme, None, request.form, refused.fields), refused.status
    flash(_("The draft is kept; only your library sees it. Now put titles on the list."), "ok")
    return redirect(url_for("programmes.show_list", list_id=made.id))


@bp.get("/book-lists/<int:list_id>/edit")
def edit_list(list_id: int) -> str:
    """Show the form of a list that is a draft."""
    found, programme = _our_draft(list_id)
    return _list_form(programme, found, found.model_dump(mode="json"), {})


def _our_draft(list_id: int) -> tuple[BookList, Programme]:
    with reading() as session:
        found, programme = queries.get_list(session, current_actor(), list_id)
    policy.require_editor(current_actor(), found)
    if found.state is not ListState.DRAFT:
        raise NotFound("not-a-draft")
    return found, programme


@bp.post("/book-lists/<int:list_id>/change")
def change_list(list_id: int) -> Answer:
    """Change a list that is a draft."""
    seen, programme = _our_draft(list_id)
    try:
        given = parse(ListInput, request.form)
        with transaction() as session:
            found, _programme = queries.get_list(session, current_actor(), list_id)
            curating.change(session, current_actor(), found, given, now())
    except InvalidInput as refused:
        return _list_form(programme, seen, request.form, refused.fields), refused.status
    except Conflict as refused:
        return list_page(list_id, refused.sentence), refused.status
    flash(_("Saved."), "ok")
    return redirect(url_for("programmes.show_list", list_id=list_id))


@bp.post("/book-lists/<int:list_id>/steps/<event>")
def move_list(list_id: int, event: str) -> Answer:
    """Publish a list, close it or cancel it."""
    known = event_named(event, labels.LIST_EVENTS)
    version = request.form.get("version", type=whole_number)
    try:
        with transaction() as session:
            found, _programme = queries.get_list(session, current_actor(), list_id)
            is_grave = LISTS.is_grave(found, known)
            curating.take(session, current_actor(), found, known, now(), version)
            ask(_question(found, known) if is_grave else None)
    except InvalidInput as refused:
        with reading() as session:
            kept, programme = queries.get_list(session, current_actor(), list_id)
        return _list_form(programme, kept, kept.model_dump(mode="json"), refused.fields), refused.status
    except (Conflict, Forbidden) as refused:
        return list_page(list_id, refused.sentence), refused.status
    if found.state is ListState.CANCELLED:
        flash(_("The list is cancelled."), "ok")
        return redirect(url_for("programmes.show", programme_id=found.programme_id))
    flash(_("Done: “%(step)s”.", step=labels.LIST_EVENTS[known]), "ok")
    return redirect(url_for("programmes.show_list", list_id=list_id))


def _question(found: BookList, event: ListEvent) -> Question:
    back = url_for("programmes.show_list", list_id=found.id)
    return Question(labels.LIST_EVENTS[event], labels.LIST_CONSEQUENCES[event], back, said(found, "name")[0])
