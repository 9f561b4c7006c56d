"""Filters that librarians name: kept, shown to whom, renamed, shared, deleted."""

import lxml.html
import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts import saved_filters
from library_exchange.accounts.models import User
from library_exchange.accounts.schemas import FilterName, NewFilter
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from tests.loans.conftest import add_person

QUERY = "state=requesting.sent&waits=week"


@pytest.fixture
def library_id(app, make_library):
    return make_library("Heihe")


@pytest.fixture
def somebody():
    """Make a person who works in the library."""

    def make(library_id, role=Role.LIBRARIAN):
        user_id = add_person(library_id, role)
        return Actor("person", library_id=library_id, user_id=user_id, roles=frozenset({role}))

    return make


def keep(actor, name="Ждут книгу дольше недели", **more):
    with transaction() as session:
        new = NewFilter(page="queue", name=name, query=QUERY, **more)
        return saved_filters.keep(session, actor, new, now()).id


def seen_by(actor):
    with reading() as session:
        return [each.name for each in saved_filters.filters_of(session, actor, "queue")]


def test_a_filter_is_hers_alone_until_she_shares_it(library_id, somebody, make_library):
    li, wang = somebody(library_id), somebody(library_id)
    stranger = somebody(make_library("Amur", "RU"))
    kept = keep(li)
    assert (len(seen_by(li)), seen_by(wang)) == (1, [])
    with transaction() as session:
        saved_filters.rename(session, li, kept, FilterName(name="等书超过一周", is_shared=True), now())
    assert seen_by(li) == seen_by(wang) == ["等书超过一周"]
    assert seen_by(stranger) == []


@pytest.mark.parametrize("act", ["rename", "forget"])
def test_who_may_change_a_filter(library_id, somebody, make_library, act):
    li = somebody(library_id)
    hers, shared = keep(li, "Mine"), keep(li, "Ours", is_shared=True)

    def change(actor, filter_id):
        with transaction() as session:
            if act == "rename":
                saved_filters.rename(session, actor, filter_id, FilterName(name="Other", is_shared=True), now())
            else:
                saved_filters.forget(session, actor, filter_id, now())

    with pytest.raises(NotFound):
        change(somebody(library_id), hers)
    with pytest.raises(Forbidden):
        change(somebody(library_id), shared)
    with pytest.raises(NotFound):
        change(somebody(make_library("Amur", "RU"), Role.LIBRARY_ADMIN), shared)
    with pytest.raises(NotFound):
        change(somebody(library_id, Role.LIBRARY_ADMIN), hers)
    assert seen_by(li) == ["Mine", "Ours"]
    change(somebody(library_id, Role.LIBRARY_ADMIN), shared)
    assert seen_by(li) == (["Mine", "Other"] if act == "rename" else ["Mine"])
    change(li, hers) if act == "forget" else None


def test_a_name_stands_once_in_her_list_and_may_be_a_colleague_s_too(library_id, somebody):
    li = somebody(library_id)
    keep(li, "A")
    other = keep(li, "B")
    with pytest.raises(InvalidInput):
        keep(li, "A")
    with pytest.raises(InvalidInput), transaction() as session:
        saved_filters.rename(session, li, other, FilterName(name="A"), now())
    assert keep(somebody(library_id), "A")


def test_there_is_room_for_so_many(library_id, somebody, monkeypatch):
    monkeypatch.setattr(saved_filters, "MOST_KEPT", 2)
    li = somebody(library_id)
    keep(li, "A"), keep(li, "B")
    with pytest.raises(Conflict):
        keep(li, "C")


def test_a_name_that_cannot_be_kept_stays_in_the_row_where_it_was_typed(web, library_id, somebody, signed_in):
    desk = signed_in(web, "li@heihe.example", library_id, Role.LIBRARIAN)
    with transaction() as session:
        person = session.scalars(sa.select(User).where(col(User.email) == "li@heihe.example")).one()
        li = Actor("person", library_id=library_id, user_id=person.id, roles=frozenset({Role.LIBRARIAN}))
    keep(li, "A")
    other = keep(li, "B")
    refused = desk.post(f"/en/staff/filters/{other}/rename", data={"name": "A", "is_shared": "y"})
    assert refused.status_code == 422
    page = lxml.html.fromstring(refused.text)
    assert page.get_element_by_id(f"name-rename-{other}").get("value") == "A"
    assert page.get_element_by_id(f"is_shared-rename-{other}").get("checked") is not None
    assert page.xpath(f"//*[@href='#name-rename-{other}']"), "the summary leads to the row"
