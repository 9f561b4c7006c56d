"""Curated lists for a spreadsheet: one of them, or all that a visitor may see of a programme."""

from collections.abc import Iterator, Sequence

from flask import Response
from sqlmodel import Session

from library_exchange.core.clock import now
from library_exchange.core.db import reading
from library_exchange.core.i18n import _, current
from library_exchange.directory.queries import day_for
from library_exchange.documents.sheets import Value
from library_exchange.documents.tables import MIMES, table_file
from library_exchange.programmes import list_files, queries
from library_exchange.programmes.models import BookList
from library_exchange.programmes.views.blueprint import bp
from library_exchange.programmes.views.programmes import home_id
from library_exchange.web.downloads import download
from library_exchange.web.guard import current_actor
from library_exchange.web.halves import said


@bp.get("/book-lists/<int:list_id>/titles.<any(csv, xlsx):form>")
def list_file(list_id: int, form: str) -> Response:
    """Give the titles of a list for a spreadsheet."""
    with reading() as session:
        found, _programme = queries.get_list(session, current_actor(), list_id)
        return _file(session, [found], form, f"list-{found.id}", _name(found))


@bp.get("/programmes/<int:programme_id>/titles.<any(csv, xlsx):form>")
def programme_file(programme_id: int, form: str) -> Response:
    """Give the titles of the lists of a programme for a spreadsheet."""
    with reading() as session:
        found = queries.get_programme(session, current_actor(), programme_id)
        lists = [row.book_list for row in queries.lists_of(session, found, home_id())]
        name = said(found, "name")[0] or _("Programme")
        return _file(session, lists, form, f"programme-{found.id}", name)


def _name(found: BookList) -> str:
    return said(found, "name")[0] or _("List without a name")


def _file(session: Session, lists: Sequence[BookList], form: str, name: str, told: str) -> Response:
    today = day_for(session, current_actor().library_id, now())
    content = table_file(form, _rows(session, lists), current().code, today)
    return download(content, MIMES[form], f"{name}.{form}", f"{told} {today}")


def _rows(session: Session, lists: Sequence[BookList]) -> Iterator[list[Value]]:
    """Return the heading and every title of `lists`; a fixed number of queries for each list."""
    language = current().code
    yield list_files.heading()
    for found in lists:
        titles = queries.titles_of(session, found)
        told, given = queries.told(session, titles, language), queries.pledges_of(session, titles)
        yield from list_files.title_rows(_name(found), titles, told, given, language)
