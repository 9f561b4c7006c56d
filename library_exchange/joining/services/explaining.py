"""The platform asks a member library what an application says that it cannot read, and the library tells it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit, rights, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.joining import labels, queries
from library_exchange.joining.models import ApplicationMeaning, LibraryApplication
from library_exchange.joining.services import letters


def ask(
    session: Session, actor: Actor, row: LibraryApplication, library_id: int | None, language: str, at: datetime
) -> None:
    """Ask a member library what an application says, to be told in `language`.

    Raises Forbidden unless the platform asks, Conflict for an application that is decided and for a library that was
    asked already, InvalidInput for one that cannot be asked.
    """
    rights.require_platform(actor)
    if row.decided_at is not None:
        raise Conflict("decided", labels.NOT_NOW)
    library = next((each for each in queries.askable(session, row) if each.id == library_id), None)
    if library is None:
        raise InvalidInput({"library_id": labels.WHOM_TO_ASK})
    session.add(ApplicationMeaning(application_id=row.id, library_id=library.id, language=language, asked_at=at))
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("asked-already", labels.MEANING_ASKED) from error
    audit.record(session, actor, "application.ask_meaning", "application", row.id, at=at, library=library.id)
    letters.ask_meaning(session, row, library)


def tell(
    session: Session,
    actor: Actor,
    row: LibraryApplication,
    asked: ApplicationMeaning,
    text: str | None,
    at: datetime,
    *,
    cannot: bool = False,
) -> None:
    """Tell what an application says, or that one cannot.

    Raises NotFound for another library than the one that is asked, InvalidInput without a text, Conflict once it was
    told, whoever was faster, and once the application is decided.
    """
    rights.require_party(actor, asked.library_id)
    if row.decided_at is not None:
        raise Conflict("decided", labels.NOT_NOW)
    if not cannot and not text:
        raise InvalidInput({"text": labels.SAY_WHAT_IT_MEANS})
    table = ApplicationMeaning
    waits = (col(table.id) == asked.id, col(table.answered_at).is_(None))
    answer = sa.update(table).where(*waits).values(answer=None if cannot else text, answered_at=at)
    if versions.rows_changed(session, answer) != 1:
        raise Conflict("told-already", labels.MEANING_TOLD)
    session.refresh(asked)
    audit.record(
        session, actor, "application.tell_meaning", "application", asked.application_id, at=at, is_told=not cannot
    )


def forget(session: Session, application_id: int) -> None:
    """Delete what was asked about an application that is forgotten."""
    session.execute(sa.delete(ApplicationMeaning).where(col(ApplicationMeaning.application_id) == application_id))
