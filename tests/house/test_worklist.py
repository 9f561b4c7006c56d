"""One list of a librarian's work: everything that waits for her library is counted and listed by the same queries."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import url_for

from library_exchange.app import ROOMS
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.worklist import AT_ONCE, Desk, counted, listed
from library_exchange.deals.rules.agreements import AgreementEvent
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from tests.house.waiting_things import MAKERS, MOST
from tests.pairs import books

KINDS = [kind for room in ROOMS for kind in room.waiting]
TODAY = now().date()
MANY = AT_ONCE + 2
DESKS = {Desk.EXCHANGE: "/ru/staff/exchange", Desk.CONSIGNMENTS: "/ru/staff/shipments"}


def waits(library_id: int) -> dict[str, int]:
    """Return what waits for a library by the name of its kind."""
    with reading() as session:
        return {kind.name: count for kind, count in counted(session, library_id, TODAY)}


def rows_on(page: str, name: str) -> int:
    return page.count(f'data-waits="{name}"')


@pytest.fixture
def partners(make_library) -> list[int]:
    return [make_library(f"Other {number}", "RU") for number in range(MANY)]


def make(name: str, pair, partners: list[int]) -> None:
    with transaction() as session:
        for number, partner in enumerate(partners[: MOST.get(name)]):
            MAKERS[name](session, pair.heihe, partner, number)


def test_each_kind_of_work_has_a_name_of_its_own_and_a_maker_here():
    assert len(KINDS) == len({kind.name for kind in KINDS}) >= 16
    assert {kind.name for kind in KINDS} == set(MAKERS)


def test_a_library_for_which_nothing_waits_has_nothing_to_do(web, make_library):
    assert waits(make_library()) == {}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_counted_is_what_is_listed_here_and_on_each_desk(kind, web, pair, partners, at_desk):
    make(kind.name, pair, partners)
    many = MOST.get(kind.name, MANY)
    assert waits(pair.heihe.id).get(kind.name) == many
    with web.test_request_context("/ru/"), reading() as session:
        web.preprocess_request()
        counts = [(each, n) for each, n in counted(session, pair.heihe.id, TODAY) if each.name == kind.name]
        [group] = listed(session, pair.heihe.id, TODAY, "ru", counts, limit=100)
        pages = [url_for(each.line.endpoint, **each.line.values) for each in group.entries]
    assert len(group.entries) == many
    desk = at_desk(pair.heihe.librarian_id)
    assert rows_on(desk.get(f"/ru/staff?group={kind.name}").text, kind.name) == many
    shown = [desk.get(address).text for address in ("/ru/staff", *(DESKS[each] for each in kind.desks))]
    assert {rows_on(page, kind.name) for page in shown} == {min(many, AT_ONCE)}
    has_more = many > AT_ONCE
    assert [f'{kind.name}">Все: {many}<' in page for page in shown] == [has_more] * len(shown), (
        "the rest is one click away"
    )
    assert desk.get(pages[0].partition("#")[0]).status_code == 200 or kind.name == "messages"


def test_what_waits_longest_stands_first_and_the_rest_on_further_pages(web, pair, partners):
    make("boxes", pair, partners)
    with web.test_request_context("/ru/"), reading() as session:
        web.preprocess_request()
        counts = counted(session, pair.heihe.id, TODAY)
        found = [
            [each.partner_id for each in group.entries]
            for offset in (0, AT_ONCE)
            for group in listed(session, pair.heihe.id, TODAY, "ru", counts, AT_ONCE, offset)
        ]
    assert [*found[0], *found[1]] == partners[::-1], "each is made to wait a day longer than the one before"


def test_a_desk_shows_the_kinds_that_belong_to_it_alone(web, pair, partners, at_desk):
    for name in ("boxes", "claims", "messages"):
        make(name, pair, partners)
    desk = at_desk(pair.heihe.librarian_id)
    found = {
        each: [name for name in ("boxes", "claims", "messages") if rows_on(desk.get(address).text, name)]
        for each, address in DESKS.items()
    }
    assert found == {Desk.EXCHANGE: ["boxes", "claims"], Desk.CONSIGNMENTS: ["claims"]}


def statements(work) -> int:
    asked: list[str] = []
    engine = database().engine
    note = lambda *given: asked.append(given[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        work()
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len([each for each in asked if each.startswith(("SELECT", "WITH"))])


def test_what_waits_is_counted_by_one_statement(pair, partners):
    make("boxes", pair, partners)
    assert statements(lambda: waits(pair.heihe.id)) == 1


def test_the_list_asks_no_more_of_the_database_when_more_waits(web, pair, partners, at_desk):
    desk = at_desk(pair.heihe.librarian_id)
    for name in MAKERS:
        make(name, pair, partners[:1])
    pages = ("/ru/staff", *DESKS.values())
    few = [statements(lambda address=address: desk.get(address)) for address in pages]
    for name in MAKERS:
        with transaction() as session:
            for number, partner in enumerate(partners[1 : MOST.get(name)], 1):
                MAKERS[name](session, pair.heihe, partner, number)
    assert [statements(lambda address=address: desk.get(address)) for address in pages] == few
    assert few[0] <= 2 * len(KINDS) + 10


def test_terms_wait_for_the_library_that_has_to_answer_them(pair):
    with transaction() as session:
        given = AgreementInput(partner_id=pair.amur.id)
        made = agreements.draft(session, pair.heihe.librarian, given, pair.at)
        agreements.take(session, pair.heihe.librarian, made, AgreementEvent.PROPOSE, pair.at)
    assert (waits(pair.amur.id), waits(pair.heihe.id)) == ({"agreements": 1}, {})


def test_a_proposed_box_waits_for_whoever_has_not_agreed(pair):
    offered = books(pair.heihe, 2, "chi")
    box = pair.opens()
    pair.ticks(box, pair.amur, *offered)
    pair.does(box, "propose", pair.heihe)
    assert (waits(pair.heihe.id), waits(pair.amur.id)) == ({}, {"boxes": 1})
    pair.does(box, "accept", pair.amur)
    assert (waits(pair.heihe.id), waits(pair.amur.id)) == ({"agreed_boxes": 1},) * 2, "either makes the consignments"
    pair.consigns(box)
    assert "agreed_boxes" not in waits(pair.heihe.id) | waits(pair.amur.id)


def test_drafts_and_lists_wait_for_their_own_library(pair):
    pair.heihe.drafts()
    pair.heihe.sends("9787020002207")
    assert (waits(pair.heihe.id), waits(pair.amur.id)) == ({"lists": 1, "drafts": 1}, {})


def test_an_offer_is_on_the_list_two_weeks_before_it_ends(pair):
    pair.heihe.offers(expires_on=TODAY + timedelta(days=10))
    pair.heihe.offers(title="Другая книга", isbn=None, expires_on=TODAY + timedelta(days=40))
    assert waits(pair.heihe.id) == {"expiring_offers": 1}


@pytest.mark.parametrize(
    ("language", "one", "five"),
    [("zh", "1 份交换协议", "5 份交换协议"), ("ru", "1 соглашение ждёт", "5 соглашений ждут")],
)
def test_the_list_tells_what_waits_in_the_readers_language(web, language, one, five):
    told = next(kind.told for kind in KINDS if kind.name == "agreements")
    with web.test_request_context(f"/{language}/"):
        web.preprocess_request()
        assert (told(1)[: len(one)], told(5)[: len(five)]) == (one, five)


def test_the_work_queue_shows_and_counts_what_waits_beside_loans(web, pair, at_desk):
    pair.heihe.drafts()
    page = at_desk(pair.heihe.librarian_id).get("/ru/staff").text
    assert "Помимо заказов по МБА" in page
    assert "/ru/staff/exchange/offers?state=draft" in page
    assert "<h1" in page
    assert "1 дело" in page


def test_a_kind_of_which_nothing_waits_any_more_says_so(web, pair, at_desk):
    page = at_desk(pair.heihe.librarian_id).get("/ru/staff?group=boxes")
    assert page.status_code == 200
    assert "Ничего не ждёт" in page.text or "empty" in page.text
