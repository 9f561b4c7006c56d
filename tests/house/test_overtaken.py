"""Who is overtaken reads the same on both databases: the slower act goes on from what the faster one left."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa

from library_exchange.accounts.models import Membership, User
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.loan_pictures.models import LoanPicture
from library_exchange.loan_pictures.rules import MOST_OF_A_MOMENT
from library_exchange.shipping.models import Parcel
from library_exchange.shipping.queries.regulations import services_for
from library_exchange.shipping.rules.codes import Mode, Purpose, ShipmentState
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services import permits, planning
from tests.house.conftest import ROLES, World
from tests.house.test_rights import address
from tests.makers import photograph

RULE = {"what": "threshold", "code": "claim_days", "value": "40", "valid_from": "2027-01-01", "source_note": "a test"}
NEW = {"email": "new@heihe.example", "name": "New", "role": "reader", "language": "zh"}
RACES = [
    ("librarian", "/loans/{asked}/send", {"supplier_id": "{amur}"}, "INSERT INTO supplier_attempt", 409),
    (
        *("librarian", "/staff/exchange/rounds/{round}/join", {"excluded": "{amur}"}),
        *("INSERT INTO exchange_excluded_partner", 302),
    ),
    ("librarian", "/staff/exchange/boxes", {"partner_id": "{stranger}"}, "INSERT INTO exchange_box", 302),
    ("librarian", "/staff/exchange/agreements", {"partner_id": "{stranger}"}, "INSERT INTO exchange_agreement", 409),
    ("librarian", "/staff/exchange/offers/from-item/{copy}", {}, "INSERT INTO exchange_offer", 302),
    ("librarian", "/staff/exchange/agreements/{agreement}/steps/suspend", {}, "UPDATE exchange_agreement", 409),
    ("admin", "/people/invite", NEW, 'INSERT INTO "user"', 302),
    ("librarian", "/readers/new", {"name": "Ли", "language": "zh", "card_no": "K-9"}, "INSERT INTO membership", 422),
    ("platform", "/platform/shipping", RULE, "INSERT INTO shipping_threshold", 302),
]
"""Who sends what twice at once, before which statement the faster one wins, and what the slower one is answered."""


@contextmanager
def overtaken(world: World, statement: str, rival: Callable[[], Any]) -> Iterator[list[str]]:
    """Have `rival` act just before `statement` is first sent; where writers wait for each other, before anything is."""
    engine, done = world.app.extensions["database"].engine, []

    def overtake(_connection: Any, _cursor: Any, sent: str, *_more: Any) -> None:
        if not done and sent.startswith(statement):
            done.append(sent)
            rival()

    if engine.dialect.name == "sqlite":
        rival()
        yield [statement]
        return
    sa.event.listen(engine, "before_cursor_execute", overtake)
    yield done
    sa.event.remove(engine, "before_cursor_execute", overtake)


@pytest.mark.parametrize(("role", "path", "form", "statement", "expected"), RACES, ids=[race[1] for race in RACES])
def test_who_is_overtaken_reads_the_same_on_both_databases(walked_world, role, path, form, statement, expected):
    url, given = address(walked_world, path), {name: text.format_map(walked_world.ids) for name, text in form.items()}
    first = []

    def rival():
        with walked_world.visitors[role].post(url, data=given) as answer:
            first.append(answer.status_code)

    with overtaken(walked_world, statement, rival) as done:
        answer = walked_world.visitors[role].post(url, data=given)
    assert (first, answer.status_code) == ([302], expected)
    assert done
    assert expected == 302 or 'role="alert"' in answer.text
    assert "changed meanwhile" not in answer.text, "the second try says what stands now"


@pytest.fixture
def to_pack(walked_world):
    """A consignment of the librarian's library that is to be packed."""
    with walked_world.app.app_context(), transaction() as session:
        ids = walked_world.ids
        actor = Actor("person", library_id=ids["heihe"], roles=frozenset({Role.LIBRARIAN}))
        new = NewConsignment(consignee_id=ids["amur"], purpose=Purpose.TEMPORARY, mode=Mode.POST)
        line = NewLine(title="书", language="chi", title_zh="书", title_ru="Книга", purpose=Purpose.TEMPORARY)
        made = planning.plan(session, actor, ids["heihe"], new, [line], now())
        permits.make_ready(session, actor, made, now())
        assert made.state is ShipmentState.READY
        country = session.get_one(Library, ids["heihe"]).country
        return made.id, services_for(session, Mode.POST, country)[0].id


@pytest.mark.parametrize("statement", ["INSERT INTO parcel", "SELECT max(parcel.number)"])
def test_two_who_open_a_parcel_at_once_have_one_each(walked_world, to_pack, statement):
    consignment, service = to_pack
    url, given, first = f"/en/staff/shipments/{consignment}/parcels", {"service_id": str(service)}, []
    desk = walked_world.visitors["librarian"]
    with overtaken(walked_world, statement, lambda: first.append(desk.post(url, data=given).status_code)):
        second = desk.post(url, data=given).status_code
    assert (first, second) == ([302], 302)
    with walked_world.app.app_context(), reading() as session:
        numbers = session.scalars(sa.select(Parcel.number).where(Parcel.consignment_id == consignment))
        assert sorted(numbers) == [1, 2]


def test_an_invitation_is_accepted_once(walked_world):
    world, first = walked_world, []
    with world.app.app_context(), transaction() as session:
        person = session.scalars(sa.select(User).where(User.email == ROLES["librarian"])).one()
        open_one = Membership(user_id=person.id, library_id=world.ids["amur"], role=Role.READER, is_open=True)
        session.add(open_one)
        session.flush()
        url = f"/en/me/invitations/{open_one.id}/accept"
    desk = world.visitors["librarian"]
    with overtaken(world, "UPDATE membership", lambda: first.append(desk.post(url).status_code)):
        second = desk.post(url).status_code
    assert (first, second) == ([302], 404)
    with world.app.app_context(), reading() as session:
        taken = sa.select(sa.func.count()).where(AuditEntry.action == "accept_invitation")
        assert session.scalar(taken) == 1


def test_of_two_who_show_the_last_picture_of_a_book_at_once_one_is_told_that_it_was_the_last(walked_world):
    url, desk = address(walked_world, "/loans/{lent}/pictures"), walked_world.visitors["librarian"]

    def show():
        sent = {"moment": "leaving", "picture": (BytesIO(photograph()), "book.jpg")}
        return desk.post(url, data=sent, content_type="multipart/form-data")

    while shown_of(walked_world) < MOST_OF_A_MOMENT - 1:
        show()
    first = []
    with overtaken(walked_world, "UPDATE loan_request", lambda: first.append(show().status_code)):
        second = show()
    assert (first, second.status_code) == ([302], 422)
    assert 'role="alert"' in second.text
    assert shown_of(walked_world) == MOST_OF_A_MOMENT


def shown_of(world):
    with world.app.app_context(), reading() as session:
        shown = sa.select(sa.func.count()).where(LoanPicture.loan_id == world.ids["lent"])
        return session.scalar(shown)
