"""What has waited through a round weighs more in the next: wants that stayed open, books that nobody received."""

from typing import Any

import pytest

from library_exchange.core.db import reading
from library_exchange.rounds.models import Round, RoundWant
from library_exchange.rounds.queries.market import gather
from library_exchange.rounds.rules.answers import Refusal
from library_exchange.rounds.rules.clearing.market import Market
from library_exchange.rounds.rules.clearing.ranking import Criterion
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import RoundState
from library_exchange.rounds.schemas import LineAnswer
from tests.partners import Partner, rows_of
from tests.rounds.tours import AFTER_LISTING, Tour


@pytest.fixture
def round_of(deliver):
    """Hold a round in which these libraries take part, as far as its proposals."""

    def hold(*partners: Partner, until_cleared: bool = True) -> Tour:
        tour = Tour(partners[0].id, deliver, gift_budget=9)
        tour.joins(*partners)
        if until_cleared:
            tour.clears()
        else:
            tour.turns(AFTER_LISTING)
        return tour

    return hold


def market_of(tour: Tour) -> Market:
    with reading() as session:
        return gather(session, session.get_one(Round, tour.id)).market


@pytest.mark.parametrize("elder_comes_from", ["Amur", "Magadan"])
def test_a_want_that_failed_in_one_round_wins_in_the_next_against_an_equal_one(
    heihe, amur, make_partner, round_of, elder_comes_from
):
    magadan = make_partner("Magadan", "RU")
    elder, younger = (amur, magadan) if elder_comes_from == "Amur" else (magadan, amur)
    waiting = elder.wants(title="红楼梦")
    first = round_of(heihe, amur, magadan)
    assert (first.state, first.outcomes()[waiting]) == (RoundState.SETTLED, Outcome.NO_OFFER)
    heihe.offers("红楼梦", None)
    equal = younger.wants(title="红楼梦")
    second = round_of(heihe, amur, magadan)
    assert [line.want_id for line in second.lines()] == [waiting]
    (told,) = (row for row in rows_of(RoundWant) if row.want_id == equal)
    assert (told.outcome, told.decided_by) == (Outcome.COPIES_WENT_TO_HIGHER_RANKED_WANT, Criterion.AGEING)


def test_a_want_whose_owner_declined_the_book_has_not_waited(heihe, amur, round_of):
    heihe.offers("红楼梦", None)
    want = amur.wants(title="红楼梦")
    first = round_of(heihe, amur)
    first.answers(amur, first.lines()[0], no(Refusal.WRONG_EDITION))
    assert (first.clearings, first.outcomes()[want]) == (2, Outcome.DECLINED_BY_OWNER)
    assert [one.times_failed for one in market_of(round_of(heihe, amur, until_cleared=False)).wants] == [0]


def test_a_want_whose_book_the_giver_did_not_send_has_waited(heihe, amur, round_of):
    heihe.offers("红楼梦", None)
    want = amur.wants(title="红楼梦")
    first = round_of(heihe, amur)
    first.answers(heihe, first.lines()[0], no(Refusal.NOT_FOUND))
    assert (first.clearings, first.outcomes()[want]) == (2, Outcome.NOT_SENT_BY_GIVER)
    assert [one.times_failed for one in market_of(round_of(heihe, amur, until_cleared=False)).wants] == [1]


@pytest.mark.parametrize("elder_comes_from", ["Heihe", "Mohe"])
def test_of_two_copies_alike_the_one_that_waited_goes_first(heihe, amur, make_partner, round_of, elder_comes_from):
    mohe = make_partner("Mohe", "CN")
    elder, younger = (heihe, mohe) if elder_comes_from == "Heihe" else (mohe, heihe)
    waiting = elder.offers("红楼梦", None)
    round_of(amur, heihe, mohe)
    younger.offers("红楼梦", None)
    amur.wants(title="红楼梦")
    assert [line.offer_id for line in round_of(amur, heihe, mohe).lines()] == [waiting]


def test_a_copy_has_waited_with_the_lot_it_was_split_from(heihe, amur, round_of):
    lot = heihe.offers("红楼梦", None, quantity=2)
    round_of(amur, heihe)
    amur.wants(title="红楼梦")
    second = round_of(amur, heihe)
    (line,) = second.lines()
    assert line.offer_id != lot
    second.answers(amur, line, no(Refusal.NOT_NEEDED))
    third = market_of(round_of(amur, heihe, until_cleared=False))
    assert [(one.quantity, one.rounds_waited) for one in third.offers] == [(1, 2), (1, 2)]


def no(reason: Refusal) -> Any:
    return LineAnswer(is_accepted=False, reason=reason)
