"""Readers in a list of requests: how each is called, and which requests are of whom somebody looks for."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Role
from library_exchange.loans.models import LoanRequest


def of_a_reader_called(library_id: int, word: str) -> Any:
    """Return the condition that a request is of a reader of the library in whose name or card the folded `word` stands.

    The databases fold Latin letters alone: a Russian name is looked for as it may be written.
    """
    plain = sa.func.replace(sa.func.replace(col(User.name), "ё", "е"), "Ё", "Е")
    called = [
        column.contains(each, autoescape=True)
        for each in sorted({word, word.upper(), word.capitalize()})
        for column in (plain, col(Membership.card_no))
    ]
    readers = sa.select(col(User.id)).join(Membership, _card(library_id)).where(sa.or_(*called))
    return col(LoanRequest.reader_id).in_(readers)


def names_of(session: Session, library_id: int, loan_ids: Sequence[int]) -> Mapping[int, str]:
    """Return of each request that is of a reader what she is called: her name, else her card; one query at most."""
    if not loan_ids:
        return {}
    rows = session.execute(
        sa.select(col(LoanRequest.id), col(User.name), col(Membership.card_no))
        .join(User, col(User.id) == col(LoanRequest.reader_id))
        .join(Membership, _card(library_id), isouter=True)
        .where(col(LoanRequest.library_id) == library_id, col(LoanRequest.id).in_(loan_ids))
    )
    return {loan_id: name or card_no for loan_id, name, card_no in rows if name or card_no}


def _card(library_id: int) -> Any:
    is_hers = sa.and_(col(Membership.user_id) == User.id, col(Membership.role) == Role.READER)
    return sa.and_(is_hers, col(Membership.library_id) == library_id)
