"""Who refuses a book after the clearing loses one that was to come: told before, and to all concerned after."""

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState
from library_exchange.rounds.models import Round, RoundMember
from library_exchange.rounds.queries.market import gather
from library_exchange.rounds.rules.answers import Answer, LineState, Refusal
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import ProposalState, RoundState
from library_exchange.rounds.schemas import LineAnswer
from library_exchange.rounds.services import answering
from tests.partners import Partner, rows_of
from tests.rounds.tours import Tour, at

NOT_SENT = LineAnswer(is_accepted=False, reason=Refusal.STILL_NEEDED)
NOT_TAKEN = LineAnswer(is_accepted=False, reason=Refusal.ALREADY_BOUGHT)


@pytest.fixture
def magadan(make_partner) -> Partner:
    return make_partner("Magadan", "RU")


@pytest.fixture
def tour(heihe, amur, magadan, deliver, worlds) -> Tour:
    """Heihe and Amur swap a book; Magadan, which may owe one, wants the one that goes to Heihe."""

    def made() -> tuple[int, int, int]:
        heihe.offers("红楼梦", None)
        amur.wants(title="红楼梦")
        amur.offers("Бесы", None)
        ours, theirs = heihe.wants(title="Бесы"), magadan.wants(title="Бесы")
        return ours, theirs, cleared(Tour(heihe.id, deliver), heihe, amur, magadan).id

    heihe.kept["want"], magadan.kept["want"], number = worlds.given(database(), "a book that two want", made)
    return Tour.known(number, deliver)


def cleared(made: Tour, *partners: Partner) -> Tour:
    made.joins(*partners)
    made.clears()
    return made


def line_of(tour: Tour, giver: Partner, *states: LineState):
    return next(line for line in tour.lines(*states) if line.giver_id == giver.id)


def test_the_book_that_a_refusing_library_loses_is_proposed_to_the_next_in_line(tour, heihe, amur, magadan):
    lost = line_of(tour, amur)
    assert lost.receiver_id == heihe.id
    tour.accepts(amur)
    tour.answers(heihe, line_of(tour, heihe), NOT_SENT)
    was, goes_on = (line for line in tour.lines() if line.giver_id == amur.id)
    assert (was.id, was.state, was.refusal) == (lost.id, LineState.REFUSED, Refusal.LOST)
    assert (goes_on.receiver_id, goes_on.state, goes_on.offer_id) == (magadan.id, LineState.PROPOSED, lost.offer_id)
    assert (goes_on.giver_answer, goes_on.receiver_answer) == (Answer.ACCEPTED, Answer.WAITING)
    assert (goes_on.rank, goes_on.wishers) == (3 - lost.rank, 2)
    assert amur.offer(lost.offer_id).state is OfferState.RESERVED
    proposals = {row.library_id: row.proposal for row in rows_of(RoundMember)}
    assert proposals == {
        heihe.id: ProposalState.ACCEPTED,
        amur.id: ProposalState.ACCEPTED,
        magadan.id: ProposalState.SENT,
    }
    outcomes = tour.outcomes()
    assert outcomes[heihe.kept["want"]] is Outcome.LOST_BY_REFUSAL
    assert outcomes[magadan.kept["want"]] is Outcome.FILLED
    assert heihe.want(heihe.kept["want"]).declines == 0
    assert magadan.want(magadan.kept["want"]).state is WantState.PENDING
    assert tour.state is RoundState.PROPOSED  # it waits for Magadan


def test_cleared_once_more_a_library_does_not_get_back_what_it_lost(tour, heihe, amur, magadan):
    tour.answers(heihe, line_of(tour, heihe), NOT_SENT)
    tour.accepts(amur, magadan)
    assert (tour.clearings, tour.state) == (2, RoundState.SHIPPING)
    assert [line.receiver_id for line in tour.lines(LineState.CONFIRMED)] == [magadan.id]
    assert tour.outcomes()[heihe.kept["want"]] is Outcome.LOST_BY_REFUSAL
    with reading() as session:
        code = session.get_one(Library, heihe.id).code
        limits = {one.id: one.in_limit for one in gather(session, session.get_one(Round, tour.id)).market.institutions}
    assert limits.pop(code) == 0
    assert set(limits.values()) == {None}


def test_who_declines_a_book_that_was_to_come_loses_nothing_more(tour, heihe, amur):
    tour.answers(heihe, line_of(tour, amur), NOT_TAKEN)
    assert Refusal.LOST not in {line.refusal for line in tour.lines()}
    tour.answers(amur, line_of(tour, heihe), LineAnswer(is_accepted=True))
    assert line_of(tour, heihe).state is LineState.PROPOSED


def test_silence_about_a_book_to_send_costs_one_too_and_it_stays_with_its_library(tour, heihe, amur, magadan):
    lost = line_of(tour, amur)
    tour.answers(heihe, lost)
    tour.accepts(amur)
    tour.turns(at(tour.answer_until))
    assert {(line.giver_id, line.refusal) for line in tour.lines() if line.clearing == 1} == {
        (heihe.id, Refusal.SILENCE),
        (amur.id, Refusal.LOST),
    }
    assert [line.receiver_id for line in tour.lines() if line.clearing == 1 and line.giver_id == amur.id] == [heihe.id]


def test_everybody_concerned_is_told_in_its_language_and_the_act_is_kept(tour, heihe, amur, magadan):
    line = line_of(tour, heihe)
    with transaction() as session:
        found = session.get_one(Round, tour.id)
        own = answering.queries.get_line(session, found, heihe.id, line.id)
        (loss,) = answering.answer(session, heihe.librarian, found, own, NOT_SENT, now())
    with reading() as session:
        letters = {
            row.payload["recipient"]: row.payload["subject"]
            for row in session.scalars(sa.select(OutboxMessage).where(OutboxMessage.done_at.is_(None)))
            if "recipient" in row.payload
        }
        kept = [entry for entry in session.scalars(sa.select(AuditEntry)) if entry.action == "round.lose"]
    assert letters["ill@amur.example"].startswith("Книга не отправляется туда")
    assert letters["ill@magadan.example"].startswith("Вам предложена ещё одна книга")
    assert "ill@heihe.example" not in letters  # it was told on the page
    assert [entry.facts for entry in kept] == [{"for_line": line.id, "goes_on_as": loss.instead.id}]


REASON = {
    "zh": ("请选择原因", "本身需要保留", "再次"),
    "ru": ("Выберите причину", "нужен самой библиотеке", "ещё раз"),
}


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_no_reason_is_chosen_beforehand_and_the_question_repeats_the_one_given(tour, heihe, at_desk, language):
    desk, line = at_desk(heihe.librarian_id), line_of(tour, heihe)
    page = f"/{language}/staff/exchange/rounds/{tour.id}"
    nothing, reason, again = REASON[language]
    [select] = lxml.html.fromstring(desk.get(page).text).xpath(f"//select[@id='why-{line.id}']")
    assert (select.value, select.xpath("./option[1]/text()")) == ("", [nothing])
    sent = {"answer": "decline", "reason": "still_needed"}
    asked = lxml.html.fromstring(desk.post(f"{page}/lines/{line.id}", data=sent).text)
    assert reason in asked.xpath("string(//dl)")
    assert again in asked.text_content(), "that the whole round may be matched once more"


ASKED = {"zh": ("贵馆将得不到", "每拒绝寄出一册"), "ru": ("вы не получите", "За каждую неотправленную книгу")}


@pytest.mark.parametrize("language", ["zh", "ru"])
def test_a_library_is_told_what_it_will_not_get_before_it_refuses(tour, heihe, at_desk, language):
    desk, line = at_desk(heihe.librarian_id), line_of(tour, heihe)
    page = f"/{language}/staff/exchange/rounds/{tour.id}"
    asked_with, on_page = ASKED[language]
    assert on_page in desk.get(page).text
    sent = {"answer": "decline", "reason": "still_needed"}
    asked = lxml.html.fromstring(desk.post(f"{page}/lines/{line.id}", data=sent).text).text_content()
    assert asked_with in asked
    assert "Бесы" in asked
    assert "Magadan" not in asked  # whose wish comes next is nobody's business
    assert {each.state for each in tour.lines()} == {LineState.PROPOSED}
    assert desk.post(f"{page}/lines/{line.id}", data=sent | {"sure": "yes"}).status_code == 302
    assert Refusal.LOST in {each.refusal for each in tour.lines()}


def test_a_library_that_has_nothing_to_lose_is_told_so(heihe, amur, deliver, at_desk):
    heihe.offers("红楼梦", None)
    amur.wants(title="红楼梦")
    tour = cleared(Tour(heihe.id, deliver), heihe, amur)
    address = f"/en/staff/exchange/rounds/{tour.id}/lines/{tour.lines()[0].id}"
    asked = at_desk(heihe.librarian_id).post(address, data={"answer": "decline", "reason": "damaged"}).text
    assert "Your library loses nothing for it" in asked


@pytest.mark.parametrize(("language", "words"), [("zh", "如果不寄出约定的图书"), ("ru", "Если обещанная книга")])
def test_the_page_of_the_rule_says_what_a_late_refusal_costs(visitor, web, language, words):
    assert words in visitor(web).get(f"/{language}/exchange/rule").text
