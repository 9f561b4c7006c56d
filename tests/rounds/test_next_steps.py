"""What the pages of a round offer next, in every state, to its coordinator, to who takes part and to who does not."""

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.db import reading, transaction
from library_exchange.rounds.models import Round
from library_exchange.rounds.rules.rounds import RoundState
from library_exchange.rounds.schemas import RoundInput
from library_exchange.rounds.services import clock, planning
from library_exchange.shipping.models import Consignment
from tests.next_steps import coming
from tests.pairs import Pair
from tests.rounds.tours import BEGIN, COORDINATOR, DAYS, NAMES, PLAN, Tour, at

SIDES = ("coordinator", "member", "other", "reader")


class Walk:
    """A round of two libraries, looked at from four desks; the first is that of the organiser, who takes part too."""

    def __init__(self, desks, tour):
        self.desks, self.tour, self.seen = desks, tour, set()
        self.page, self.own = f"/en/exchange/rounds/{tour.id}", f"/en/staff/exchange/rounds/{tour.id}"

    def looks(self, side, place=None):
        found = coming(self.desks[side].get(place or self.page))
        assert not found.leads.endswith(("/cancel", "/decline")), found
        self.seen.add(str(self.tour.state))
        found.leads = found.leads.replace(self.own, "own").replace(self.page, "")
        return found

    def round(self):
        return [self.looks(side).leads for side in SIDES]

    def libraries(self):
        return [self.looks(side, self.own).leads for side in SIDES[:3]]

    def presses(self, side, place=None):
        found = coming(self.desks[side].get(place or self.page))
        found.press(self.desks[side], asks=found.leads.endswith(("/open_lists", "/accept")))


@pytest.fixture
def three(web, make_partner):
    found = [make_partner("Heihe", "CN"), make_partner("Amur", "RU"), make_partner("Magadan", "RU")]
    for giver, taker in ((found[0], found[1]), (found[1], found[0])):
        giver.offers(f"Книга {giver.id}", None, language="rus")
        taker.wants(title=f"Книга {giver.id}")
    return found


@pytest.fixture
def walk(three, deliver, at_desk, signed_in, web):
    tour = Tour.__new__(Tour)
    tour.deliver = deliver
    with transaction() as session:
        tour.id = planning.plan(session, COORDINATOR, RoundInput(organiser_id=three[0].id, **NAMES, **PLAN), BEGIN).id
    seats = [*(each.librarian_id for each in three), three[1].reader_id]
    return Walk(dict(zip(SIDES, map(at_desk, seats), strict=True)), tour)


def test_a_round_leads_everybody_from_its_plan_to_its_last_book(walk, three, monkeypatch):
    heihe, amur, _magadan = three
    tour = walk.tour
    shows(monkeypatch, BEGIN)
    assert walk.round() == ["/open_lists", "own", "own", ""]
    assert walk.libraries() == ["own/join"] * 3
    walk.presses("coordinator")
    assert walk.round() == ["own", "own", "own", ""]
    walk.presses("coordinator", walk.own)
    walk.presses("member", walk.own)
    assert walk.libraries() == ["/en/staff/exchange/offers"] * 2 + ["own/join"]
    shows(monkeypatch, at(DAYS.listing_until))
    assert walk.round() == ["/turn", "own", "own", ""], "a day is over: the coordinator need not wait for the night"
    walk.presses("coordinator")
    assert walk.round() == ["own", "own", "", ""]
    assert walk.libraries() == ["own/choose", "own/choose", ""]
    walk.presses("member", walk.own)
    with transaction() as session:
        clock.turn(session, session.get_one(Round, tour.id), at(DAYS.selecting_until))
    assert tour.state is RoundState.CLEARING
    assert walk.round() == ["own", "own", "", ""]
    assert walk.libraries() == ["", "", ""]
    assert "Open this page again" in walk.looks("member", walk.own).said
    tour.deliver()
    assert walk.libraries() == ["own/accept", "own/accept", ""]
    walk.presses("coordinator", walk.own)
    assert walk.libraries() == ["", "own/accept", ""]
    assert "other libraries answer until" in walk.looks("coordinator", walk.own).said
    walk.presses("member", walk.own)
    assert tour.state is RoundState.SHIPPING
    made = sent(heihe, amur)
    assert walk.libraries() == [f"/en/staff/shipments/{each}#next-step" for each in made] + [""]
    pair = Pair(heihe, amur)
    for each in made:
        pair.completes(each)
        pair.sends(each)
    assert walk.libraries() == ["", "", ""]
    for each in made:
        pair.receives(each)
    assert tour.state is RoundState.SETTLED
    assert walk.round() == ["own", "own", "", ""]
    assert walk.libraries() == ["", "", ""]
    assert walk.seen == set(map(str, RoundState)) - {"cancelled"}


def test_a_round_that_was_cancelled_says_so_to_everybody(walk):
    with transaction() as session:
        planning.cancel(session, COORDINATOR, session.get_one(Round, walk.tour.id), at(DAYS.listing_from))
    assert walk.round() == ["", "", "", ""]
    assert walk.libraries() == ["", "", ""]
    assert "cancelled" in walk.looks("member").said


def test_a_library_without_a_want_has_nothing_to_choose_and_is_told_so(walk, three, monkeypatch):
    shows(monkeypatch, BEGIN)
    walk.presses("coordinator")
    walk.tour.joins(*three)
    walk.tour.turns(at(DAYS.listing_until))
    found = walk.looks("other", walk.own)
    assert found.leads == ""
    assert "nothing to choose" in found.said


def test_too_few_common_days_are_told_and_are_no_button(walk, monkeypatch):
    shows(monkeypatch, at(DAYS.listing_from))
    found = walk.looks("coordinator")
    assert found.leads == "/change"
    assert "set later days" in found.said


def shows(monkeypatch, when):
    """Have pages of rounds be shown at another time."""
    monkeypatch.setattr("library_exchange.rounds.views.rounds.now", lambda: when)


def sent(*givers):
    """Return the consignments of the round, in the order of who gives."""
    with reading() as session:
        found = dict(session.execute(sa.select(col(Consignment.consignor_id), col(Consignment.id))).all())
    return [found[each.id] for each in givers]
