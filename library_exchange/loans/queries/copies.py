"""Free copies and the libraries that have them; asked of the tables, never of the search index."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Holding, Item, LocalState
from library_exchange.catalogue.queries.availability import promised
from library_exchange.directory.fees import fees_for
from library_exchange.directory.lending import is_not_connected
from library_exchange.directory.models import Library
from library_exchange.directory.queries import calendars_of
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side, SupplyingState
from library_exchange.loans.rules.rota import BALANCE_DAYS, Standing, arrival, in_order
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.steps import HOLDS_ITEM
from library_exchange.shipping.queries.carriers import carriers

HELD = sa.and_(col(LoanRequest.side) == Side.SUPPLYING, col(LoanRequest.state).in_([str(s) for s in HOLDS_ITEM]))
"""The rows that keep a copy from being promised again."""
BALANCE = timedelta(days=BALANCE_DAYS)


def _is_free() -> Any:
    return sa.and_(col(Item.local_state) == LocalState.ON_SHELF, sa.not_(promised()))


def promised_items() -> sa.Select[Any]:
    """Return a query of the ids of the items promised or lent to a partner; the catalogue's availability asks it."""
    return sa.select(col(LoanRequest.item_id)).where(HELD, col(LoanRequest.item_id).is_not(None))


def held_item_ids(session: Session, item_ids: Iterable[int]) -> set[int]:
    """Return those of `item_ids` that are promised or lent to a partner, or given away in an exchange."""
    wanted = sa.select(col(Item.id)).where(col(Item.id).in_(list(item_ids)), promised())
    return {found for found in session.scalars(wanted) if found}


def was_lost_by_another(session: Session, loan: LoanRequest) -> bool:
    """Whether the copy of a request of the own library was lost or written off in another one."""
    others = (col(LoanRequest.library_id) == loan.library_id, col(LoanRequest.id) != loan.id)
    lost = (col(LoanRequest.item_id) == loan.item_id, col(LoanRequest.state) == SupplyingState.LOST)
    return session.scalars(sa.select(col(LoanRequest.id)).where(*others, *lost).limit(1)).first() is not None


@dataclass(frozen=True)
class Copy:
    """A copy that a library may promise."""

    item_id: int
    number: int
    barcode: str | None
    call_number: str | None


def free_copies(session: Session, library_id: int, record_id: int | None) -> list[Copy]:
    """Return the library's copies of the record that stand on the shelf and are promised to nobody."""
    if record_id is None:
        return []
    # The sum keeps SQLite from going through all copies of the library: those of one record are few.
    is_here = col(Item.library_id) + 0 == library_id
    rows = session.execute(
        sa.select(col(Item.id), col(Item.number), col(Item.barcode), col(Holding.call_number))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(is_here, col(Holding.record_id) == record_id, _is_free())
        .order_by(col(Holding.id), col(Item.number))
    )
    return [Copy(*row) for row in rows]


def lacks_a_copy() -> Any:
    """Return the condition that a request of a book that we catalogued is to be promised, and no copy of it is free."""
    free = (
        sa.select(col(Item.id))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(
            col(Item.library_id) + 0 == col(LoanRequest.library_id),
            col(Holding.record_id) == col(LoanRequest.record_id),
        )
        .where(_is_free())
        .correlate(LoanRequest)
        .exists()
    )
    asked = (col(LoanRequest.side) == Side.SUPPLYING, col(LoanRequest.state) == str(SupplyingState.NEW))
    return sa.and_(*asked, col(LoanRequest.service) == ServiceType.LOAN, col(LoanRequest.record_id).is_not(None), ~free)


@dataclass(frozen=True)
class Candidate:
    """A library that could supply a record now, and what it is ranked by."""

    library: Library
    free_copies: int
    standing: Standing
    is_copy: bool

    def reasons(self) -> dict[str, Any]:
        """Return the facts of the rank, to be kept and shown."""
        return {
            "free_copies": self.free_copies,
            "same_country": self.standing.is_same_country,
            "arrives_on": self.standing.arrives_on.isoformat(),
            "lent": self.standing.lent,
            "borrowed": self.standing.borrowed,
            "active_loans": self.standing.active_loans,
            "fee_minor": self.standing.fee_minor,
            "fee_currency": self.standing.fee_currency,
            "is_copy": self.is_copy,
        }


def find_call_number(session: Session, library_id: int, record_id: int | None) -> str | None:
    """Return where the library's copies of the record stand, None where nobody has noted it."""
    wanted = (col(Holding.library_id) == library_id, col(Holding.record_id) == record_id)
    return session.scalar(sa.select(col(Holding.call_number)).where(*wanted).order_by(col(Holding.id)).limit(1))


def barcode_of(session: Session, loan: LoanRequest) -> str | None:
    """Return the barcode of the copy promised to a request, None for no copy or one without a number."""
    item = session.get(Item, loan.item_id) if loan.item_id else None
    return item.barcode if item else None


def candidates(
    session: Session, home: Library, record_id: int, at: datetime, without: Iterable[int] = (), *, is_copy: bool = False
) -> list[Candidate]:
    """Return the other libraries with a free copy of the record, best first; those in `without` are left out.

    Asked of the catalogue's tables, never of the search index; five queries however many libraries there are.
    """
    free = (
        sa.select(col(Item.library_id).label("library_id"), sa.func.count().label("copies"))
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Holding.record_id) == record_id, _is_free())
        .group_by(col(Item.library_id))
        .subquery()
    )
    loans = (
        sa.select(sa.func.count())
        .select_from(LoanRequest)
        .where(col(LoanRequest.library_id) == col(Library.id), HELD)
        .correlate(Library)
        .scalar_subquery()
    )
    rows = session.execute(
        sa.select(Library, free.c.copies, loans)
        .join(free, free.c.library_id == col(Library.id))
        .where(col(Library.lends), col(Library.id).not_in([home.id, *without]))
    ).all()
    today = home.day_at(at)
    moved = _moved(session, [row[0].id for row in rows], at)
    fees = fees_for(session, [row[0] for row in rows], home.id, is_copy=is_copy)
    calendars, known = calendars_of(session, [home, *(row[0] for row in rows)]), carriers(session)
    found = {}
    for library, free_copies, active_loans in rows:
        is_near = library.country == home.country
        transit_days = 0 if is_copy else known.days(library, home)  # no post takes a copy of pages
        arrives_on = arrival(today, calendars[library.id], transit_days, calendars[home.id])
        lent, borrowed = moved[library.id, Side.SUPPLYING], moved[library.id, Side.REQUESTING]
        standing = Standing(library.code, is_near, arrives_on, lent, borrowed, active_loans, *fees[library.id])
        found[library.code] = Candidate(library, free_copies, standing, is_copy)
    return [found[one.code] for one in in_order([each.standing for each in found.values()], today)]


def _moved(session: Session, library_ids: list[int], at: datetime) -> Counter[tuple[int, Side]]:
    """Count the books that libraries have lent and borrowed in the last year; no query for none."""
    if not library_ids:
        return Counter()
    rows = session.execute(
        sa.select(col(LoanRequest.library_id), col(LoanRequest.side), sa.func.count())
        .where(col(LoanRequest.library_id).in_(library_ids), col(LoanRequest.side).in_(list(Side)))
        .where(col(LoanRequest.shipped_at) > at - BALANCE)
        .group_by(col(LoanRequest.library_id), col(LoanRequest.side))
    )
    return Counter({(library_id, side): count for library_id, side, count in rows})


def other_lenders(session: Session, home: Library, without: Iterable[int] = ()) -> list[Library]:
    """Return the libraries that lend and can be asked, members first."""
    wanted = (col(Library.id).not_in(list(without)), sa.not_(is_not_connected()))
    return list(session.scalars(lenders(home).where(*wanted)))


def lenders(home: Library) -> Any:
    """Select the libraries other than `home` that lend, members first, then those of its country."""
    order = (col(Library.is_remote), col(Library.country) != home.country, col(Library.code))
    return sa.select(Library).where(col(Library.lends), col(Library.id) != home.id).order_by(*order)
