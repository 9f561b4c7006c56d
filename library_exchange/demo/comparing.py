"""Last year's account of two libraries of the demonstration: one side has agreed, the other is asked."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor, Role, clock
from library_exchange.demo.exchanging import PAIR
from library_exchange.ledger.models import Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import post
from library_exchange.reconciliation import queries, rules
from library_exchange.reconciliation.schemas import NewReconciliation, StepInput
from library_exchange.reconciliation.services import answering, preparing

ENTERED = (
    (-2, (12, 20), True, 6, Reason.OPENING),
    (-1, (4, 14), True, 12, Reason.RECEIPT),
    (-1, (10, 9), False, 14, Reason.RECEIPT),
    (-1, (12, 15), False, 4, Reason.SETTLE),
)
"""What was entered before this site was there: year, month and day, whether the first library gave, copies, why."""


def fill(session: Session, actors: Mapping[tuple[str, Role], Actor], now: datetime) -> None:
    """Enter what the two exchanged last year, and let the second agree to it."""
    first, second = (actors[code, Role.LIBRARIAN] for code in PAIR)
    ends = (first.library_id or 0, second.library_id or 0)
    for number, (years, (month, day), is_first, copies, reason) in enumerate(ENTERED, start=1):
        giver, receiver = ends if is_first else ends[::-1]
        given = Given(giver_id=giver, receiver_id=receiver, unit=Unit.PIECES, amount=copies)
        about = Reference(kind="paper", id=f"{'-'.join(PAIR)}-{number}")
        on = date(now.year + years, month, day)
        post(session, clock(), Posting(reason=reason, reference=about, happened_on=on, given=(given,)), now)
    asked = NewReconciliation(partner_id=ends[0], year=now.year - 1)
    made = preparing.begin(session, second, asked, now)
    seen = StepInput(seen=rules.mark_of(queries.figures(session, made)))
    answering.agree(session, second, made, seen, now)
