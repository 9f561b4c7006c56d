"""The platform asks a member library what an application says that it cannot read, and the library tells it."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.joining import labels, meanings
from library_exchange.joining.models import ApplicationMeaning, LibraryApplication
from library_exchange.joining.services import letters


def ask(
    session: Session, actor: Actor, row: LibraryApplication, library_id: int | None, language: str, at: datetime
) -> None:
    """Ask a member library what an application says, to be told in `language`.

    Raises Conflict for an application that is decided and for a library that was asked already, InvalidInput for one
    that cannot be asked.
    """
    if row.decided_at is not None:
        raise Conflict("decided", labels.NOT_NOW)
    library = next((each for each in meanings.askable(session, row) if each.id == library_id), None)
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
    session: Session, actor: Actor, asked: ApplicationMeaning, text: str | None, at: datetime, *, cannot: bool = False
) -> None:
    """Tell what an application says, or that one cannot.

    Raises InvalidInput without a text, Conflict once it was told.
    """
    if asked.answered_at is not None:
        raise Conflict("told-already", labels.MEANING_TOLD)
    if not cannot and not text:
        raise InvalidInput({"text": labels.SAY_WHAT_IT_MEANS})
    asked.answer, asked.answered_at = None if cannot else text, at
    session.add(asked)
    audit.record(
        session, actor, "application.tell_meaning", "application", asked.application_id, at=at, is_told=not cannot
    )
