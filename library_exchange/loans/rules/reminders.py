"""The ladder of letters before and after a due date: to whom, how many days after it, and which letter."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from library_exchange.loans.rules.codes import DueState, Side, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S


class Addressee(StrEnum):
    """Who is reminded: the reader and the library that borrows by its own row, the lending library by its own."""

    READER = "reader"
    BORROWER = "borrower"
    LENDER = "lender"


@dataclass(frozen=True)
class Rung:
    """One letter: `days` after the due date (before it, if negative)."""

    days: int
    to: Addressee
    letter: str


READER_ANSWERS_DAYS = 10
"""How many days a reader has to answer what her library asks; then the request goes back to staff."""
LADDER = (
    Rung(-7, Addressee.READER, "reader_due_soon"),
    Rung(1, Addressee.READER, "reader_overdue"),
    Rung(1, Addressee.BORROWER, "overdue"),
    Rung(8, Addressee.READER, "reader_overdue"),
    Rung(8, Addressee.LENDER, "lent_overdue"),
    Rung(15, Addressee.READER, "reader_overdue"),
    Rung(15, Addressee.BORROWER, "overdue"),
    Rung(29, Addressee.READER, "reader_overdue"),
    Rung(29, Addressee.LENDER, "lent_overdue_long"),
)
FIRST_DAYS = min(rung.days for rung in LADDER)
REMINDED: dict[tuple[Side, Addressee], tuple[State, ...]] = {
    (Side.REQUESTING, Addressee.READER): (R.WITH_READER,),
    (Side.REQUESTING, Addressee.BORROWER): (R.RECEIVED, R.WITH_READER, R.TO_RETURN),
    (Side.SUPPLYING, Addressee.LENDER): (S.SHIPPED, S.ON_LOAN),
}
"""Whose row reminds whom, as long as the book is where that addressee can do something."""
STOPPED = (DueState.NONE, DueState.RENEW_ASKED, DueState.HOLD_RETURN)
"""How a due date stands that nobody is reminded of: an answer is awaited, or the book is to be kept."""


def letters_due(
    side: Side, state: State, due: DueState, due_on: date | None, reminded_days: int | None, today: date
) -> tuple[int | None, dict[Addressee, str]]:
    """Return how far up the ladder a row stands on the day `today`, and the letter for each addressee, at most one.

    `reminded_days` is how far it stood after the last reminder of this due date. Where nights were missed only the last
    letter is written; a date that was set anew begins from the first rung.
    """
    if due in STOPPED or due_on is None:
        return reminded_days, {}
    days = (today - due_on).days
    reached = [rung for rung in LADDER if rung.days <= days and (reminded_days is None or rung.days > reminded_days)]
    letters = {rung.to: rung.letter for rung in reached if state in REMINDED.get((side, rung.to), ())}
    return (reached[-1].days if reached else reminded_days), letters
