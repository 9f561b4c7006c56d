"""What a librarian wants to see of a list of requests, as conditions on its rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState, Side, State
from library_exchange.loans.rules.due_dates import OUT
from library_exchange.loans.rules.standard_codes import ServiceType


class DueWithin(StrEnum):
    """By when the books of a list are due."""

    OVERDUE = "overdue"
    WEEK = "week"


class Waits(StrEnum):
    """For how long nothing has happened to a request."""

    WEEK = "week"
    MONTH = "month"


WAITS_DAYS = {Waits.WEEK: 7, Waits.MONTH: 30}


@dataclass(frozen=True)
class Sieve:
    """What a librarian wants to see of a list; None lets everything through. `partner` is a library's code."""

    side: Side | None = None
    partner: str | None = None
    state: State | None = None
    due: DueWithin | None = None
    waits: Waits | None = None
    service: ServiceType | None = None

    def conditions(self, today: date) -> list[Any]:
        """Return what a row must fulfil on the day `today`."""
        found = [] if self.side is None else [col(LoanRequest.side) == self.side]
        found += [] if self.service is None else [col(LoanRequest.service) == self.service]
        if self.partner is not None:
            named = sa.select(col(Library.id)).where(col(Library.code) == self.partner)
            found.append(col(LoanRequest.partner_id) == named.scalar_subquery())
        if self.state is not None:
            side = Side.REQUESTING if isinstance(self.state, RequestingState) else Side.SUPPLYING
            found += [col(LoanRequest.side) == side, col(LoanRequest.state) == str(self.state)]
        if self.due is DueWithin.OVERDUE:
            found.append(_late(today))
        if self.due is DueWithin.WEEK:
            in_a_week = today + timedelta(days=7)
            found += [col(LoanRequest.due_on).between(today, in_a_week), col(LoanRequest.closed_at).is_(None)]
        if self.waits is not None:
            since = datetime.combine(today - timedelta(days=WAITS_DAYS[self.waits]), time.min, UTC)
            found.append(col(LoanRequest.touched_at) < since)
        return found


EVERYTHING = Sieve()


def _late(today: date) -> Any:
    late = [
        sa.and_(
            col(LoanRequest.side) == side,
            col(LoanRequest.state).in_([str(s) for s in states]),
            col(LoanRequest.due_on) < today,
        )
        for side, states in OUT.items()
    ]
    return sa.or_(*late)
