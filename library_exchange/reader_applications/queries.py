"""Reading who asks to become a reader: by link, for the staff of the library; which libraries can be asked."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.rights import home_of
from library_exchange.core.titles import TitleForm, title_block
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.letter_partners import libraries_that_sign_in
from library_exchange.directory.models import Library
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import ReaderApplicationState


def askable(session: Session) -> Sequence[Library]:
    """Return the libraries that people may ask to become their readers, in the usual order; two queries."""
    found = [each for each in libraries_that_sign_in(session) if not each.is_remote and not each.is_closing]
    return [each for each in found if each.takes_reader_applications]


def get_by_link(session: Session, application_id: int) -> ReaderApplication:
    """Return what somebody asked for whoever has its link; raises NotFound once it is forgotten."""
    found = session.get(ReaderApplication, application_id)
    if found is None:
        raise NotFound("no-such-application")
    return found


def get_of_library(session: Session, actor: Actor, application_id: int) -> ReaderApplication:
    """Return what somebody asked and confirmed, for the staff of her library; raises NotFound for everybody else."""
    found = session.get(ReaderApplication, application_id)
    if found is None or found.state is ReaderApplicationState.UNCONFIRMED or home_of(actor) != found.library_id:
        raise NotFound("no-such-application")
    return found


def count_waiting(session: Session, email: str) -> int:
    """Return how much waits for one address, confirmed or not."""
    waits = (
        col(ReaderApplication.email) == email,
        col(ReaderApplication.state).in_((ReaderApplicationState.UNCONFIRMED, ReaderApplicationState.WAITING)),
    )
    return session.scalar(sa.select(sa.func.count()).select_from(ReaderApplication).where(*waits)) or 0


def at_library(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds who waits for the library to make her its reader."""
    table = ReaderApplication
    waits = (col(table.library_id) == library_id, col(table.state) == ReaderApplicationState.WAITING)
    return entries(table, *waits, since=col(table.confirmed_at))


def lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how those who wait stand on the list of work; one query."""
    found = session.scalars(sa.select(ReaderApplication).where(col(ReaderApplication.id).in_(ids)))
    return {row.id: _line(row, language) for row in found}


def _line(row: ReaderApplication, language: str) -> Line:
    block = title_block([TitleForm(row.name, LANGUAGES[row.language].tag)], language)
    return Line(block, _("Make her a reader, or say why not"), "reader_applications.show", {"application_id": row.id})
