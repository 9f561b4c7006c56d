"""What stands on the papers that go with a book; no reader has a place on those that leave the library."""

from dataclasses import dataclass
from datetime import date

from library_exchange.consignment_papers.addresses import Address
from library_exchange.loans.rules.standard_codes import LoanCondition
from library_exchange.loans.schemas import Part
from library_exchange.shipping.rules.codes import Mode


@dataclass(frozen=True)
class Book:
    """The book as it is written in every script that is known, and where it stands.

    `titles` has the original first; `by` is authors, imprint and ISBN; `part` is what is to be copied, `pages` the same
    in one line.
    """

    titles: tuple[str, ...]
    by: str
    call_number: str | None
    barcode: str | None
    note: str | None = None
    part: Part | None = None

    @property
    def pages(self) -> str | None:
        """The part that is to be copied, in one line; its codes need no translation."""
        return self.part.in_one_line if self.part else None


@dataclass(frozen=True)
class PullSlip:
    """One book to be fetched from the shelf; `partner` is the name of the library that it goes to, in each language.

    `link` is the address of the request's page, which the QR code bears.
    """

    number: str
    link: str
    book: Book
    partner: tuple[str, ...]
    needed_by: date | None


@dataclass(frozen=True)
class Companion:
    """What goes with one book to the other library, or back.

    Before it is sent, its due date `is_proposed`: the step that sends it may give another one. `pieces` tells how many
    books lie in the parcel: those of a set are counted one by one, as in a consignment.
    """

    number: str
    link: str
    book: Book
    sender: Address
    addressee: Address
    lender: Address
    borrower: Address
    due_on: date | None
    is_proposed: bool
    condition: LoanCondition | None
    method: Mode | None
    tracking_no: str | None
    pieces: int = 1


@dataclass(frozen=True)
class DeskSlip:
    """What lies in the book at the reader's desk of the library that borrowed it, and stays in that library."""

    companion: Companion
    reader: str
    card_no: str | None
