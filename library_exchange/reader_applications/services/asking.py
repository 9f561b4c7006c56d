"""Somebody asks a library to make her its reader, and confirms that the e-mail address is hers."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import InvalidInput
from library_exchange.core.steps import take
from library_exchange.reader_applications import labels, policy, queries
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import MOST_WAITING, ReaderApplicationEvent
from library_exchange.reader_applications.schemas import NewReader
from library_exchange.reader_applications.services import letters
from library_exchange.reader_applications.services.transitions import APPLICATIONS


def ask(session: Session, actor: Actor, given: NewReader, language: str, at: datetime) -> None:
    """Write down that somebody asks to become a reader, and write to her, in `language`, to have it confirmed.

    Nobody sees it before. Where much waits already for this address nothing is written, and nothing tells so; nor
    whether it has an account. Raises InvalidInput for a library that cannot be asked so.
    """
    library = next((each for each in queries.askable(session) if each.code == given.library), None)
    if library is None:
        raise InvalidInput({"library": labels.A_LIBRARY})
    email = given.email.lower()
    if queries.count_waiting(session, email) >= MOST_WAITING:
        return
    told = given.model_dump(exclude={"library", "email"})
    row = ReaderApplication(**told, library_id=library.id, email=email, language=language, asked_at=at)
    session.add(row)
    session.flush()
    audit.record(session, actor, "reader_application.ask", "reader_application", row.id, at=at)
    letters.ask_to_confirm(session, row)


def confirm(session: Session, row: ReaderApplication, at: datetime) -> None:
    """Let what somebody asked go on to her library, for whoever has its link.

    Raises Conflict for a link that is too old, and once it has gone on.
    """
    take(APPLICATIONS, session, policy.author_of(row.id), row, ReaderApplicationEvent.CONFIRM, at, confirmed_at=at)
