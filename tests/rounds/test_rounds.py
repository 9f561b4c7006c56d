"""A round from its plan to the last book: what libraries see, answer and receive, and what no round may do."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from library_exchange.core import actor as actors
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import format_date
from library_exchange.core.models import OutboxMessage
from library_exchange.core.worklist import counted
from library_exchange.deals.models import Box, BoxLine
from library_exchange.deals.queries.boxes import free_offers
from library_exchange.deals.services.boxes import selecting
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import BookKind, Entry, Unit
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState
from library_exchange.rounds.models import Round, RoundLine, RoundMember, RoundOffer, RoundWant
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.queries.market import gather, under_pseudonyms
from library_exchange.rounds.rules import answers
from library_exchange.rounds.rules.answers import Answer, LineState, Refusal
from library_exchange.rounds.rules.clearing.clear import clear
from library_exchange.rounds.rules.clearing.market import Market, input_hash
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import ProposalState, RoundState
from library_exchange.rounds.schemas import Choice, LineAnswer, RoundInput
from library_exchange.rounds.services import answering, clock, consigning, planning
from library_exchange.shipping.models import Consignment, ConsignmentLine, Leg
from library_exchange.shipping.rules.codes import Outcome as Claimed
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind
from tests.local_hours import ZONES, after_midnight, before_midnight
from tests.pairs import Pair
from tests.partners import add_book, rows_of
from tests.rounds.tours import ACCEPT, AFTER_CHOICE, AFTER_LISTING, BEGIN, COORDINATOR, DAYS, NAMES, PLAN, Tour, at


@pytest.fixture
def tour(heihe, amur, deliver) -> Tour:
    """A round in which two libraries swap a book, and one of them wants a second one that nobody offers."""
    red, blue = add_book("红楼梦", "9787020002207"), add_book("Бесы", "9785170382293", "rus")
    heihe.offers("红楼梦", "9787020002207", red, language="chi")
    amur.offers("Бесы", "9785170382293", blue, language="rus")
    amur.wants(number="9787020002207")
    heihe.wants(number="9785170382293")
    heihe.kept["unmet"] = heihe.wants(title="Идиот")
    made = Tour(heihe.id, deliver)
    made.joins(heihe, amur)
    return made


def test_a_round_goes_from_its_plan_to_the_last_book(tour, heihe, amur):
    assert tour.state is RoundState.LISTING
    tour.turns(at(DAYS.listing_from))
    assert tour.state is RoundState.LISTING  # the lists are open to the end of their last day
    tour.turns(AFTER_LISTING)
    assert (tour.state, len(rows_of(RoundOffer)), len(rows_of(RoundWant))) == (RoundState.SELECTING, 2, 3)
    tour.turns(AFTER_CHOICE)
    assert tour.state is RoundState.PROPOSED
    assert {offer.state for offer in rows_of(Offer)} == {OfferState.RESERVED}
    assert tour.outcomes()[heihe.kept["unmet"]] is Outcome.NO_OFFER
    tour.accepts(heihe)
    assert tour.state is RoundState.PROPOSED
    tour.accepts(amur)
    assert tour.state is RoundState.SHIPPING
    assert {offer.state for offer in rows_of(Offer)} == {OfferState.COMMITTED}
    assert [line.subject_kind for line in rows_of(ConsignmentLine)] == ["round line"] * 2
    for line in tour.lines():
        receives(line)
        receives(line)  # told twice, counted once
    assert tour.state is RoundState.SETTLED
    assert {offer.state for offer in rows_of(Offer)} == {OfferState.TRANSFERRED}
    assert sorted(want.state for want in rows_of(Want)) == [WantState.FILLED, WantState.FILLED, WantState.OPEN]


def receives(line: RoundLine, kind: OutcomeKind = OutcomeKind.RECEIVED, when: datetime | None = None) -> None:
    """Tell that a book was sent, and then what became of it; being told twice changes nothing."""
    giver = Actor("person", library_id=line.giver_id, roles=frozenset({Role.LIBRARIAN}))
    for each, actor in ((OutcomeKind.SENT, giver), (kind, actors.clock())):
        counts = each is OutcomeKind.RECEIVED
        outcome = LineOutcome(each, line.id, 1, 1, 1, line.giver_id, line.receiver_id, counts, was_counted=False)
        with transaction() as session:
            consigning.hear(session, actor, outcome, when or now())


@pytest.mark.parametrize(
    ("when", "day"),
    [
        (datetime(2026, 3, 1, 20, tzinfo=UTC), date(2026, 3, 2)),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), date(2027, 1, 1)),
        (datetime(2026, 3, 1, 4, tzinfo=UTC), date(2026, 3, 1)),
    ],
)
def test_the_accounts_of_a_round_are_dated_by_the_day_of_the_receiving_library(tour, heihe, amur, when, day):
    tour.clears()
    tour.accepts(heihe, amur)
    first, second = tour.lines()
    receives(first, when=when)
    receives(second, when=when)
    claimed(first, counts=False, was_counted=True, when=when)
    assert [entry.happened_on for entry in rows_of(Entry)] == [day] * 3


@pytest.mark.parametrize(("timezone", "day"), [("Asia/Yakutsk", date(2026, 3, 2)), ("Asia/Shanghai", date(2026, 3, 1))])
def test_at_an_hour_when_it_is_another_day_across_the_river_the_receivers_day_counts(tour, heihe, amur, timezone, day):
    tour.clears()
    tour.accepts(heihe, amur)
    receiver = {"Asia/Yakutsk": amur, "Asia/Shanghai": heihe}[timezone]
    with reading() as session:
        assert session.get_one(Library, receiver.id).timezone == timezone
    line = next(line for line in tour.lines() if line.receiver_id == receiver.id)
    receives(line, when=datetime(2026, 3, 1, 15, 30, tzinfo=UTC))
    assert [entry.happened_on for entry in rows_of(Entry)] == [day]


def test_a_received_book_is_on_the_account_once_and_a_lost_one_never(tour, heihe, amur):
    tour.clears()
    tour.accepts(heihe, amur)
    first, second = tour.lines()
    receives(first)
    receives(first)
    receives(second, OutcomeKind.LOST)
    with reading() as session:
        assert ledger.balance(session, first.giver_id, first.receiver_id, BookKind.NETWORK) == {Unit.PIECES: 1}
        assert ledger.balance(session, first.receiver_id, first.giver_id, BookKind.NETWORK) == {Unit.PIECES: -1}
    assert {line.state for line in tour.lines()} == {LineState.RECEIVED, LineState.FAILED}
    lost = next(want for want in rows_of(Want) if want.id == second.want_id)
    assert (lost.state, lost.priority) == (WantState.OPEN, 4)


@pytest.mark.parametrize(("counts", "state"), [(True, LineState.RECEIVED), (False, LineState.FAILED)])
def test_a_claim_that_is_resolved_ends_the_way_of_its_book_and_of_the_round(tour, heihe, amur, counts, state):
    tour.clears()
    tour.accepts(heihe, amur)
    first, second = tour.lines()
    receives(first)
    claimed(second, counts=counts)
    assert next(line for line in tour.lines() if line.id == second.id).state is state
    assert tour.state is RoundState.SETTLED
    with reading() as session:
        assert ledger.balance(session, heihe.id, amur.id, BookKind.NETWORK).get(Unit.PIECES, 0) == 0 or not counts


def test_a_book_that_is_credited_after_it_was_received_is_wanted_again(tour, heihe, amur):
    tour.clears()
    tour.accepts(heihe, amur)
    first, second = tour.lines()
    receives(first)
    receives(second)
    claimed(first, counts=False, was_counted=True)
    assert next(line for line in tour.lines() if line.id == first.id).state is LineState.FAILED
    want = next(want for want in rows_of(Want) if want.id == first.want_id)
    assert (want.state, want.received) == (WantState.OPEN, 0)
    with reading() as session:
        assert ledger.balance(session, first.giver_id, first.receiver_id, BookKind.NETWORK) == {Unit.PIECES: -1}


@pytest.mark.parametrize("was_counted", [True, False])
def test_what_the_network_bears_in_a_round_costs_neither_library(tour, heihe, amur, was_counted):
    tour.clears()
    tour.accepts(heihe, amur)
    first, second = tour.lines()
    receives(second)
    if was_counted:
        receives(first)
    claimed(first, counts=False, was_counted=was_counted, outcome=Claimed.FUND)
    with reading() as session:
        assert ledger.balance(session, first.giver_id, first.receiver_id, BookKind.NETWORK) == {}
        owed = {each.id: ledger.owed_by_network(session, each.id) for each in (heihe, amur)}
    assert owed == {first.giver_id: {}, first.receiver_id: {Unit.PIECES: 1}}
    assert next(line for line in tour.lines() if line.id == first.id).state is LineState.FAILED


def test_a_book_of_a_round_that_came_damaged_is_replaced_by_a_box_of_the_two(tour, heihe, amur):
    tour.clears()
    tour.accepts(heihe, amur)
    line = next(line for line in tour.lines() if line.receiver_id == amur.id)
    receives(next(each for each in tour.lines() if each.id != line.id))
    spare = heihe.offers("骆驼祥子", None, language="chi")
    (number,) = [title.consignment_id for title in rows_of(ConsignmentLine) if title.subject_id == line.id]
    pair = Pair(heihe, amur)
    pair.completes(number)
    pair.sends(number)
    pair.receives(number, n1="damaged")
    pair.argues(number, "offer_substitute", heihe)
    pair.argues(number, "agree", amur, spare)
    assert next(each for each in tour.lines() if each.id == line.id).state is LineState.FAILED
    (new,) = rows_of(BoxLine)
    assert (new.offer_id, new.giver_id, new.receiver_id, str(new.state)) == (spare, heihe.id, amur.id, "agreed")
    assert tour.state is RoundState.SETTLED


def claimed(
    line: RoundLine,
    *,
    counts: bool,
    was_counted: bool = False,
    when: datetime | None = None,
    outcome: Claimed | None = None,
) -> None:
    """Tell that a book was sent, came badly, and what the claim made of it."""
    giver = Actor("person", library_id=line.giver_id, roles=frozenset({Role.LIBRARIAN}))
    told = [(OutcomeKind.CLAIM_OPENED, was_counted), (OutcomeKind.CLAIM_RESOLVED, counts)]
    for kind, now_counts in told if was_counted else [(OutcomeKind.SENT, False), *told]:
        ended = outcome if kind is OutcomeKind.CLAIM_RESOLVED else None
        ends = (line.giver_id, line.receiver_id)
        told_of = LineOutcome(kind, line.id, 1, 1, 1, *ends, now_counts, was_counted=was_counted, outcome=ended)
        with transaction() as session:
            consigning.hear(session, giver, told_of, when or now())


def test_consignments_cross_the_border_through_the_gateways(tour, heihe, amur, make_partner):
    gateway = make_partner("Harbin", "CN")
    with transaction() as session:
        session.execute(
            sa.text("UPDATE library SET gateway_id = :gateway WHERE id = :id"), {"gateway": gateway.id, "id": heihe.id}
        )
    tour.clears()
    tour.accepts(heihe, amur)
    legs = sorted((leg.consignment_id, leg.seq, leg.from_id, leg.to_id) for leg in rows_of(Leg))
    assert {str(row.mode) for row in rows_of(Consignment)} == {"gateway"}
    ways = {row.id: row.consignor_id for row in rows_of(Consignment)}
    assert sorted((ways[consignment], start, end) for consignment, _seq, start, end in legs) == sorted(
        [
            (heihe.id, heihe.id, gateway.id),
            (heihe.id, gateway.id, amur.id),
            (amur.id, amur.id, gateway.id),
            (amur.id, gateway.id, heihe.id),
        ]
    )


def test_a_refused_line_frees_the_book_and_the_round_is_cleared_once_more(tour, heihe, amur):
    tour.clears()
    received = next(line for line in tour.lines() if line.receiver_id == amur.id)
    tour.answers(amur, received, LineAnswer(is_accepted=False, reason=Refusal.ALREADY_BOUGHT))
    with pytest.raises(Conflict, match="answered"):
        tour.answers(amur, received)
    assert heihe.offer(received.offer_id).state is OfferState.OPEN
    tour.accepts(heihe, amur)
    assert (tour.clearings, tour.state) == (2, RoundState.SHIPPING)  # half of the lines were refused
    assert [line.receiver_id for line in tour.lines(LineState.CONFIRMED)] == [heihe.id]


def test_a_reason_must_be_one_of_that_side(tour, heihe, amur):
    tour.clears()
    line = next(line for line in tour.lines() if line.receiver_id == amur.id)
    with pytest.raises(InvalidInput):
        tour.answers(amur, line, LineAnswer(is_accepted=False, reason=Refusal.DAMAGED))
    tour.answers(heihe, line, LineAnswer(is_accepted=False, reason=Refusal.DAMAGED))
    assert heihe.offer(line.offer_id).state is OfferState.WITHDRAWN


def test_silence_of_a_giver_is_a_no_and_costs_it_the_book_that_its_silence_would_have_brought(tour, heihe, amur):
    tour.joins(amur, accepts_silently=True)
    tour.clears()
    tour.accepts(heihe)
    tour.turns(at(tour.answer_until))
    # Amur did not answer: what it gives stays, and so what it had asked for beforehand does not come either.
    assert {line.giver_id: line.refusal for line in tour.lines()} == {amur.id: Refusal.SILENCE, heihe.id: Refusal.LOST}
    assert (tour.clearings, tour.state) == (2, RoundState.SETTLED)


def test_a_library_declines_everything(tour, heihe, amur):
    tour.clears()
    with transaction() as session:
        found = session.get_one(Round, tour.id)
        assert answering.decline_all(session, amur.librarian, found, now()) == 2
    assert {row.library_id: row.proposal for row in rows_of(RoundMember)}[amur.id] is ProposalState.DECLINED
    assert {line.refusal for line in tour.lines()} == {Refusal.STILL_NEEDED, Refusal.NOT_NEEDED}


def test_the_choice_is_sealed_and_counts(tour, heihe, amur):
    tour.turns(AFTER_LISTING)
    with transaction() as session:
        found = session.get_one(Round, tour.id)
        own = queries.listed_wants(session, found, amur.id, "en")
        planning.choose(session, amur.librarian, found, {own[0].want.id: Choice(priority=5, cap=1, is_out=True)}, now())
    with pytest.raises(NotFound), transaction() as session:
        found = session.get_one(Round, tour.id)
        theirs = queries.listed_wants(session, found, amur.id, "en")
        planning.choose(session, heihe.librarian, found, {theirs[0].want.id: Choice(priority=1, cap=1)}, now())
    tour.turns(AFTER_CHOICE)
    assert [line.receiver_id for line in tour.lines()] == [heihe.id]


def test_every_want_of_a_round_ends_with_exactly_one_outcome(tour):
    tour.clears()
    assert all(outcome is not None for outcome in tour.outcomes().values())


def offers_books(heihe, amur, number: int) -> None:
    """Have so many books offered and wanted each way."""
    for each in range(number):
        chinese, russian = (
            add_book(f"书{each}", f"97870200022{each:02d}"),
            add_book(f"Книга {each}", f"97851703822{each:02d}", "rus"),
        )
        heihe.offers(f"书{each}", f"97870200022{each:02d}", chinese, language="chi")
        amur.offers(f"Книга {each}", f"97851703822{each:02d}", russian, language="rus")
        amur.wants(title=f"书{each}")
        heihe.wants(title=f"Книга {each}")


@pytest.fixture
def many(heihe, amur, deliver) -> Tour:
    """A round in which six books go each way, so that one refusal does not have it cleared again."""
    offers_books(heihe, amur, 6)
    made = Tour(heihe.id, deliver)
    made.joins(heihe, amur)
    made.clears()
    return made


@pytest.fixture
def many_apart(heihe, amur, deliver) -> Callable[..., Tour]:
    """Make a round in which five books go each way; say who asked beforehand that its silence be taken for a yes."""

    def make(**asked: bool) -> Tour:
        offers_books(heihe, amur, 5)
        made = Tour(heihe.id, deliver)
        for name, partner in (("heihe", heihe), ("amur", amur)):
            made.joins(partner, accepts_silently=asked.get(name, False))
        made.clears()
        return made

    return make


@pytest.mark.parametrize(
    ("says_no", "reason", "outcome", "lost"),
    [
        ("giver", Refusal.DAMAGED, Outcome.NOT_SENT_BY_GIVER, [Outcome.LOST_BY_REFUSAL]),
        ("receiver", Refusal.ALREADY_BOUGHT, Outcome.DECLINED_BY_OWNER, []),
    ],
)
def test_a_want_whose_book_was_refused_is_no_longer_called_filled(many, heihe, amur, says_no, reason, outcome, lost):
    line = next(line for line in many.lines() if line.giver_id == heihe.id)
    assert many.outcomes()[line.want_id] is Outcome.FILLED
    who = heihe if says_no == "giver" else amur
    many.answers(who, line, LineAnswer(is_accepted=False, reason=reason))
    many.accepts(heihe, amur)
    assert (many.clearings, many.state) == (1, RoundState.SHIPPING)
    assert many.outcomes()[line.want_id] is outcome
    others = [told for want, told in many.outcomes().items() if want != line.want_id]
    assert [told for told in others if told is not Outcome.FILLED] == lost


def silent_lines(tour, line_of):
    """Return what became of each line of the first clearing: whether it is agreed, and why not."""
    return {
        (line_of(line), line.state is not LineState.REFUSED, line.refusal)
        for line in tour.lines()
        if line.clearing == 1
    }


@pytest.mark.parametrize("asked_beforehand", [False, True])
def test_a_silent_receivers_books_come_only_if_it_asked_for_that_beforehand(many_apart, heihe, amur, asked_beforehand):
    tour = many_apart(amur=asked_beforehand)
    tour.accepts(heihe)
    for line in tour.lines():
        if line.giver_id == amur.id:
            tour.answers(amur, line)
    tour.turns(at(tour.answer_until))
    ends = silent_lines(tour, lambda line: "given by" if line.giver_id == amur.id else "received by")
    assert ends == {
        ("given by", True, None),
        ("received by", asked_beforehand, None if asked_beforehand else Refusal.SILENCE),
    }


def test_when_both_are_silent_nothing_is_agreed_whatever_they_asked_for(many_apart, heihe, amur):
    tour = many_apart(heihe=True, amur=True)
    tour.turns(at(tour.answer_until))
    assert silent_lines(tour, lambda _line: "any") == {("any", False, Refusal.SILENCE)}
    assert tour.lines(LineState.CONFIRMED) == []


@pytest.mark.parametrize(("refused", "clearings"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2)])
def test_a_round_is_cleared_again_when_more_than_a_fifth_was_refused_and_not_at_a_fifth(
    many_apart, heihe, amur, refused, clearings
):
    tour = many_apart()
    assert len(tour.lines()) == 10
    for line in [line for line in tour.lines() if line.giver_id == heihe.id][:refused]:
        tour.answers(heihe, line, no(Refusal.DAMAGED))
    assert len([line for line in tour.lines() if line.refusal is Refusal.LOST]) == refused
    tour.accepts(heihe, amur)
    assert tour.clearings == clearings


def evening(day: date) -> datetime:
    """Shortly before the end of a day at the library that coordinates."""
    return before_midnight(day, "Asia/Shanghai")


def test_each_stage_lasts_to_the_end_of_its_last_day(tour, heihe, amur):
    tour.turns(evening(DAYS.listing_until))
    assert tour.state is RoundState.LISTING
    late = heihe.offers("呐喊", None)
    tour.turns(AFTER_LISTING)
    assert tour.state is RoundState.SELECTING
    assert late in {row.offer_id for row in rows_of(RoundOffer)}
    tour.turns(evening(DAYS.selecting_until))
    assert tour.state is RoundState.SELECTING
    tour.turns(AFTER_CHOICE)
    assert tour.state is RoundState.PROPOSED
    tour.turns(evening(tour.answer_until))
    assert (tour.state, {line.giver_answer for line in tour.lines()}) == (RoundState.PROPOSED, {Answer.WAITING})
    tour.turns(at(tour.answer_until))
    assert Answer.WAITING not in {line.giver_answer for line in tour.lines(LineState.PROPOSED, LineState.CONFIRMED)}
    assert {line.refusal for line in tour.lines()} == {Refusal.SILENCE}


@pytest.mark.parametrize("zone", ZONES)
def test_a_deadline_is_over_at_the_end_of_the_day_of_the_library_that_coordinates(web, make_partner, deliver, zone):
    coordinator = make_partner("Harbin", ZONES[zone], timezone=zone)
    tour = Tour(coordinator.id, deliver)
    for until, state, follows in (
        (DAYS.listing_until, RoundState.LISTING, RoundState.SELECTING),
        (DAYS.selecting_until, RoundState.SELECTING, RoundState.CLEARING),
    ):
        tour.turns_alone(before_midnight(until, zone))
        assert tour.state is state
        tour.turns_alone(after_midnight(until, zone))
        assert tour.state is follows


def test_no_box_takes_a_book_with_which_a_round_is_being_cleared(tour, heihe, amur):
    tour.turns(AFTER_LISTING)
    with transaction() as session:
        clock.turn(session, session.get_one(Round, tour.id), AFTER_CHOICE)
        box = selecting.open_box(session, amur.librarian, heihe.id, now())
        assert free_offers(session, box, heihe.id, "", "en", 10, 0)[0] == 0
    tour.deliver()
    line = next(line for line in tour.lines() if line.giver_id == heihe.id)
    tour.answers(amur, line, LineAnswer(is_accepted=False, reason=Refusal.NOT_NEEDED))
    with transaction() as session:
        assert free_offers(session, session.get_one(Box, box.id), heihe.id, "", "en", 10, 0)[0] == 1


def test_no_result_stands_without_its_equity_table(tour):
    tour.clears()
    assert {row["by"] for row in tour.equity} >= {"all", "kind", "country", "place"}
    with pytest.raises(IntegrityError), transaction() as session:
        session.execute(sa.update(Round).values(equity=sa.null()))


def test_the_database_promises_no_copy_twice(tour):
    tour.clears()
    line = tour.lines()[0]
    with pytest.raises(IntegrityError), transaction() as session:
        session.add(RoundLine(**(line.model_dump() | {"id": None})))


def test_a_lot_is_split_so_that_each_copy_has_its_own_line(heihe, amur, make_partner, deliver):
    magadan = make_partner("Magadan", "RU", kind=LibraryKind.NGO)
    record = add_book("红楼梦", "9787020002207")
    heihe.offers("红楼梦", "9787020002207", record, quantity=3)
    for partner in (amur, magadan):
        partner.wants(number="9787020002207")
    tour = Tour(heihe.id, deliver, gift_budget=10)
    tour.joins(heihe, amur, magadan)
    tour.clears()
    assert sorted((offer.quantity, offer.state) for offer in rows_of(Offer)) == [
        (1, OfferState.OPEN),
        (1, OfferState.RESERVED),
        (1, OfferState.RESERVED),
    ]
    assert len({line.offer_id for line in tour.lines()}) == 2


def test_the_result_depends_on_the_lists_alone(tour, app):
    tour.turns(AFTER_LISTING)
    with reading() as session:
        gathered = gather(session, session.get_one(Round, tour.id))
    market = gathered.market
    turned = Market(
        market.institutions[::-1],
        market.offers[::-1],
        market.wants[::-1],
        market.pairs[::-1],
        market.rules,
        market.barred[::-1],
    )
    assert clear(market) == clear(turned)
    # The same lists give the same input on SQLite and on PostgreSQL: library codes and numbers, no chance.
    codes = sorted(one.id for one in market.institutions)
    assert sorted(one.id for one in market.offers) == [f"{code}/00001" for code in codes]
    tour.turns(AFTER_CHOICE)
    assert tour.input_hash == input_hash(under_pseudonyms(gathered).market)


def test_too_few_common_working_days_are_refused(heihe):
    short = PLAN | {"listing_until": PLAN["listing_from"] + timedelta(days=7)}
    with pytest.raises(InvalidInput) as refused, transaction() as session:
        planning.plan(session, COORDINATOR, RoundInput(organiser_id=heihe.id, **(NAMES | short)), BEGIN)
    earliest = answers.proposed_calendar(queries.country_calendars(), PLAN["listing_from"]).listing_until
    assert format_date(earliest, "medium") in str(refused.value.fields["listing_until"]), (
        "the day that would do is told"
    )
    with transaction() as session:
        enough = PLAN | {"listing_until": earliest}
        planning.plan(session, COORDINATOR, RoundInput(organiser_id=heihe.id, **(NAMES | enough)), BEGIN)


def test_a_stranger_finds_neither_the_line_nor_the_choice(tour, make_partner):
    stranger = make_partner("Mohe", "CN")
    tour.clears()
    with pytest.raises(NotFound):
        tour.answers(stranger, tour.lines()[0])


@pytest.fixture
def two(web, make_partner) -> tuple[Any, Any]:
    """Two libraries on one database, for many rounds."""
    return make_partner("Heihe", "CN"), make_partner("Amur", "RU")


ANSWERS = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=2)


@given(said=ANSWERS)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_answered_nothing_is_promised_twice_and_only_agreed_books_travel(two, deliver, said):
    heihe, amur = two
    with transaction() as session:
        for table in (RoundLine, RoundWant, RoundOffer, ConsignmentLine, Offer, Want):
            session.execute(sa.delete(table))
    for giver, receiver, title in ((heihe, amur, f"书{heihe.id}"), (amur, heihe, f"Книга {amur.id}")):
        giver.offers(title, None)
        receiver.wants(title=title)
    tour = Tour(heihe.id, deliver)
    tour.joins(heihe, amur)
    tour.clears()
    by_id = {heihe.id: heihe, amur.id: amur}
    for line, (giver, receiver) in zip(tour.lines(LineState.PROPOSED), said, strict=True):
        if line.id not in {each.id for each in tour.lines(LineState.PROPOSED)}:
            continue  # lost, because its receiver sent nothing
        tour.answers(by_id[line.giver_id], line, ACCEPT if giver else no(Refusal.STILL_NEEDED))
        if giver:
            tour.answers(by_id[line.receiver_id], line, ACCEPT if receiver else no(Refusal.NOT_NEEDED))
    agreed = sum(giver and receiver for giver, receiver in said) if all(giver for giver, _receiver in said) else 0
    assert len(tour.lines(LineState.CONFIRMED)) == len(rows_of(ConsignmentLine)) == agreed
    live = [line.offer_id for line in tour.lines(LineState.PROPOSED, LineState.CONFIRMED)]
    assert len(live) == len(set(live))
    with reading() as session:
        ids = [line.offer_id for line in tour.lines(LineState.REFUSED)]
        states = set(session.scalars(sa.select(col(Offer.state)).where(col(Offer.id).in_(ids))))
    assert states <= {OfferState.OPEN, OfferState.WITHDRAWN, OfferState.COMMITTED}
    assert Answer.WAITING not in {line.giver_answer for line in tour.lines(LineState.CONFIRMED)}


def no(reason: Refusal) -> LineAnswer:
    return LineAnswer(is_accepted=False, reason=reason)


def test_the_organiser_is_told_by_letter_and_on_its_list_of_work(app, make_partner):
    heihe = make_partner("Heihe", "CN")
    with transaction() as session:
        planning.plan(session, COORDINATOR, RoundInput(organiser_id=heihe.id, **(NAMES | PLAN)), BEGIN)
    with reading() as session:
        letters = [one.payload["recipient"] for one in session.scalars(sa.select(OutboxMessage))]
        waits = {kind.name: count for kind, count in counted(session, heihe.id, date(2026, 6, 1))}
    assert (letters, waits) == (["ill@heihe.example"], {"planned_rounds": 1})
