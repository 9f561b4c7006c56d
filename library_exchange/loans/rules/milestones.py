"""Milestones of a loan's way, as its page shows them."""

from enum import StrEnum

from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import Side, State
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.standard_codes import ServiceType


class Milestone(StrEnum):
    """One span of the bridge on a loan's page."""

    ASKED = "asked"
    AGREED = "agreed"
    SHIPPED = "shipped"
    RECEIVED = "received"
    IN_USE = "in_use"
    RETURNED = "returned"
    DELIVERED = "delivered"
    READ = "read"


WAY: dict[ServiceType, tuple[Milestone, ...]] = {
    ServiceType.LOAN: tuple(each for each in Milestone if each not in (Milestone.DELIVERED, Milestone.READ)),
    ServiceType.COPY: (Milestone.ASKED, Milestone.AGREED, Milestone.DELIVERED, Milestone.READ),
}
"""The milestones of each service, in the order of its way."""
OF_THE_LENDER: dict[ServiceType, tuple[Milestone, ...]] = WAY | {ServiceType.COPY: WAY[ServiceType.COPY][:-1]}
"""The same as far as the supplying library knows it: whether its copy is read, nobody tells it."""
IF_IT_CAME = (Milestone.RECEIVED, Milestone.IN_USE)
"""What only a book that came has crossed."""
OF_A_COPY = {Milestone.SHIPPED: Milestone.DELIVERED}
"""Which milestone of a copy stands where a loan has another one."""


MILESTONE_OF: dict[Side, dict[State, Milestone]] = {
    Side.REQUESTING: {
        R.REVIEW: Milestone.ASKED,
        R.READER_ASKED: Milestone.ASKED,
        R.SENT: Milestone.AGREED,
        R.CONDITION_PENDING: Milestone.AGREED,
        R.RETRY_PENDING: Milestone.AGREED,
        R.REFUSED: Milestone.AGREED,
        R.WILL_SUPPLY: Milestone.SHIPPED,
        R.CANCEL_PENDING: Milestone.SHIPPED,
        R.DELIVERED: Milestone.READ,
        R.SHIPPED: Milestone.RECEIVED,
        R.RECEIVED: Milestone.IN_USE,
        R.WITH_READER: Milestone.IN_USE,
        R.TO_RETURN: Milestone.RETURNED,
        R.RETURN_SHIPPED: Milestone.RETURNED,
        R.FORWARDED: Milestone.RETURNED,
        R.LOST_CLAIMED: Milestone.RETURNED,
        R.DAMAGE_CLAIMED: Milestone.RETURNED,
    },
    Side.SUPPLYING: {
        S.NEW: Milestone.AGREED,
        S.AWAITING_CONDITION: Milestone.AGREED,
        S.TO_PICK: Milestone.SHIPPED,
        S.TO_SHIP: Milestone.SHIPPED,
        S.CANCEL_ASKED: Milestone.SHIPPED,
        S.SHIPPED: Milestone.RECEIVED,
        S.ON_LOAN: Milestone.IN_USE,
        S.RETURNING: Milestone.RETURNED,
        S.LOST_CLAIMED: Milestone.RETURNED,
        S.DAMAGE_CLAIMED: Milestone.RETURNED,
    },
}


def milestones(
    side: Side, state: State, service: ServiceType = ServiceType.LOAN, has_come: bool = True, was_lent: bool = True
) -> tuple[tuple[Milestone, ...], Milestone | None, tuple[Milestone, ...]]:
    """Return the milestones crossed, the present one and those ahead.

    A completed request has crossed all that its `side` knows of; one that ended otherwise has no milestones left to
    show. A parcel of which nobody has said that it came, or that it was sent back, was neither received nor read,
    and a book that the borrower sent back without handing it out was not used.
    """
    missed = (*(() if has_come else IF_IT_CAME), *(() if was_lent else (Milestone.IN_USE,)))
    every = (OF_THE_LENDER if side is Side.SUPPLYING else WAY)[service]
    if state in (R.COMPLETED, S.COMPLETED, S.COPY_COMPLETED):
        return _without(missed, every), None, ()
    here = MILESTONE_OF[side].get(state)
    if here is None:
        return (), None, ()
    here = OF_A_COPY.get(here, here) if service is ServiceType.COPY else here
    at = every.index(here)
    return _without(missed, every[:at]), here, every[at + 1 :]


def _without(missed: tuple[Milestone, ...], crossed: tuple[Milestone, ...]) -> tuple[Milestone, ...]:
    return tuple(each for each in crossed if each not in missed)
