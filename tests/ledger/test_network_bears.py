"""What the network bears stands on an account of its own; older ledgers are brought there and back."""

import sqlite3

import pytest
import sqlalchemy as sa

from library_exchange.app import create_app
from library_exchange.core.actor import Actor
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden
from library_exchange.ledger import queries, services
from library_exchange.ledger.models import BookKind, Line, Unit
from library_exchange.ledger.schemas import Borne, Given, Reference
from tests.conftest import CHEAP, settings_for
from tests.ledger.conftest import AT, PIECES, staff
from tests.older import database_before, put, revision_before, rows, upgrade

MIGRATION = "0056"


def borne(giver, receiver, book=BookKind.PAIR, unit=PIECES, amount=1):
    given = Given(giver_id=giver, receiver_id=receiver, unit=unit, amount=amount)
    return Borne(reference=Reference(kind="lost", id="1"), happened_on=AT.date(), given=given, copies=1, book=book)


def bears(actor, *args, **more):
    with transaction() as session:
        return services.bear(session, actor, borne(*args, **more), AT).id


@pytest.mark.parametrize("book", BookKind)
def test_the_giver_is_credited_the_receiver_loses_nothing_and_it_is_entered_once(app, heihe, amur, book):
    assert bears(staff(amur), amur, heihe, book) == bears(Actor("clock"), amur, heihe, book)
    with reading() as session:
        assert queries.balance(session, amur, heihe, book) == {PIECES: 1}
        owed = [queries.owed_by_network(session, each).get(PIECES, 0) for each in (amur, heihe)]
        own = session.scalar(sa.select(sa.func.sum(Line.amount)).where(Line.partner_id.is_not(None)))
        whole = session.scalar(sa.select(sa.func.sum(Line.amount)))
    assert owed == ([0, 1] if book is BookKind.PAIR else [1, 0])
    assert (whole, own) == (0, -1), "what stands with a partner lacks what the network bears"


def test_the_network_owes_a_copy_whatever_the_book_counted_for(app, heihe, amur):
    bears(Actor("clock"), amur, heihe, unit=Unit.POINTS, amount=12)
    with reading() as session:
        assert queries.balance(session, amur, heihe) == {Unit.POINTS: 12}
        assert queries.owed_by_network(session, heihe) == {PIECES: 1}


def test_no_third_library_has_the_network_bear(app, heihe, amur, chita):
    with pytest.raises(Forbidden):
        bears(staff(chita), amur, heihe)


def filled(path):
    connection = sqlite3.connect(path)
    put(connection, "library", id=1, code="heihe", country="CN", kind="public", language="zh")
    put(connection, "library", id=2, code="amur", country="RU", kind="public", language="ru")
    put(connection, "ledger_book", id=1, kind="network", first_id=None, second_id=None)
    for library, partner, amount in ((1, 2, 3), (2, 1, -3)):
        put(connection, "ledger_account", id=library, book_id=1, library_id=library)
        line = {"entry_key": "k", "account_id": library, "partner_id": partner, "unit": "pieces", "amount": amount}
        put(connection, "ledger_line", **line)
    put(connection, "ledger_entry", id=1, key="k", reason="receipt", reference_id="1", reverses_id=None)
    connection.commit()
    connection.close()


AMOUNTS = "SELECT account_id, partner_id, amount FROM ledger_line ORDER BY id"


def test_an_older_ledger_stays_as_it_is_and_going_back_forgets_what_the_network_bore(tmp_path):
    app, path = database_before(MIGRATION, tmp_path)
    filled(path)
    upgrade(app)
    before = [(1, 2, 3), (2, 1, -3)]
    assert rows(path, AMOUNTS) == before
    connection = sqlite3.connect(path)
    put(connection, "ledger_account", id=3, book_id=1, library_id=None)
    for account, partner, amount in ((1, None, 1), (3, 1, -1)):
        line = {"entry_key": "b", "account_id": account, "partner_id": partner, "unit": "pieces", "amount": amount}
        put(connection, "ledger_line", **line)
    put(connection, "ledger_entry", id=2, key="b", reason="borne", reference_id="2", reverses_id=None)
    connection.commit()
    for change in ("UPDATE ledger_line SET amount = 9", "DELETE FROM ledger_account", "DELETE FROM ledger_entry"):
        with pytest.raises(sqlite3.IntegrityError, match="only ever inserted"):
            connection.execute(change)
    connection.close()
    older = create_app(settings_for(tmp_path), **CHEAP)
    with older.app_context():
        older.extensions["alembic"].downgrade(revision_before(older, MIGRATION))
    older.extensions["database"].dispose()
    assert rows(path, AMOUNTS) == before
    assert rows(path, "SELECT key FROM ledger_entry") == [("k",)]
    upgrade(create_app(settings_for(tmp_path), **CHEAP))
    assert rows(path, AMOUNTS) == before
