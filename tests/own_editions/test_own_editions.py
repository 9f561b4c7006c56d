"""Another edition on the shelf of one's own library is told on record, form and page of approval."""

import pytest

from library_exchange.catalogue.authority_models import LinkState, Origin, VariantName, Work, WorkLink
from library_exchange.catalogue.models import Item, LocalState
from library_exchange.core.actor import Role
from library_exchange.core.db import reading, transaction
from library_exchange.own_editions.queries import editions_at


def of_one_work(*record_ids, state=LinkState.CONFIRMED):
    with transaction() as session:
        session.add(work := Work(key="a work"))
        session.flush()
        title = {"value": "История Амура", "script": "Cyrl", "kind": "heading", "source": "rule"}
        session.add(VariantName(work_id=work.id, **title))
        for each in record_ids:
            session.add(WorkLink(record_id=each, work_id=work.id, name="x", origin=Origin.RULE, state=state))


@pytest.fixture
def app(web):
    """The pages are tried on SQLite alone."""
    return web


@pytest.fixture
def wanted(amur, heihe):
    """«История Амура», held by the library in Amur, while in Heihe another edition of it stands on the shelf."""
    [item] = heihe.holds("История Амура. 1982")
    of_one_work(heihe.records["История Амура"], heihe.records["История Амура. 1982"])
    return heihe.records["История Амура"], item


def found(desk, record_id):
    with reading() as session:
        return [each.id for each in editions_at(session, desk.id, record_id, "zh")]


def test_another_edition_counts_while_it_stands_there_and_belongs_to_the_work_for_sure(amur, heihe, wanted):
    record_id, item = wanted
    assert found(heihe, record_id) == [heihe.records["История Амура. 1982"]]
    assert found(amur, record_id) == [], "the same edition is no other one"
    with transaction() as session:
        session.get_one(Item, item).local_state = LocalState.OUT_LOCALLY
    assert found(heihe, record_id) == []
    assert found(heihe, None) == []


def test_a_guess_of_the_work_is_no_edition(amur, heihe):
    heihe.holds("История Амура. 1982")
    of_one_work(*heihe.records.values(), state=LinkState.CANDIDATE)
    assert found(heihe, heihe.records["История Амура"]) == []


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "本馆架上有此书的另一版本"), ("ru", "В вашей библиотеке на полке есть другое издание этой книги")],
)
def test_it_is_told_on_the_record_the_form_and_where_the_request_is_approved(heihe, wanted, at_desk, language, told):
    record_id, _item = wanted
    reader = at_desk(heihe, Role.READER, language)
    for path in (f"/r/{record_id}", f"/loans/new?record={record_id}"):
        page = reader.get(f"/{language}{path}").text
        assert told in page, path
        assert "История Амура. 1982" in page, path
    loan = heihe.loan(heihe.is_asked_for("История Амура"))
    assert told in at_desk(heihe, Role.LIBRARIAN, language).get(f"/{language}/loans/{loan.id}").text
