"""Letters about a practice loan: to the library's own mailbox, marked as practice, and to nobody else."""

from sqlmodel import Session

from library_exchange.core.i18n import speaking
from library_exchange.directory.models import Library
from library_exchange.loans.labels.history import event
from library_exchange.loans.rules.codes import Incoming
from library_exchange.notifications.services import notify_library
from library_exchange.practice.books import BOOKS
from library_exchange.practice.models import PracticeLoan

WRITES = (Incoming.REQUEST, Incoming.LOANED, Incoming.SHIPPED_RETURN, Incoming.LOAN_COMPLETED)
"""Of what the library that is played says, that after which a librarian has something to do, and the end."""


def tell(session: Session, loan: PracticeLoan, said: Incoming) -> None:
    """Write to the library's own mailbox what the library that is played has said, if a letter tells of that."""
    if said not in WRITES:
        return
    library = session.get_one(Library, loan.library_id)
    with speaking(library.language):
        told = {"event": str(event(said)), "title": BOOKS[loan.book].title_in(library.language).shown.value}
    notify_library(session, library, "practice/told", practice_id=loan.id, **told)
