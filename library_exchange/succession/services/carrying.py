"""What a successor has accepted is carried over, kind by kind, and partners are told."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.leaving.models import Departure
from library_exchange.leaving.rules import DepartureState
from library_exchange.succession.models import Succession
from library_exchange.succession.queries import takes_over
from library_exchange.succession.rules import Kind
from library_exchange.succession.services import deals, holdings, letters, loans

Carried = list[tuple[int, int]]
"""The number of each thing carried over, with the partner that is told of it; 0 for none."""
Carry = Callable[[Session, Actor, Succession, datetime], Carried]


CARRIES: Mapping[Kind, Carry] = {
    Kind.LENT: loans.carry_lent,
    Kind.BORROWED: loans.carry_borrowed,
    Kind.CONSIGNMENTS: loans.carry_consignments,
    Kind.AGREEMENTS: deals.carry_agreements,
    Kind.ACCOUNTS: deals.carry_balances,
    Kind.OFFERS: deals.carry_offers,
    Kind.WANTS: deals.carry_wants,
    Kind.HOLDINGS: holdings.carry_holdings,
}
"""How each kind is carried over."""


def carry_over(session: Session, actor: Actor, row: Succession, at: datetime) -> None:
    """Carry over what can go now, if nothing new begins with the library that leaves; tell both sides and partners.

    Repeating it carries over what was under way before, and changes nothing where nothing is left. Nothing goes to a
    successor that leaves itself.
    """
    departure = session.get_one(Departure, row.departure_id, with_for_update=True)
    if departure.state is not DepartureState.CLOSING or not takes_over(session, row):
        return
    carried = {kind: CARRIES[kind](session, actor, row, at) for kind in Kind if kind in row.taken}
    found = {kind.value: [number for number, _partner in each] for kind, each in carried.items() if each}
    if found:
        counts = {name: row.moved.get(name, 0) + len(numbers) for name, numbers in found.items()}
        row.moved = {**row.moved, **counts}
        audit.record(session, actor, "succession.carried", "succession", row.id, at=at, **found)
        letters.tell_carried(session, row, carried)
    if row.carried_at is None:
        row.carried_at = at
