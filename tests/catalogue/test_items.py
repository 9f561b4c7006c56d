"""What a library says of its own copies: by hand, of its own only, and never of one that a partner holds."""

import pytest
import sqlalchemy as sa
from flask import current_app
from sqlmodel import col

from library_exchange.catalogue.models import Item, LocalState
from library_exchange.catalogue.queries import availability
from library_exchange.catalogue.services import items
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, NotFound


@pytest.fixture
def shelf(app, shared_data, make_library, take_in_file):
    """Heihe with real books; the id of the library and of one of its copies."""
    library = make_library()
    take_in_file(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", library)
    with reading() as session:
        return library, session.scalars(sa.select(col(Item.id)).order_by("id")).first()


def librarian(library_id):
    return Actor("person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARIAN}))


def test_a_copy_that_was_found_again_is_back_on_the_shelf(shelf, deliver):
    library, item = shelf
    for state in (LocalState.MISSING, LocalState.ON_SHELF):
        with transaction() as session:
            items.set_state(session, librarian(library), item, state, now())
        with reading() as session:
            assert session.get_one(Item, item).local_state is state


def test_a_withdrawn_copy_is_not_back_on_the_shelf_by_its_state_alone(shelf):
    library, item = shelf
    with transaction() as session:
        session.get_one(Item, item).local_state = LocalState.WITHDRAWN
    with transaction() as session, pytest.raises(Conflict) as refused:
        items.set_state(session, librarian(library), item, LocalState.ON_SHELF, now())
    assert refused.value.reason == "withdrawn"


@pytest.mark.parametrize("lang", ["zh", "ru"])
def test_a_copy_is_withdrawn_only_among_the_holdings_to_which_the_page_of_its_title_leads(
    web, shared_data, make_library, take_in_file, signed_in, lang
):
    library = make_library()
    take_in_file(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", library)
    browser = signed_in(web, "wang@heihe.example", library, Role.LIBRARIAN)
    page = browser.get(f"/{lang}/r/1").get_data(as_text=True)
    assert 'value="missing"' in page
    assert 'value="withdrawn"' not in page
    assert browser.post(f"/{lang}/staff/items/1/state", data={"state": "withdrawn"}).status_code == 422
    for path in (f"/{lang}/staff/holdings/copies/1", f"/{lang}/staff/holdings/1"):
        assert f'href="{path}"' in page
        assert browser.get(path).status_code == 200


def test_a_stranger_finds_no_such_copy(shelf, make_library):
    _library, item = shelf
    stranger = make_library("Amur", "RU")
    with transaction() as session, pytest.raises(NotFound):
        items.set_state(session, librarian(stranger), item, LocalState.MISSING, now())


def test_a_copy_that_a_partner_holds_stays_as_it_is(shelf):
    library, item = shelf
    availability.PROMISES.fill(current_app, "test", sa.select(sa.literal(item)))
    with transaction() as session, pytest.raises(Conflict):
        items.set_state(session, librarian(library), item, LocalState.MISSING, now())


def test_staff_see_their_copies_on_the_record_page(web, shared_data, make_library, take_in_file, deliver, signed_in):
    library = make_library()
    take_in_file(shared_data / "marc" / "cnmarc" / "bnu_10_utf8.iso", library)
    deliver()
    browser = signed_in(web, "wang@heihe.example", library, Role.LIBRARIAN)
    page = browser.get("/zh/r/1").get_data(as_text=True)
    assert "本馆单册" in page
    assert "200" in page, "staff see the fields of their own record"
    answer = browser.post("/zh/staff/items/1/state", data={"state": "missing"}, follow_redirects=True)
    assert "单册状态已登记" in answer.get_data(as_text=True)


def test_the_barcode_of_a_copy_is_looked_up_in_an_index_of_its_library(web):
    scanned = sa.select(Item).where(col(Item.library_id) == 1, col(Item.barcode) == "B-1")
    with reading() as session:
        compiled = scanned.compile(session.get_bind())
        explained = f"EXPLAIN QUERY PLAN {compiled}"
        plan = session.connection().exec_driver_sql(explained, (1, "B-1")).all()
    assert [row[-1] for row in plan] == [
        "SEARCH item USING INDEX ix_item_library_id_barcode (library_id=? AND barcode=?)"
    ]
