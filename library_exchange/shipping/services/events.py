"""News for upper rooms: what became of a title that they sent on its way; they say what they listen to in `app`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.hooks import Hook
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import LineState, Outcome


class OutcomeKind(StrEnum):
    """What may be told of a title."""

    SENT = "sent"
    RECEIVED = "received"
    LOST = "lost"
    NOT_CLEARED = "not_cleared"
    RELEASED = "released"
    CAME_BADLY = "came_badly"
    CLAIM_OPENED = "claim_opened"
    CLAIM_RESOLVED = "claim_resolved"


@dataclass(frozen=True)
class LineOutcome:
    """What became of one title, or of those `copies` of it that did not fare as the others did.

    `counts` says whether it is now on the consignee's account as received, `was_counted` whether it was before: an
    account is posted when the two differ, and never otherwise. Of what came badly and is settled by the upper room
    itself, `damage` is the code of what is wrong with a damaged title, if that was told.
    """

    kind: OutcomeKind
    subject_id: int
    consignment_id: int
    line_id: int
    copies: int
    consignor_id: int
    consignee_id: int
    counts: bool
    was_counted: bool
    outcome: Outcome | None = None
    state: LineState = LineState.EXPECTED
    damage: str | None = None

    @property
    def is_borne(self) -> bool:
        """Whether the network answers for the book: its consignor is credited, its consignee is not charged."""
        return self.outcome is Outcome.FUND


LISTENERS: Hook[Callable[[Session, Actor, LineOutcome, datetime], None]] = Hook()
"""Who is called, by the kind of a title's subject, in the transaction of each act that is news of it."""


def tell(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    kind: OutcomeKind,
    at: datetime,
    *,
    was_counted: bool,
    outcome: Outcome | None = None,
    damage: str | None = None,
) -> None:
    """Tell the room that sent `line` on its way, if it listens."""
    listener = LISTENERS.find(line.subject_kind)
    if listener is None or line.subject_id is None:
        return
    told = LineOutcome(
        kind=kind,
        subject_id=line.subject_id,
        consignment_id=consignment.id,
        line_id=line.id,
        copies=line.copies,
        consignor_id=consignment.consignor_id,
        consignee_id=consignment.consignee_id,
        counts=line.counted_at is not None,
        was_counted=was_counted,
        outcome=outcome,
        state=line.state,
        damage=damage,
    )
    listener(session, actor, told, at)
