"""What applications mean that the platform cannot read: who may be asked, what was asked and answered, what waits."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.rights import home_of
from library_exchange.core.scripts import language_of
from library_exchange.core.titles import TitleForm, title_block
from library_exchange.core.worklist import Line, entries
from library_exchange.directory.letter_partners import libraries_that_sign_in
from library_exchange.directory.models import Library
from library_exchange.joining.labels import TELL_IN
from library_exchange.joining.models import ApplicationMeaning, LibraryApplication
from library_exchange.joining.queries import CONFIRMED, get_confirmed


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


def of_application(session: Session, application_id: int) -> Sequence[tuple[ApplicationMeaning, Library]]:
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


def to_tell(library_id: int, _today: date) -> sa.Select[tuple[int]]:
    """Return the query that finds what the library is asked about applications that are not decided."""
    table = ApplicationMeaning
    waits = (col(table.library_id) == library_id, col(table.answered_at).is_(None))
    found = entries(table, *waits, col(LibraryApplication.state).in_(CONFIRMED), since=col(table.asked_at))
    return found.join(LibraryApplication, col(LibraryApplication.id) == col(table.application_id))


def lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how what is asked stands on the list of work; one query."""
    found = session.execute(
        sa.select(ApplicationMeaning, LibraryApplication)
        .join(LibraryApplication, col(LibraryApplication.id) == col(ApplicationMeaning.application_id))
        .where(col(ApplicationMeaning.id).in_(ids))
    )
    return {asked.id: _line(asked, row, language) for asked, row in found}


def _line(asked: ApplicationMeaning, row: LibraryApplication, language: str) -> Line:
    name, code = row.name_and_language(language)
    block = title_block([TitleForm(name, LANGUAGES[code].tag)], language)
    return Line(block, TELL_IN[asked.language], "joining.meaning", {"application_id": row.id})


def forget(session: Session, application_id: int) -> None:
    """Delete what was asked about an application that is forgotten."""
    session.execute(sa.delete(ApplicationMeaning).where(col(ApplicationMeaning.application_id) == application_id))
