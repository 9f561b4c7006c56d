"""Readers in a list of requests: how each is called, and which requests are of whom somebody looks for."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.looked_for import NAME, named, phoned, spelt, without_spaces
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.queries import KnownReader, readers_called
from library_exchange.core.actor import Role
from library_exchange.core.text import narrow
from library_exchange.holdings.queries.scanned_codes import readings
from library_exchange.loans.models import LoanRequest


def of_a_reader_called(library_id: int, word: str) -> Any:
    """Return the condition that a request is of a reader of the library in whose name or card the folded `word` stands.

    It may be the initial of one of her names.
    """
    return _is_of(library_id, sa.or_(spelt(word, NAME, without_spaces(NAME), col(Membership.card_no)), named(word)))


def of_a_reader_phoned(library_id: int, words: str) -> Any:
    """Return the condition that a request is of a reader with this telephone number; None if it is none."""
    phone = phoned(words)
    return None if phone is None else _is_of(library_id, phone)


def find_reader_of_card(session: Session, library_id: int, code: str) -> KnownReader | None:
    """Return the library's reader whose card was scanned; None if it is nobody's."""
    codes = {narrow(each).casefold() for each in readings(code)}
    found = readers_called(session, library_id, code, 1) if codes else []
    return next((each for each in found if each.card_no and narrow(each.card_no).casefold() in codes), None)


def _is_of(library_id: int, condition: Any) -> Any:
    readers = sa.select(col(User.id)).join(Membership, _card(library_id)).where(condition)
    return col(LoanRequest.reader_id).in_(readers)


def called(library_id: int) -> Any:
    """Return the column that says what the reader of a request is called: by her name, else by her card."""
    return (
        sa.select(sa.func.coalesce(sa.func.nullif(NAME, ""), col(Membership.card_no)))
        .select_from(User)
        .join(Membership, _card(library_id), isouter=True)
        .where(col(User.id) == col(LoanRequest.reader_id))
        .correlate(LoanRequest)
        .scalar_subquery()
    )


def _card(library_id: int) -> Any:
    is_hers = sa.and_(col(Membership.user_id) == User.id, col(Membership.role) == Role.READER)
    return sa.and_(is_hers, col(Membership.library_id) == library_id)
