"""One list of a librarian's work: everything that waits for her library is counted and leads to where it stands."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import url_for

from library_exchange.app import ROOMS
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.worklist import waiting_for
from library_exchange.deals.rules.agreements import AgreementEvent
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from tests.pairs import books

KINDS = [kind for room in ROOMS for kind in room.waiting]
TODAY = date(2026, 6, 1)


def waits(library_id: int) -> dict[str, int]:
    """Return what waits for a library, counted by the door that it stands behind."""
    with reading() as session:
        return {f"{kind.endpoint} {kind.counted.__name__}": n for kind, n in waiting_for(session, library_id, TODAY)}


def test_each_kind_of_work_leads_to_a_page_of_the_desk(world):
    assert len(KINDS) == len({(kind.endpoint, kind.counted) for kind in KINDS}) >= 12
    with world.app.test_request_context("/zh/"):
        pages = [url_for(kind.endpoint, lang="zh", **kind.values) for kind in KINDS]
    assert {page: world.visitors["librarian"].get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_library_for_which_nothing_waits_has_nothing_to_do(web, make_library):
    assert waits(make_library()) == {}


def test_terms_wait_for_the_library_that_has_to_answer_them(pair):
    with transaction() as session:
        given = AgreementInput(partner_id=pair.amur.id)
        made = agreements.draft(session, pair.heihe.librarian, given, pair.at)
        agreements.take(session, pair.heihe.librarian, made, AgreementEvent.PROPOSE, pair.at)
    assert waits(pair.amur.id) == {"deals.agreements agreements": 1}
    assert waits(pair.heihe.id) == {}


def test_a_proposed_box_waits_for_whoever_has_not_agreed(pair):
    offered = books(pair.heihe, 2, "chi")
    box = pair.opens()
    pair.ticks(box, pair.amur, *offered)
    pair.does(box, "propose", pair.heihe)
    assert (waits(pair.heihe.id), waits(pair.amur.id)) == ({"deals.boxes boxes": 1}, {"deals.boxes boxes": 1})
    pair.does(box, "accept", pair.heihe)
    assert (waits(pair.heihe.id), waits(pair.amur.id)) == ({}, {"deals.boxes boxes": 1})
    pair.does(box, "accept", pair.amur)
    assert waits(pair.amur.id) == {}


def test_drafts_and_lists_wait_for_their_own_library(pair):
    pair.heihe.drafts()
    pair.heihe.sends("9787020002207")
    assert waits(pair.heihe.id) == {"offers.desk lists": 1, "offers.own_offers drafts": 1}
    assert waits(pair.amur.id) == {}


def test_what_waits_is_counted_by_one_statement(pair):
    asked = []
    engine = database().engine
    note = lambda *_given: asked.append(_given[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", note)
    waits(pair.heihe.id)
    sa.event.remove(engine, "before_cursor_execute", note)
    assert len([each for each in asked if each.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    ("language", "one", "five"),
    [("zh", "1 份交换协议", "5 份交换协议"), ("ru", "1 соглашение ждёт", "5 соглашений ждут")],
)
def test_the_list_tells_what_waits_in_the_readers_language(web, language, one, five):
    told = next(
        kind.told for kind in KINDS if kind.endpoint == "deals.agreements" and "agreement" in kind.counted.__name__
    )
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
