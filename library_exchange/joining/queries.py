"""Reading applications: by link, for their sponsor, for the platform, and for who is asked what they mean."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _
from library_exchange.core.regions import REGIONS
from library_exchange.core.rights import home_of
from library_exchange.core.scripts import language_of
from library_exchange.core.titles import TitleForm, title_block
from library_exchange.core.worklist import Line, entries
from library_exchange.directory import proposals
from library_exchange.directory.letter_partners import libraries_that_sign_in
from library_exchange.directory.models import Library
from library_exchange.joining.labels import TELL_IN
from library_exchange.joining.models import ApplicationMeaning, LibraryApplication
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


def language_told(row: LibraryApplication) -> str:
    """Return the language of what an application says in its own words, else that of its author's post."""
    return (
        bilingual.told_language(None, row.words or "")
        or bilingual.told_language(None, row.person_function)
        or row.language
    )


def is_foreign_to(row: LibraryApplication, language: str) -> bool:
    """Whether something in an application is in a language that who reads `language` cannot be expected to read."""
    told = (language_of(text) for text in (row.words or "", row.person_function, row.city))
    return row.decided_at is None and any(each not in (None, language) for each in told)


def askable(session: Session, row: LibraryApplication) -> Sequence[Library]:
    """Return the member libraries that read the language of an application: its sponsor first; two queries."""
    read = language_told(row)
    found = [each for each in libraries_that_sign_in(session) if each.language == read]
    return sorted(found, key=lambda each: each.id != row.sponsor_id)


def meanings_of(session: Session, application_id: int) -> Sequence[tuple[ApplicationMeaning, Library]]:
    """Return what was asked about an application and what was answered, the first first; one query."""
    found = (
        sa.select(ApplicationMeaning, Library)
        .join(Library, col(Library.id) == col(ApplicationMeaning.library_id))
        .where(col(ApplicationMeaning.application_id) == application_id)
        .order_by(col(ApplicationMeaning.id))
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def get_asked(session: Session, actor: Actor, application_id: int) -> tuple[LibraryApplication, ApplicationMeaning]:
    """Return an application and what the actor's library was asked about it; raises NotFound for everybody else."""
    row = get_confirmed(session, application_id)
    asked = (col(ApplicationMeaning.application_id) == row.id, col(ApplicationMeaning.library_id) == home_of(actor))
    found = session.scalar(sa.select(ApplicationMeaning).where(*asked))
    if found is None:
        raise NotFound("another-librarys")
    return row, found


def meanings_to_tell(library_id: int, _today: date) -> sa.Select[tuple[int]]:
    """Return the query that finds what the library is asked about applications that are not decided."""
    table = ApplicationMeaning
    waits = (col(table.library_id) == library_id, col(table.answered_at).is_(None))
    found = entries(table, *waits, col(LibraryApplication.state).in_(CONFIRMED), since=col(table.asked_at))
    return found.join(LibraryApplication, col(LibraryApplication.id) == col(table.application_id))


def meaning_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how what is asked stands on the list of work; one query."""
    found = session.execute(
        sa.select(ApplicationMeaning, LibraryApplication)
        .join(LibraryApplication, col(LibraryApplication.id) == col(ApplicationMeaning.application_id))
        .where(col(ApplicationMeaning.id).in_(ids))
    )
    return {asked.id: _meaning_line(asked, row, language) for asked, row in found}


def _meaning_line(asked: ApplicationMeaning, row: LibraryApplication, language: str) -> Line:
    name, code = row.name_and_language(language)
    block = title_block([TitleForm(name, LANGUAGES[code].tag)], language)
    return Line(block, TELL_IN[asked.language], "joining.meaning", {"application_id": row.id})
