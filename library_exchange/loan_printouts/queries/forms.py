"""What the forms need to know of requests."""

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.consignment_papers.addresses import address_of
from library_exchange.directory.models import Library
from library_exchange.loan_printouts.drawing.forms import Form, Party
from library_exchange.loan_printouts.queries.slips import book_of
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState, Side

Link = Callable[[str], str]
MOST_FORMS = 100
WAITS = (RequestingState.SENT, RequestingState.CONDITION_PENDING, RequestingState.WILL_SUPPLY)
"""Where a request of ours may still be wanted on paper."""


def requests_to_print(session: Session, library_id: int, partner: str | None) -> Sequence[LoanRequest]:
    """Return the requests that the library has sent and that no book has come for, of one partner or all; one query."""
    query = sa.select(LoanRequest).where(
        *(col(LoanRequest.library_id) == library_id, col(LoanRequest.side) == Side.REQUESTING),
        col(LoanRequest.state).in_([str(state) for state in WAITS]),
    )
    if partner:
        query = query.join(Library, col(Library.id) == col(LoanRequest.partner_id)).where(col(Library.code) == partner)
    return session.scalars(query.order_by(col(LoanRequest.partner_id), col(LoanRequest.id)).limit(MOST_FORMS)).all()


def forms_of(session: Session, loans: Sequence[LoanRequest], link: Link) -> list[Form]:
    """Return the forms of `loans`; each library is read once, however many requests there are to it."""
    ids = {each for loan in loans for each in (loan.library_id, loan.partner_id) if each is not None}
    libraries = {one.id: one for one in session.scalars(sa.select(Library).where(col(Library.id).in_(ids)))}
    addresses = {number: address_of(session, library) for number, library in libraries.items()}

    def party(number: int, languages: tuple[str, ...]) -> Party:
        names = (libraries[number].name_in(code) for code in languages)
        return Party(tuple(dict.fromkeys(names)), addresses[number])

    found = []
    for loan in loans:
        ends = (loan.library_id, loan.partner_id)
        borrower, lender = ends if loan.side is Side.REQUESTING else ends[::-1]
        spoken = _languages(*(libraries[each].language for each in (lender, borrower) if each is not None))
        parties = (party(borrower or 0, spoken), party(lender, spoken) if lender else None)
        found.append(_form(loan, libraries, link, spoken, *parties))
    return found


def _languages(*spoken: str) -> tuple[str, ...]:
    """Return the languages of a form: that of the supplying library, of the requesting one; never fewer than two."""
    return tuple(dict.fromkeys([*spoken, "zh", "ru"]))[:2]


def _form(
    loan: LoanRequest,
    libraries: Mapping[int, Library],
    link: Link,
    languages: tuple[str, ...],
    borrower: Party,
    lender: Party | None,
) -> Form:
    home = libraries[loan.library_id]
    asks_from_elsewhere = loan.side is Side.SUPPLYING and loan.partner_id and libraries[loan.partner_id].is_remote
    return Form(
        number=loan.public_no,
        link=link(loan.public_no),
        languages=languages,
        book=book_of(loan),
        borrower=borrower,
        lender=lender,
        sent_on=home.day_at(loan.sent_at or loan.created_at) if lender else None,
        needed_by=loan.needed_by,
        condition=loan.loan_condition,
        checked_on=loan.local_check_on,
        checked_by=loan.checked_by,
        checked_in=tuple(loan.checked_in or ()),
        service=loan.service,
        statement=loan.copyright_statement,
        is_accepted=not asks_from_elsewhere,
    )
