"""A title that no library has any more is not ordered: told on its page, among the hits, at the desk, to programs."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import BY_HAND, Holding, Item, LocalState, SourceRecord
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.known_titles.queries.standing import gone
from library_exchange.loans.models import LoanRequest
from library_exchange.new_requests import queries
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting

TITLE = "История Амура"
GONE = {
    "zh": "已没有任何图书馆藏有本书",
    "ru": "Этой книги больше нет ни в одной библиотеке",
    "en": "No library has this book any more",
}


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


def text_of(page):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def told_of(record_id, library_id):
    with transaction() as session:
        session.add(
            SourceRecord(
                library_id=library_id,
                source_id="7",
                record_id=record_id,
                profile=BY_HAND,
                encoding="utf-8",
                digest="7",
                raw=b"",
                imported_at=now(),
            )
        )


def set_copies(record_id, state):
    with transaction() as session:
        of_record = sa.select(col(Holding.id)).where(col(Holding.record_id) == record_id)
        session.execute(sa.update(Item).where(col(Item.holding_id).in_(of_record)).values(local_state=state))


@pytest.fixture
def record_id(amur):
    """«История Амура», of which the only copy stands in Blagoveshchensk."""
    found = amur.records[TITLE]
    told_of(found, amur.id)
    return found


@pytest.fixture
def withdrawn(record_id):
    """The same after its only copy has left."""
    set_copies(record_id, LocalState.WITHDRAWN)
    return record_id


def is_gone(record_id):
    with reading() as session:
        return gone(session, [record_id]) == {record_id}


@pytest.mark.parametrize("state", [each for each in LocalState if each is not LocalState.WITHDRAWN])
def test_a_copy_that_is_out_or_looked_for_is_still_there(record_id, state):
    set_copies(record_id, state)
    assert not is_gone(record_id)


def test_a_title_is_gone_when_its_last_copy_is_withdrawn_and_not_where_nobody_told_of_it(amur, khabarovsk, withdrawn):
    assert is_gone(withdrawn)
    khabarovsk.records[TITLE] = withdrawn
    khabarovsk.holds(TITLE)
    assert not is_gone(withdrawn)


def ask(desk, record_id, who=None):
    with transaction() as session:
        verb = requesting.ask if who is None else requesting.draft
        return verb(session, who or desk.reader, NewRequest(record_id=record_id), now()).id


def test_neither_a_reader_nor_the_desk_orders_what_nobody_has(heihe, withdrawn):
    for who in (None, heihe.librarian):
        with pytest.raises(Conflict) as refused:
            ask(heihe, withdrawn, who)
        assert (refused.value.reason, refused.value.facts) == ("no-library-has-it", {"record": withdrawn})


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_the_page_says_so_offers_other_ways_and_no_order(heihe, at_desk, withdrawn, language):
    reader = at_desk(heihe, Role.READER, language)
    page = reader.get(f"/{language}/r/{withdrawn}")
    assert GONE[language] in text_of(page)
    assert f"/{language}/loans/new?record={withdrawn}" not in page.text
    assert f"/{language}/exchange/propose?title=" in page.text
    form = reader.get(f"/{language}/loans/new?record={withdrawn}")
    assert GONE[language] in text_of(form)
    sent = reader.post(f"/{language}/loans/new", data={"record_id": withdrawn})
    assert sent.headers["Location"].startswith(f"/{language}/r/{withdrawn}")
    assert GONE[language] in text_of(reader.get(sent.headers["Location"]))


def test_a_book_that_is_there_is_ordered_from_its_page(heihe, at_desk, record_id):
    page = at_desk(heihe, Role.READER).get(f"/en/r/{record_id}")
    assert f"/en/loans/new?record={record_id}" in page.text
    assert GONE["en"] not in text_of(page)


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_an_order_from_before_says_at_the_desk_that_it_leads_nowhere(heihe, at_desk, record_id, language):
    loan_id = ask(heihe, record_id)
    set_copies(record_id, LocalState.WITHDRAWN)
    assert GONE[language] in text_of(at_desk(heihe, language=language).get(f"/{language}/loans/{loan_id}"))


def test_an_order_that_leads_nowhere_goes_to_no_library_by_itself(heihe, record_id):
    loan_id = ask(heihe, record_id)
    with reading() as session:
        assert not queries.remarks(session, session.get_one(LoanRequest, loan_id)).is_gone
    set_copies(record_id, LocalState.WITHDRAWN)
    with reading() as session:
        found = queries.remarks(session, session.get_one(LoanRequest, loan_id))
    assert (found.is_gone, found.is_clear) == (True, False)
