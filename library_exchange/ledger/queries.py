"""Reading the ledger: balances, statements and sums, each by a fixed number of queries.

Amounts are seen from the library asked about: above zero it has given more than it received, so it is owed.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.directory.models import Library
from library_exchange.ledger import policy
from library_exchange.ledger.models import Account, Book, BookKind, Entry, Line, Reason, Unit
from library_exchange.ledger.rules import NETWORK, Side
from library_exchange.ledger.schemas import Reference

Sums = Mapping[Unit, int]

_TURNOVER = (Reason.RECEIPT, Reason.CLAIM)
_AMOUNT = col(Line.amount)
_IS_GIVEN = sa.case((col(Entry.reverses_id).is_(None), _AMOUNT > 0), else_=_AMOUNT < 0)
_COUNTS = col(Entry.reason).in_(_TURNOVER)
GIVEN = sa.func.coalesce(sa.func.sum(sa.case((sa.and_(_COUNTS, _IS_GIVEN), _AMOUNT), else_=0)), 0)
RECEIVED = sa.func.coalesce(sa.func.sum(sa.case((sa.and_(_COUNTS, sa.not_(_IS_GIVEN)), -_AMOUNT), else_=0)), 0)
BALANCE = sa.func.coalesce(sa.func.sum(_AMOUNT), 0)
FIGURES = (GIVEN, RECEIVED, BALANCE)
"""Given and received count what moved (receipts and claims, less their reversals); the balance counts every line."""


@dataclass(frozen=True)
class Figures:
    """What was given, what was received and what remains owed, all in one unit."""

    given: int
    received: int
    balance: int


# One entry ------------------------------------------------------------------------------------------------------------


def find_entry(session: Session, reference: Reference) -> Entry | None:
    """Return the entry of `reference`, if it was posted."""
    wanted = (col(Entry.reference_kind) == reference.kind, col(Entry.reference_id) == reference.id)
    return session.scalar(sa.select(Entry).where(*wanted))


def entries_of(session: Session, references: Sequence[Reference]) -> list[tuple[Entry, bool]]:
    """Return those entries of `references`, all of one kind, that were posted, in order; and which stand; one query."""
    reversal = aliased(Entry)
    wanted = (
        col(Entry.reference_kind) == references[0].kind,
        col(Entry.reference_id).in_([each.id for each in references]),
    )
    rows = session.execute(
        sa.select(Entry, col(reversal.id).is_(None))
        .outerjoin(reversal, col(reversal.reverses_id) == col(Entry.id))
        .where(*wanted)
        .order_by(col(Entry.id))
    )
    return [(entry, bool(stands)) for entry, stands in rows]


def find_reversal(session: Session, entry: Entry) -> Entry | None:
    """Return the entry that reverses `entry`, if there is one."""
    return session.scalar(sa.select(Entry).where(col(Entry.reverses_id) == entry.id))


def _or_network(library_id: Any) -> Any:
    return sa.func.coalesce(col(library_id), NETWORK)


def sides_of(session: Session, entry: Entry) -> dict[BookKind, tuple[Side, ...]]:
    """Return the lines of `entry` by the kind of their book, in the order of `rules.sides`."""
    rows = session.execute(
        sa.select(
            col(Book.kind), _or_network(Account.library_id), _or_network(Line.partner_id), col(Line.unit), _AMOUNT
        )
        .select_from(Line)
        .join(Account, col(Account.id) == col(Line.account_id))
        .join(Book, col(Book.id) == col(Account.book_id))
        .where(col(Line.entry_key) == entry.key)
    )
    found: dict[BookKind, list[Side]] = defaultdict(list)
    for kind, *side in rows:
        found[kind].append(Side(*side))
    return {kind: tuple(sorted(lines)) for kind, lines in found.items()}


# A pair ---------------------------------------------------------------------------------------------------------------


def _lines(*columns: Any, book: BookKind | None = None) -> Any:
    query = (
        sa.select(*columns)
        .select_from(Line)
        .join(Account, col(Account.id) == col(Line.account_id))
        .join(Entry, col(Entry.key) == col(Line.entry_key))
    )
    if book is None:
        return query
    return query.join(Book, col(Book.id) == col(Account.book_id)).where(col(Book.kind) == book)


def _between(library_id: int, partner_id: int) -> tuple[Any, Any]:
    return col(Account.library_id) == library_id, col(Line.partner_id) == partner_id


def balance(
    session: Session, library_id: int, partner_id: int, book: BookKind = BookKind.PAIR, before: date | None = None
) -> dict[Unit, int]:
    """Return by unit what `partner_id` owes `library_id` in `book`, units at zero left out; one query.

    With `before`, as it stood before that day.
    """
    query = _lines(col(Line.unit), BALANCE, book=book).where(*_between(library_id, partner_id))
    if before is not None:
        query = query.where(col(Entry.happened_on) < before)
    rows = session.execute(query.group_by(col(Line.unit)).having(BALANCE != 0))
    return {unit: int(amount) for unit, amount in rows}


@dataclass(frozen=True)
class StatementLine:
    """One line of a statement, from the first library's side, with the balance of its unit after it."""

    entry_id: int
    happened_on: date
    reason: Reason
    reference: Reference
    unit: Unit
    amount: int
    balance: int
    is_reversal: bool


@dataclass(frozen=True)
class Statement:
    """What two libraries gave each other between two days, seen from the first; opening and closing sums by unit."""

    first_day: date
    last_day: date
    opening: Sums
    lines: tuple[StatementLine, ...]
    closing: Sums

    def of(self, units: Collection[Unit]) -> "Statement":
        """Return what the statement says of some units."""
        opening, closing = ({u: sums[u] for u in sums if u in units} for sums in (self.opening, self.closing))
        lines = tuple(line for line in self.lines if line.unit in units)
        return replace(self, opening=opening, lines=lines, closing=closing)


def statement(
    session: Session,
    actor: Actor,
    library_id: int,
    partner_id: int,
    first_day: date,
    last_day: date,
    book: BookKind = BookKind.PAIR,
) -> Statement:
    """Return the statement of a pair of libraries for the days from `first_day` to `last_day`; at most three queries.

    A line that undoes another one refers to what that one was about. Raises NotFound for who is staff of neither.
    """
    policy.require_reader(actor, (library_id, partner_id))
    opening = balance(session, library_id, partner_id, book, before=first_day)
    rows = session.execute(
        _lines(Entry, col(Line.unit), _AMOUNT, book=book)
        .where(*_between(library_id, partner_id), col(Entry.happened_on).between(first_day, last_day))
        .order_by(col(Entry.happened_on), col(Entry.id), col(Line.unit))
    )
    found = rows.all()
    undone = _references(
        session, {entry.reverses_id for entry, _unit, _amount in found if entry.reverses_id is not None}
    )
    running: dict[Unit, int] = defaultdict(int, opening)
    lines = []
    for entry, unit, amount in found:
        running[unit] += amount
        lines.append(_statement_line(entry, unit, amount, running[unit], undone))
    return Statement(first_day, last_day, opening, tuple(lines), {unit: sum_ for unit, sum_ in running.items() if sum_})


def _references(session: Session, ids: set[int]) -> dict[int, Reference]:
    """Return what entries are about."""
    entries = session.scalars(sa.select(Entry).where(col(Entry.id).in_(ids))) if ids else ()
    return {entry.id: Reference(kind=entry.reference_kind, id=entry.reference_id) for entry in entries}


def _statement_line(
    entry: Entry, unit: Unit, amount: int, after: int, undone: Mapping[int, Reference]
) -> StatementLine:
    own = Reference(kind=entry.reference_kind, id=entry.reference_id)
    return StatementLine(
        entry_id=entry.id,
        happened_on=entry.happened_on,
        reason=entry.reason,
        reference=undone.get(entry.reverses_id or 0, own),
        unit=unit,
        amount=amount,
        balance=after,
        is_reversal=entry.reverses_id is not None,
    )


# Views over many ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartnerFigures:
    """How a library stands with one partner, in one book and unit."""

    partner: Library
    book: BookKind
    unit: Unit
    figures: Figures


def balances_by_partner(session: Session, library_id: int) -> Sequence[PartnerFigures]:
    """Return how `library_id` stands with each partner, in the order in which partners joined; one query.

    What the network itself owes is told by `owed_by_network`.
    """
    rows = session.execute(
        _lines(Library, col(Book.kind), col(Line.unit), *FIGURES)
        .join(Book, col(Book.id) == col(Account.book_id))
        .join(Library, col(Library.id) == col(Line.partner_id))
        .where(col(Account.library_id) == library_id)
        .group_by(col(Library.id), col(Book.kind), col(Line.unit))
        .order_by(col(Library.id), col(Book.kind), col(Line.unit))
    )
    return [PartnerFigures(partner, book, unit, _figures(sums)) for partner, book, unit, *sums in rows]


def owed_by_network(session: Session, library_id: int) -> dict[Unit, int]:
    """Return by unit what all libraries together owe `library_id` in the network's book, zeros left out; one query."""
    query = _lines(col(Line.unit), BALANCE, book=BookKind.NETWORK).where(col(Account.library_id) == library_id)
    rows = session.execute(query.group_by(col(Line.unit)).having(BALANCE != 0))
    return {unit: int(amount) for unit, amount in rows}


def _figures(sums: Sequence[Any]) -> Figures:
    return Figures(*(int(number) for number in sums))


def balances_by_year(
    session: Session, library_id: int, partner_id: int | None = None
) -> dict[tuple[int, Unit], Figures]:
    """Return by year and unit what `library_id` gave, received and gained, with one partner or with all; one query."""
    year = sa.extract("year", col(Entry.happened_on))
    query = _lines(year, col(Line.unit), *FIGURES).where(col(Account.library_id) == library_id)
    if partner_id is not None:
        query = query.where(col(Line.partner_id) == partner_id)
    rows = session.execute(query.group_by(year, col(Line.unit)).order_by(year, col(Line.unit)))
    return {(int(when), unit): _figures(sums) for when, unit, *sums in rows}


def sums_by_reason(
    session: Session, library_id: int, partner_id: int, first_day: date, last_day: date
) -> list[tuple[Reason, Unit, int, int]]:
    """Return by reason and unit what a library gave another and received from it between two days; one query.

    What undoes an entry is taken off the side on which that stood. Only what the two reckon with each other counts.
    """
    given, received = (
        sa.func.coalesce(sa.func.sum(sa.case((side, amount), else_=0)), 0)
        for side, amount in ((_IS_GIVEN, _AMOUNT), (sa.not_(_IS_GIVEN), -_AMOUNT))
    )
    rows = session.execute(
        _lines(col(Entry.reason), col(Line.unit), given, received, book=BookKind.PAIR)
        .where(*_between(library_id, partner_id), col(Entry.happened_on).between(first_day, last_day))
        .group_by(col(Entry.reason), col(Line.unit))
    )
    return [(reason, unit, int(gave), int(got)) for reason, unit, gave, got in rows]


def pairs_with_entries(session: Session, first_day: date, last_day: date) -> list[tuple[int, int]]:
    """Return the pairs of libraries that reckoned something with each other between two days; one query."""
    is_pair = col(Book.kind) == BookKind.PAIR
    rows = session.execute(
        sa.select(col(Book.first_id), col(Book.second_id))
        .join(Account, col(Account.book_id) == col(Book.id))
        .join(Line, col(Line.account_id) == col(Account.id))
        .join(Entry, col(Entry.key) == col(Line.entry_key))
        .where(is_pair, col(Entry.happened_on).between(first_day, last_day))
        .distinct()
        .order_by(col(Book.first_id), col(Book.second_id))
    )
    return [(first, second) for first, second in rows]
