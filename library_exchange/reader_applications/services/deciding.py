"""The staff of a library takes somebody in as a reader, or says why not."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.accounts import cards
from library_exchange.accounts.queries import find_user
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import InvalidInput
from library_exchange.core.steps import take
from library_exchange.reader_applications import labels
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import STAFF_REASONS, ReaderApplicationEvent, Reason
from library_exchange.reader_applications.schemas import Admission, Refusal
from library_exchange.reader_applications.services.transitions import APPLICATIONS


def admit(session: Session, actor: Actor, row: ReaderApplication, given: Admission, at: datetime) -> None:
    """Make her a reader of the actor's library under the card that was checked there, and write to her.

    She has confirmed her address and asked herself, so that she need not accept anything more. Raises InvalidInput
    where somebody else has the card, Conflict if it was decided meanwhile.
    """
    APPLICATIONS.step_of(row, ReaderApplicationEvent.ADMIT)
    user = find_user(session, row.email) or add_user(session, row.email, name=row.name, language=row.language)
    cards.require_free(session, row.library_id, user.id, given.card_no)
    with cards.kept_apart(session):
        membership = add_membership(session, user, row.library_id, Role.READER, given.card_no)
        membership.phone = given.phone or membership.phone
    take(APPLICATIONS, session, actor, row, ReaderApplicationEvent.ADMIT, at, given={"user": user}, decided_at=at)


def decline(session: Session, actor: Actor, row: ReaderApplication, given: Refusal, at: datetime) -> None:
    """Do not take her in on behalf of the actor's library; she is told why. Raises InvalidInput."""
    if given.reason not in STAFF_REASONS:
        raise InvalidInput({"reason": labels.ONE_OF_THESE})
    if given.reason is Reason.OTHER and not given.words:
        raise InvalidInput({"words": labels.IN_WORDS})
    told: dict[str, Any] = {"reason": given.reason, "reason_words": given.words, "decided_at": at}
    take(APPLICATIONS, session, actor, row, ReaderApplicationEvent.DECLINE, at, **told)
