"""Doors of a person's own lists: kept to from the page of a book and from hits, shown, named, ordered from."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlmodel import Session
from werkzeug.wrappers import Response

from library_exchange.catalogue.labels import RECORD_GONE, book_languages
from library_exchange.catalogue.queries.searching import cards
from library_exchange.core.bounds import find_number
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import InvalidInput, NotFound
from library_exchange.core.i18n import _, _n, current
from library_exchange.reading_lists import labels, policy, queries, services
from library_exchange.reading_lists.schemas import LONGEST_NAME, KeptBook, ListName
from library_exchange.web.confirming import Question
from library_exchange.web.confirming import ask as ask_first
from library_exchange.web.forms import parse
from library_exchange.web.guard import current_actor
from library_exchange.web.paging import Page, page_number
from library_exchange.web.ways_back import passed_on, way_back

bp = Blueprint("reading_lists", __name__)

PAGE_SIZE = 20


@bp.get("/me/lists")
def lists() -> str:
    """Show a person her lists."""
    return _lists_page({}, {})


@bp.post("/me/lists")
def begin() -> Any:
    """Begin a list."""
    try:
        given = parse(ListName, request.form)
        with transaction() as session:
            kept = services.begin(session, current_actor(), given.name, now())
    except InvalidInput as refused:
        return _lists_page(request.form, refused.fields), refused.status
    return redirect(url_for("reading_lists.show", list_id=kept.id))


def _lists_page(given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    with reading() as session:
        found = queries.lists_of(session, current_actor().user_id)
    return render_template("reading_lists/lists.html", lists=found, given=given, errors=errors, longest=LONGEST_NAME)


@bp.get("/me/lists/<int(max=2147483647):list_id>")
def show(list_id: int) -> str:
    """Show the books of one of a person's own lists."""
    return _list_page(list_id, {}, {})


@bp.post("/me/lists/<int(max=2147483647):list_id>/rename")
def rename(list_id: int) -> Any:
    """Call one of a person's own lists otherwise."""
    try:
        given = parse(ListName, request.form)
        with transaction() as session:
            services.rename(session, current_actor(), list_id, given.name)
    except InvalidInput as refused:
        return _list_page(list_id, request.form, refused.fields), refused.status
    flash(_("Saved."), "success")
    return redirect(url_for("reading_lists.show", list_id=list_id))


@bp.post("/me/lists/<int(max=2147483647):list_id>/forget")
def forget(list_id: int) -> Response:
    """Delete one of a person's own lists, once she has said that she means it."""
    with transaction() as session:
        count = queries.count_books(session, queries.get_list(session, current_actor(), list_id).id)
        name = services.forget(session, current_actor(), list_id).name
        ask_first(_question(list_id, name, count) if count else None)
    flash(_("The list is deleted."), "success")
    return redirect(url_for("reading_lists.lists"))


def _question(list_id: int, name: str, count: int) -> Question:
    told = _n("The list with its %(num)s book is deleted.", "The list with its %(num)s books is deleted.", count)
    return Question(_("Delete the list"), told, url_for("reading_lists.show", list_id=list_id), name)


@bp.get("/me/lists/keep")
def choose() -> str:
    """Let a person choose to which of her lists a book is kept."""
    return _choice(request.args.get("record", ""), {}, {})


@bp.post("/me/lists/keep")
def keep() -> Any:
    """Keep a book to a list, one that she has or a new one, and lead back to the book."""
    try:
        given = parse(KeptBook, request.form)
        with transaction() as session:
            kept, is_new = services.keep(session, current_actor(), given, now())
    except InvalidInput as refused:
        return _choice(request.form.get("record_id", ""), request.form, refused.fields), refused.status
    flash(str(labels.KEPT if is_new else labels.ON_IT_ALREADY) % {"name": kept.name}, "success")
    back = way_back()
    return redirect(back.url if back else url_for("catalogue.record", record_id=given.record_id))


def _choice(record: str, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    record_id, actor = find_number(record), current_actor()
    with reading() as session:
        shown = cards(session, [record_id], current().code, actor.library_id) if record_id else []
        if not shown:
            raise NotFound("record", RECORD_GONE, record=record_id)
        found = queries.lists_of(session, actor.user_id)
    return render_template(
        "reading_lists/keep.html",
        book=shown[0],
        lists=[(kept.id, kept.name) for kept, _count in found],
        given=given or {"name": "" if found else labels.FIRST_NAME},
        errors=errors,
        longest=LONGEST_NAME,
        back_url=_back_url(shown[0].id),
    )


def _back_url(record_id: int) -> str:
    back = way_back()
    return back.url if back else url_for("catalogue.record", record_id=record_id, back=passed_on())


@bp.post("/me/lists/<int(max=2147483647):list_id>/books/<int(max=2147483647):book_id>/remove")
def remove(list_id: int, book_id: int) -> Response:
    """Take a book off one of a person's own lists."""
    with transaction() as session:
        services.remove(session, current_actor(), list_id, book_id)
    flash(_("The book is off the list."), "success")
    return redirect(url_for("reading_lists.show", list_id=list_id))


@bp.post("/me/lists/<int(max=2147483647):list_id>/order")
def order(list_id: int) -> Any:
    """Request the ticked books of a list from the reader's own library, and tell what became of each."""
    ticked = [number for each in request.form.getlist("book")[:PAGE_SIZE] if (number := find_number(each)) is not None]
    if not ticked:
        return _list_page(list_id, {}, {"book": labels.TICK_FIRST}), InvalidInput.status
    with transaction() as session:
        done = services.order(session, current_actor(), list_id, ticked, now())
        titles = _titles(session, done)
    if done.made:
        flash(_n("%(num)s request is with your library.", "%(num)s requests are with your library.", done.made), "ok")
    for record_id, sentence in done.refused:
        title = titles.get(record_id or 0)
        told = _("%(title)s: %(sentence)s", title=title, sentence=sentence) if title else str(sentence)
        flash(told, "warn")
    return redirect(url_for("reading_lists.show", list_id=list_id))


def _titles(session: Session, done: services.Ordered) -> dict[int, str]:
    refused = [record_id for record_id, _sentence in done.refused if record_id]
    return {each.id: each.title.shown.value for each in cards(session, refused, current().code)} if refused else {}


def _list_page(list_id: int, given: Mapping[str, Any], errors: Mapping[str, Any]) -> str:
    actor = current_actor()
    with reading() as session:
        kept = queries.get_list(session, actor, list_id)
        page = Page(page_number(), PAGE_SIZE, queries.count_books(session, kept.id))
        books = queries.books_on(session, kept, page.offset, page.size, current().code, actor.library_id)
    return render_template(
        "reading_lists/list.html",
        list=kept,
        books=books,
        languages={book.id: book_languages(book.card.languages, current().code) for book in books},
        page=page,
        given=given,
        errors=errors,
        may_order=policy.may_order(actor),
        longest=LONGEST_NAME,
    )
