"""Many rows go in by one statement, under numbers that nothing else has or had."""

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BibliographicRecord, MatchKey
from library_exchange.core import many_rows
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import OutboxMessage


def messages(count):
    at = now()
    return [
        {
            "kind": f"test {each}",
            "lane": "test",
            "created_at": at,
            "due_at": at,
            "payload": {},
            "attempts": 0,
            "waits": 0,
        }
        for each in range(count)
    ]


def put(count):
    with transaction() as session:
        return many_rows.insert_numbered(session, OutboxMessage, messages(count))


def kinds():
    with reading() as session:
        rows = sa.select(col(OutboxMessage.id), col(OutboxMessage.kind)).order_by(col(OutboxMessage.id))
        return [tuple(row) for row in session.execute(rows)]


def test_each_row_has_the_number_that_is_told_of_it(app):
    numbers = put(3)
    assert kinds() == list(zip(numbers, ("test 0", "test 1", "test 2"), strict=True))
    assert min(put(2)) > max(numbers)


def test_numbers_of_rows_that_are_gone_are_not_told_again(app):
    gone = put(5)
    with transaction() as session:
        session.execute(sa.delete(OutboxMessage))
    assert min(put(1)) > max(gone)


def test_a_row_that_is_put_in_alone_afterwards_has_the_next_number(app):
    numbers = put(4)
    with transaction() as session:
        alone = OutboxMessage(kind="alone", lane="test", created_at=now(), due_at=now())
        session.add(alone)
        session.flush()
        assert alone.id == max(numbers) + 1


def test_nothing_is_asked_for_no_rows_and_one_statement_for_many(app):
    asked = []
    sa.event.listen(
        database().engine, "before_cursor_execute", lambda _c, _k, statement, *_more: asked.append(statement)
    )
    with transaction() as session:
        assert many_rows.insert_numbered(session, OutboxMessage, []) == []
        many_rows.insert(session, OutboxMessage, [])
    assert not [each for each in asked if "INSERT" in each or "SELECT" in each]
    put(50)
    assert len([each for each in asked if each.startswith("INSERT")]) == 1


def test_what_waits_in_the_session_goes_first(app, make_library):
    with transaction() as session:
        record = BibliographicRecord(
            record_type="a",
            bib_level="m",
            languages=[],
            card={},
            sort_title="",
            sort_author="",
            title_key="x",
            author_key="",
            part_key="",
            created_at=now(),
            updated_at=now(),
        )
        session.add(record)
        session.flush()
        many_rows.insert(session, MatchKey, [{"record_id": record.id, "key": "x"}])
    with reading() as session:
        assert session.scalars(sa.select(col(MatchKey.key))).all() == ["x"]


def test_what_is_put_in_so_reads_as_what_the_orm_puts_in(app):
    at, facts = now(), {"titles": [["Чай 茶", "ru"]], "n": None}
    given = messages(1)[0] | {"payload": facts, "due_at": at, "claimed_until": None}
    with transaction() as session:
        [number] = many_rows.insert_numbered(session, OutboxMessage, [given])
        alone = OutboxMessage(**given)
        session.add(alone)
        session.flush()
        other = alone.id
    raw = sa.text("SELECT kind, lane, payload, created_at, due_at, attempts, claimed_until FROM outbox WHERE id = :id")
    with reading() as session:
        assert session.get_one(OutboxMessage, number).payload == facts
        one, two = (session.execute(raw, {"id": each}).one() for each in (number, other))
        assert tuple(one) == tuple(two)
