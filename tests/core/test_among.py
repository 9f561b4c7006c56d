"""Many values of a column are asked for by one parameter, on either database."""

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.among import among, as_parameter
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage

KINDS = ("простой", 'с "кавычкой"', "书目 [1]", "\\ and %")


def test_numbers_and_texts_are_found_whatever_signs_stand_in_them(app):
    row = {"lane": "test", "payload": {}, "attempts": 0, "waits": 0}
    with transaction() as session:
        session.add_all(OutboxMessage(kind=kind, created_at=now(), due_at=now(), **row) for kind in KINDS)
    number, kind = col(OutboxMessage.id), col(OutboxMessage.kind)
    ours = sa.select(kind).where(col(OutboxMessage.lane) == "test").order_by(number)
    with reading() as session:
        numbers = list(session.scalars(ours.with_only_columns(number)))
        for asked in ([], numbers[1:2], [*numbers[2:], 0, 10**12]):
            found = session.scalars(ours.where(among(number, "numbers")), {"numbers": as_parameter(asked)})
            assert list(found) == [KINDS[numbers.index(each)] for each in numbers if each in asked]
        for texts in ([], KINDS[:1], [*KINDS[1:], "other"]):
            assert list(session.scalars(ours.where(among(kind, "texts")), {"texts": as_parameter(texts)})) == [
                each for each in KINDS if each in texts
            ]
