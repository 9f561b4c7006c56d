"""What the database itself refuses, whatever the code does; on both kinds of database."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlmodel import col

from library_exchange.core.db import reading, transaction
from library_exchange.ledger.models import Account, Book, Entry, Line, Reason
from tests.ledger.conftest import AT, PIECES


@pytest.fixture
def accounts(post, heihe, amur):
    """The two libraries' accounts, after one entry; by library."""
    post(1, (amur, heihe, 12))
    with reading() as session:
        return dict(session.execute(sa.select(col(Account.library_id), col(Account.id))).all())


def lines(accounts, *amounts, key="k"):
    (first, first_account), (second, second_account) = accounts.items()
    ways = [(first_account, second), (second_account, first)] * 2
    return [
        {"entry_key": key, "account_id": account, "partner_id": partner, "unit": PIECES, "amount": amount}
        for (account, partner), amount in zip(ways, amounts, strict=False)
    ]


def entry(key="k", **more):
    return Entry(
        key=key,
        reason=Reason.RECEIPT,
        reference_kind="test",
        reference_id=key,
        happened_on=date(2026, 1, 1),
        posted_at=AT,
        **more,
    )


@pytest.mark.parametrize("table", [Book, Account, Line, Entry], ids=lambda table: table.__tablename__)
@pytest.mark.parametrize("act", ["update", "delete"])
def test_what_was_written_is_neither_changed_nor_taken_away(accounts, table, act):
    change = sa.delete(table) if act == "delete" else sa.update(table).values(id=col(table.id))
    with pytest.raises(DBAPIError, match="only ever inserted"), transaction() as session:
        session.execute(change)


@pytest.mark.parametrize("amounts", [(5, -4), (5,), (5, -5, 1)])
def test_an_entry_whose_lines_do_not_sum_to_zero_is_refused(accounts, amounts):
    with pytest.raises(DBAPIError, match="sum to zero"), transaction() as session:
        session.execute(sa.insert(Line), lines(accounts, *amounts))
        session.add(entry())


def test_an_entry_without_lines_is_refused(accounts):
    with pytest.raises(DBAPIError, match="sum to zero"), transaction() as session:
        session.add(entry())


def test_lines_without_an_entry_do_not_stay(accounts):
    with pytest.raises(DBAPIError), transaction() as session:
        session.execute(sa.insert(Line), lines(accounts, 5, -5))
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Line)) == 2


def test_an_entry_takes_no_lines_after_it_was_written(accounts):
    with transaction() as session:
        session.execute(sa.insert(Line), lines(accounts, 5, -5))
        session.add(entry())
    with pytest.raises(DBAPIError, match="sealed"), transaction() as session:
        session.execute(sa.insert(Line), lines(accounts, 3, -3))


def test_a_pair_has_one_book_and_so_has_the_network(accounts, heihe, amur):
    first, second = sorted((heihe, amur))
    for values in (
        {"kind": "pair", "first_id": first, "second_id": second},
        {"kind": "pair", "first_id": second, "second_id": first},
        {"kind": "pair", "first_id": first, "second_id": first},
        {"kind": "pair", "first_id": first},
        {"kind": "network", "first_id": first, "second_id": second},
    ):
        with pytest.raises(DBAPIError), transaction() as session:
            session.add(Book(**values))
    with pytest.raises(DBAPIError), transaction() as session:
        session.add_all([Book(kind="network"), Book(kind="network")])


def test_an_entry_is_reversed_once(accounts):
    with reading() as session:
        entry_id = session.scalars(sa.select(col(Entry.id))).one()
    for key, fails in (("a", False), ("b", True)):
        with pytest.raises(DBAPIError) if fails else transaction(), transaction() as session:
            session.execute(sa.insert(Line), lines(accounts, 5, -5, key=key))
            session.add(entry(key, reverses_id=entry_id))
