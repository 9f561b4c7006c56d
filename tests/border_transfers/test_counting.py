"""Which fields crossed a border is counted once a message, by month, and nothing of what stood in them is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from library_exchange.border_transfers.models import BorderTransfer
from library_exchange.border_transfers.queries import crossings, months
from library_exchange.border_transfers.rules import fields_in, month_of
from library_exchange.border_transfers.services import night
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from tests.loans.test_privacy import MESSAGE_FIELDS


def test_fields_are_named_by_the_parts_above_them_and_empty_ones_are_none():
    told = {"a": 1, "b": {"c": "x", "d": None, "e": ""}, "f": [{"g": "y"}, {"h": []}], "i": False, "j": 0}
    assert fields_in(told) == {"a", "b.c", "f.g", "j"}


WORDS = st.text(alphabet="金丝雀канарейка", min_size=4)


@given(st.dictionaries(st.sampled_from(["a", "b"]), WORDS | st.lists(WORDS)))
def test_no_value_is_ever_in_the_name_of_a_field(told):
    assert fields_in(told) <= {"a", "b"}


def test_the_month_is_that_of_greenwich():
    assert month_of(datetime(2026, 12, 1, 3, tzinfo=UTC) - timedelta(hours=4)) == "2026-11"


def count_until(at):
    with transaction() as session:
        return night.count(session, at)


def sent(library_id=None):
    with reading() as session:
        return {(row.sender.code, row.recipient.code, row.field): row.count for row in crossings(session, library_id)}


def test_each_message_across_the_border_is_counted_once(app, heihe, amur, deliver):
    heihe.requests("История Амура", of=amur, note="Kanarejka")
    deliver()
    assert count_until(now()) == 2, "what was asked, and that it arrived"
    assert count_until(now()) == 0, "counted already"
    found = sent()
    assert found["heihe", "amur", "book.title.value"] == 1
    assert {field for _sender, _recipient, field in found} <= MESSAGE_FIELDS
    assert {sender for sender, _recipient, _field in sent(amur.id)} == {"amur"}
    with reading() as session:
        assert months(session, heihe.id) == [month_of(now())]
        rows = session.scalars(select(BorderTransfer)).all()
    assert not [row for row in rows if "Kanarejka" in row.model_dump_json() or "Амура" in row.model_dump_json()]


def test_within_a_country_nothing_crosses_a_border(app, amur, make_desk, deliver):
    khabarovsk = make_desk("Khabarovsk", "RU")
    khabarovsk.requests("История Амура", of=amur)
    deliver()
    assert count_until(now()) == 0
    assert sent() == {}


@pytest.mark.parametrize(("language", "said"), [("zh", "出境信息统计"), ("ru", "Что передано через границу")])
def test_an_administrator_takes_along_what_her_library_sent(web, heihe, amur, deliver, at_desk, language, said):
    heihe.requests("История Амура", of=amur)
    deliver()
    count_until(now())
    own, others = at_desk(heihe, Role.LIBRARY_ADMIN), at_desk(amur, Role.LIBRARY_ADMIN)
    page = own.get(f"/{language}/transfers").text
    assert said in page
    assert "book.title.value" in page
    assert "book.title.value" not in others.get(f"/{language}/transfers").text
    table = own.get(f"/{language}/transfers.csv").text
    assert ",heihe,CN,amur,RU," in table
