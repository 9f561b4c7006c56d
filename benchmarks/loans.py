"""Loans through the whole machine for each second of CPU, with few and with many other open requests beside them.

`python -m benchmarks.loans` sends 60 books there and back between two libraries of the platform, beside no, 100, 1,000
and 10,000 other open requests, and prints what a loan costs and where the time goes. Every step is an act of its own,
as a page takes it; messages and letters go through the outbox, which is carried out after each step. CPU is that of
this process; the last column compares with a bare route in the same run. The first loans, in which each query and
translation is met for the first time, are counted apart.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Callable

import sqlalchemy as sa
from rich.table import Table
from sqlmodel import Session, col

from benchmarks.ground import console, drain, fresh_app
from benchmarks.iso18626 import bare
from benchmarks.open_requests import Desks, add_books, add_open_requests, open_desks
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, RequestingState, Side, SupplyingState
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting

OTHERS = (0, 100, 1_000, 10_000)
FIRST_BOOK = 100_000
FIRST_LOANS = 3
MESSAGES, SQL = "of it: messages and letters", "of it: statements of the database"
WAY: tuple[tuple[Side, Action], ...] = (
    (Side.REQUESTING, Action.SEND),
    (Side.SUPPLYING, Action.WILL_SUPPLY),
    (Side.SUPPLYING, Action.FOUND),
    (Side.SUPPLYING, Action.SHIP),
    (Side.REQUESTING, Action.RECEIVE),
    (Side.REQUESTING, Action.CHECK_OUT),
    (Side.REQUESTING, Action.PATRON_RETURNED),
    (Side.REQUESTING, Action.SHIP_RETURN),
    (Side.SUPPLYING, Action.CHECK_IN),
)
"""What is done on the way of a book there and back after the reader has asked, and on whose side."""


class Ledger:
    """CPU seconds by what they were spent on, of so many loans."""

    def __init__(self) -> None:
        self.cpu_s: dict[str, float] = defaultdict(float)
        self.statements = 0
        self._sent_at = 0.0

    def timed(self, name: str, call: Callable[[], object]) -> None:
        begun = time.process_time()
        call()
        self.cpu_s[name] += time.process_time() - begun

    def before(self, *_args: object) -> None:
        self._sent_at = time.process_time()

    def after(self, *_args: object) -> None:
        self.cpu_s[SQL] += time.process_time() - self._sent_at
        self.statements += 1


def step_of(desks: Desks, number: int, side: Side, action: Action) -> None:
    """Take one step on one library's side of the request for the book `number`, as its librarian."""
    librarian = desks.borrower if side is Side.REQUESTING else desks.lender
    given = {
        Action.SEND: StepInput(supplier_id=desks.supplying),
        Action.WILL_SUPPLY: StepInput(item_id=number),
        Action.SHIP: StepInput(method="post"),
        Action.SHIP_RETURN: StepInput(method="post"),
    }
    with transaction() as session:
        loan = _row(session, librarian, number)
        steps.take_step(session, librarian, loan, action, given.get(action, StepInput()), now())


def _row(session: Session, librarian: Actor, number: int) -> LoanRequest:
    mine = (col(LoanRequest.library_id) == librarian.library_id, col(LoanRequest.record_id) == number)
    return session.scalars(sa.select(LoanRequest).where(*mine)).one()


def _ask(desks: Desks, number: int) -> None:
    with transaction() as session:
        requesting.ask(session, desks.reader, NewRequest(record_id=number), now())


def lend(desks: Desks, numbers: range) -> Ledger:
    """Send the books there and back; return what it cost. Raises SystemExit if one has not come back."""
    found, engine = Ledger(), database().engine
    listeners = (("before_cursor_execute", found.before), ("after_cursor_execute", found.after))
    for event, call in listeners:
        sa.event.listen(engine, event, call)
    for number in numbers:
        found.timed("ask", lambda number=number: _ask(desks, number))  # type: ignore[misc]
        found.timed(MESSAGES, drain)
        for side, action in WAY:
            found.timed(str(action), lambda n=number, s=side, a=action: step_of(desks, n, s, a))  # type: ignore[misc]
            found.timed(MESSAGES, drain)
    for event, call in listeners:
        sa.event.remove(engine, event, call)
    ended = sa.select(col(LoanRequest.state)).where(col(LoanRequest.record_id).in_(list(numbers))).distinct()
    with database().reading() as session:
        if set(session.scalars(ended)) != {str(RequestingState.COMPLETED), str(SupplyingState.COMPLETED)}:
            raise SystemExit("not every book has come back")
    return found


def measure(others: int, count: int) -> dict[str, float]:
    """Return the CPU seconds of one loan beside `others` open requests, by what they are spent on."""
    with fresh_app() as (app, _folder):
        desks = open_desks()
        add_open_requests(desks, others)
        add_books(desks.supplying, FIRST_BOOK, count + FIRST_LOANS)
        drain()
        first = lend(desks, range(FIRST_BOOK, FIRST_BOOK + FIRST_LOANS))
        found = lend(desks, range(FIRST_BOOK + FIRST_LOANS, FIRST_BOOK + FIRST_LOANS + count))
        spent = {name: seconds / count for name, seconds in found.cpu_s.items()}
        total = sum(seconds for name, seconds in spent.items() if name != SQL)
        first_total = sum(seconds for name, seconds in first.cpu_s.items() if name != SQL) / FIRST_LOANS
        return (
            {"bare route": bare(app), "first loans": first_total, "one loan": total}
            | spent
            | {"statements": found.statements / count}
        )


def report(found: dict[int, dict[str, float]], show: Callable[[object], None]) -> None:
    """Show what a loan costs beside each number of other requests, then where the time goes."""
    whole = Table("other open requests", "CPU ms", "for each CPU second", "÷ bare route", "first loans", "statements")
    for others, spent in found.items():
        loan, bare_s = spent["one loan"], spent["bare route"]
        cells = (f"{loan * 1000:.1f}", f"{1 / loan:.1f}", f"{loan / bare_s:.0f}", f"{spent['first loans'] * 1000:.0f}")
        whole.add_row(f"{others:,}", *cells, f"{spent['statements']:.0f}")
    show(whole)
    parts = Table("CPU ms of one loan", *(f"{others:,}" for others in found))
    for name in [name for name in next(iter(found.values())) if name not in ("bare route", "statements")]:
        parts.add_row(name, *(f"{spent[name] * 1000:.1f}" for spent in found.values()))
    show(parts)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=60, help="loans beside each number of other requests")
    count = parser.parse_args().count
    report({others: measure(others, count) for others in OTHERS}, console.print)


if __name__ == "__main__":
    main()
