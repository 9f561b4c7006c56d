"""Reading applications: by link, for their sponsor, for the platform."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.regions import REGIONS
from library_exchange.core.rights import home_of
from library_exchange.core.titles import TitleForm, title_block
from library_exchange.core.worklist import Line, entries
from library_exchange.directory import proposals
from library_exchange.directory.models import Library
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.rules import ApplicationState

CONFIRMED = (ApplicationState.AT_PLATFORM, ApplicationState.AT_SPONSOR)
"""What the platform sees before it is decided; nothing that nobody has confirmed."""


def get_by_link(session: Session, application_id: int) -> LibraryApplication:
    """Return an application for whoever has its link; raises NotFound once it is forgotten."""
    found = session.get(LibraryApplication, application_id)
    if found is None:
        raise NotFound("no-such-application")
    return found


def get_confirmed(session: Session, application_id: int) -> LibraryApplication:
    """Return an application for the platform; raises NotFound for one that nobody has confirmed."""
    found = get_by_link(session, application_id)
    if found.state is ApplicationState.UNCONFIRMED:
        raise NotFound("no-such-application")
    return found


def get_to_vouch(session: Session, actor: Actor, application_id: int) -> LibraryApplication:
    """Return an application for the staff of its sponsor; raises NotFound for everybody else."""
    found = get_confirmed(session, application_id)
    if found.sponsor_id is None or home_of(actor) != found.sponsor_id:
        raise NotFound("another-librarys")
    return found


def count_unconfirmed(session: Session, email: str) -> int:
    """Return how many applications wait for the address `email` to be confirmed."""
    waits = (col(LibraryApplication.email) == email, col(LibraryApplication.state) == ApplicationState.UNCONFIRMED)
    return session.scalar(sa.select(sa.func.count()).select_from(LibraryApplication).where(*waits)) or 0


def confirmed(session: Session) -> Sequence[tuple[LibraryApplication, Library | None]]:
    """Return what is confirmed and not decided, with the sponsor if there is one: first what waits for the platform."""
    found = (
        sa.select(LibraryApplication, Library)
        .outerjoin(Library, col(Library.id) == col(LibraryApplication.sponsor_id))
        .where(col(LibraryApplication.state).in_(CONFIRMED))
        .order_by(col(LibraryApplication.state), col(LibraryApplication.confirmed_at), col(LibraryApplication.id))
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def decided(session: Session, limit: int) -> Sequence[LibraryApplication]:
    """Return what was decided and is not forgotten yet, the latest first."""
    found = sa.select(LibraryApplication).where(col(LibraryApplication.decided_at).is_not(None))
    latest = (col(LibraryApplication.decided_at).desc(), col(LibraryApplication.id).desc())
    return session.scalars(found.order_by(*latest).limit(limit)).all()


def names_told(row: LibraryApplication) -> dict[str, str]:
    """Return what an application calls the library and its town, in each language; empty where it does not say."""
    told = {f"{what}_{code}": "" for what in ("name", "city") for code in LANGUAGES}
    told |= {f"name_{code}": getattr(row, f"name_{code}") or "" for code in LANGUAGES}
    return told | {f"city_{REGIONS[row.country].language}": row.city}


def names_proposed(session: Session, row: LibraryApplication) -> dict[str, str]:
    """Return what is proposed for the names that an application does not tell; one query."""
    return proposals.for_names(session, row.country, names_told(row))


def at_platform(_at: datetime) -> sa.Select[Any]:
    """Return the query that finds by id the applications that the platform has to decide."""
    waits = col(LibraryApplication.state) == ApplicationState.AT_PLATFORM
    return sa.select(col(LibraryApplication.id).label("id")).where(waits)


def at_sponsor(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the applications that wait for the library to vouch."""
    table = LibraryApplication
    waits = (col(table.sponsor_id) == library_id, col(table.state) == ApplicationState.AT_SPONSOR)
    return entries(table, *waits, since=col(table.confirmed_at))


def vouching_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how applications stand on the list of work of their sponsor; one query."""
    found = session.scalars(sa.select(LibraryApplication).where(col(LibraryApplication.id).in_(ids)))
    return {row.id: _vouching_line(row, language) for row in found}


def _vouching_line(row: LibraryApplication, language: str) -> Line:
    name, code = row.name_and_language(language)
    block = title_block([TitleForm(name, LANGUAGES[code].tag)], language)
    return Line(block, _("Say whether you vouch for it"), "joining.vouching", {"application_id": row.id})
