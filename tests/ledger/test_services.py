"""The verbs of the ledger, on both databases: posted once, undone by an entry."""

from datetime import date

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import col, select

from library_exchange.core.actor import ANONYMOUS, Actor, Role, partner
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.ledger import queries, services
from library_exchange.ledger.models import Account, Book, BookKind, Entry, Line, Reason, Unit
from library_exchange.ledger.schemas import Given, Reference
from tests.ledger.conftest import AT, PIECES, posting, staff

DAY = date(2026, 12, 31)


def owed(creditor, debtor, book=BookKind.PAIR):
    with reading() as session:
        return queries.balance(session, creditor, debtor, book)


def count(table):
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table))


def about(number):
    return Reference(kind="settlement", id=str(number))


def test_books_received_are_owed_on_one_side_and_due_on_the_other(post, heihe, amur):
    post(1, (amur, heihe, 12))
    post(2, (heihe, amur, 5), (heihe, amur, 4000, Unit.CNY))
    assert owed(amur, heihe) == {PIECES: 7, Unit.CNY: -4000}
    assert owed(heihe, amur) == {PIECES: -7, Unit.CNY: 4000}
    assert owed(heihe, amur, BookKind.NETWORK) == {}


def test_one_entry_may_concern_several_libraries(post, heihe, amur, chita):
    post(1, (heihe, amur, 3), (heihe, chita, 2), (chita, amur, 1))
    assert (owed(heihe, amur), owed(heihe, chita), owed(amur, chita)) == ({PIECES: 3}, {PIECES: 2}, {PIECES: -1})
    assert (count(Entry), count(Line)) == (1, 6)


def test_the_network_s_book_is_another_one(post, heihe, amur, chita):
    post(1, (heihe, amur, 3), (amur, chita, 2), book=BookKind.NETWORK)
    assert owed(heihe, amur) == {}
    network = [owed(one, other, BookKind.NETWORK) for one, other in ((heihe, amur), (amur, chita), (chita, heihe))]
    assert network == [{PIECES: 3}, {PIECES: 2}, {}]


def test_the_same_parcel_counts_once(post, heihe, amur):
    first = post(1, (amur, heihe, 12), actor=staff(heihe))
    again = post(1, (amur, heihe, 7), (amur, heihe, 5), actor=partner(amur))
    assert (again.id, count(Entry), owed(amur, heihe)) == (first.id, 1, {PIECES: 12})
    with reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject == "ledger_entry")).all()
    assert [(one.action, one.library_id, one.subject_id) for one in entries] == [("post", heihe, first.id)]


@pytest.mark.parametrize(
    "change",
    [{"on": date(2026, 5, 5)}, {"reason": Reason.CLAIM}, {"book": BookKind.NETWORK}, {"amount": 11}, {"turned": True}],
    ids=str,
)
def test_a_parcel_that_was_entered_cannot_be_entered_otherwise(post, heihe, amur, change):
    post(1, (amur, heihe, 12))
    change = dict(change)
    moved = (heihe, amur, 12) if change.pop("turned", False) else (amur, heihe, change.pop("amount", 12))
    with pytest.raises(Conflict, match="reference-taken"):
        post(1, moved, **change)
    assert owed(amur, heihe) == {PIECES: 12}


def test_who_is_no_party_cannot_post(post, heihe, amur, chita):
    reader = Actor("person", library_id=heihe, user_id=3, roles=frozenset({Role.READER}))
    for stranger in (staff(chita), partner(chita), reader, ANONYMOUS):
        with pytest.raises(Forbidden):
            post(1, (amur, heihe, 12), actor=stranger)
    assert count(Entry) == count(Line) == 0


def test_nothing_and_less_than_nothing_is_no_gift(post, heihe, amur):
    for amount in (0, -3, 1.5, 10**13):
        with pytest.raises(ValidationError):
            Given(giver_id=amur, receiver_id=heihe, unit=PIECES, amount=amount)
    with pytest.raises(ValidationError):
        Given(giver_id=amur, receiver_id=amur, unit=PIECES, amount=1)
    with pytest.raises(Conflict, match="nothing-moves"):
        post(1, (amur, heihe, 1), (heihe, amur, 1))


def test_a_library_that_does_not_exist_has_no_account(post, heihe):
    with pytest.raises(NotFound):
        post(1, (heihe, 999, 1))
    assert count(Line) == 0


def test_two_libraries_that_agree_have_an_account_each_before_anything_moves_and_no_second_one(app, heihe, amur):
    for _time in range(2):
        with transaction() as session:
            services.open_accounts(session, staff(heihe), heihe, amur)
    with reading() as session:
        assert sorted(session.scalars(select(Account.library_id))) == sorted((heihe, amur))
    assert count(Book) == 1


def test_a_mistake_is_corrected_by_an_entry_that_undoes_it(post, heihe, amur, chita):
    wrong = post(1, (amur, heihe, 12))
    with pytest.raises(Forbidden), transaction() as session:
        services.reverse(session, staff(chita), wrong, DAY, AT)
    with transaction() as session:
        undone = services.reverse(session, staff(heihe), wrong, DAY, AT)
    assert (undone.reverses_id, undone.reason, owed(amur, heihe)) == (wrong.id, Reason.RECEIPT, {})
    with transaction() as session:
        assert services.reverse(session, staff(amur), wrong, date(2027, 1, 1), AT).id == undone.id
    with pytest.raises(Conflict, match="is-a-reversal"), transaction() as session:
        services.reverse(session, staff(heihe), undone, DAY, AT)
    assert count(Entry) == 2
    with reading() as session:
        figures = queries.balances_by_year(session, amur)
    assert [(one.given, one.received, one.balance) for one in figures.values()] == [(0, 0, 0)]


def test_an_entry_is_found_by_what_it_is_about(post, heihe, amur):
    entry = post(1, (amur, heihe, 12))
    with reading() as session:
        found = queries.find_entry(session, Reference(kind=entry.reference_kind, id=entry.reference_id))
        assert found is not None
        assert found.id == entry.id
        assert queries.find_entry(session, Reference(kind="parcel", id="2")) is None
        stored = session.scalars(sa.select(col(Entry.posted_at))).one()
    assert stored == AT


def test_a_posting_is_plain_data():
    made = posting(1, (2, 1, 12))
    assert type(made).model_validate_json(made.model_dump_json()) == made
