"""Two libraries exchange serials: agreed, expected, sent, received, claimed, counted, renewed, ended."""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import speaking
from library_exchange.ledger import queries as ledger
from library_exchange.ledger.models import Entry, Unit
from library_exchange.standing_exchange import labels
from library_exchange.standing_exchange.models import SerialIssue, StandingSerial
from library_exchange.standing_exchange.queries import exchanges, waiting_for
from library_exchange.standing_exchange.rules.issues import IssueEvent, IssueState
from library_exchange.standing_exchange.services import issues, night
from tests.partners import rows_of
from tests.standing_exchange.conftest import Serials

WAITS = {"proposals": waiting_for.proposals, "renewals": waiting_for.renewals} | {
    "claims": waiting_for.claims,
    "late": waiting_for.late,
}


def waits(serials, library):
    """Return what waits for a library on the day of the test."""
    with reading() as session:
        today = serials.at.date()
        return {name for name, found in WAITS.items() if session.execute(found(library.id, today)).all()}


def nights(serials):
    with transaction() as session:
        return {name: verb(session, serials.at) for name, verb in night.VERBS.items()}


def balance(serials):
    with reading() as session:
        return ledger.balance(session, serials.heihe.id, serials.amur.id).get(Unit.PIECES, 0)


# Agreeing -------------------------------------------------------------------------------------------------------------


def test_what_one_library_proposes_the_other_accepts_and_the_issues_of_the_year_are_expected(serials):
    serials.proposes()
    assert waits(serials, serials.amur) == {"proposals"}
    assert waits(serials, serials.heihe) == set()
    assert serials.issues(serials.heihe) == []
    serials.does("accept", serials.amur)
    assert serials.row.state == "active"
    journal, quarterly = serials.issues(serials.heihe), serials.issues(serials.amur)
    assert [(each.volume, each.number) for each in journal] == [(12, str(n)) for n in range(1, 13)]
    assert [(each.volume, each.due_on.month) for each in quarterly] == [(None, 1), (None, 4), (None, 7), (None, 10)]


def test_issues_from_before_the_exchange_was_accepted_are_not_late_at_once(serials):
    serials.begins()
    assert waits(serials, serials.amur) == set()
    serials.days_pass(76)
    assert waits(serials, serials.amur) == {"late"}


def test_nobody_accepts_her_own_proposal_and_a_stranger_knows_nothing_of_it(serials, make_partner):
    serials.proposes()
    with pytest.raises(Conflict):
        serials.does("accept", serials.heihe)
    with pytest.raises(NotFound):
        serials.does("accept", make_partner("Harbin", "CN"))


def test_a_standing_exchange_needs_an_agreement_in_force(serials, make_partner):
    with pytest.raises(InvalidInput) as refused:
        serials.proposes(partner_id=make_partner("Tynda", "RU").id)
    assert list(refused.value.fields) == ["partner_id"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"ours_title": None, "theirs_title": None}, "ours_title"),
        ({"first_year": 2030}, "first_year"),
        ({"ours_first_number": 13}, "ours_first_number"),
        ({"counting": "issue", "theirs_rate": 1}, "ours_rate"),
        ({"counting": "nothing", "theirs_rate": 1}, "counting"),
        ({"partner_id": None}, "partner_id"),
    ],
)
def test_what_does_not_fit_is_told_at_its_field(serials, given, field):
    with pytest.raises(InvalidInput) as refused:
        serials.proposes(**given)
    assert list(refused.value.fields) == [field]


def test_a_serial_may_be_given_for_nothing(serials):
    serials.begins(theirs_title=None)
    assert len(rows_of(StandingSerial)) == 1
    assert serials.issues(serials.amur) == []


def test_nothing_counts_where_the_agreement_counts_nothing(pair):
    pair.agrees(mode="gift_only")
    with pytest.raises(InvalidInput) as refused:
        Serials(pair).proposes(counting="year", ours_rate=1, theirs_rate=1)
    assert list(refused.value.fields) == ["counting"]


def test_a_proposal_that_nobody_answers_is_closed_after_sixty_days_and_both_are_told(serials, letters):
    serials.proposes()
    serials.days_pass(60)
    assert nights(serials)["end_silence"] == 0
    serials.days_pass(1)
    assert nights(serials)["end_silence"] == 1
    assert (serials.row.state, serials.row.ending) == ("closed", "silence")
    assert {each["language"] for each in letters()[-2:]} == {"zh", "ru"}


# Issues ---------------------------------------------------------------------------------------------------------------


def test_many_issues_are_ticked_at_once_and_a_mistaken_tick_is_taken_back(serials):
    serials.begins()
    assert serials.ticks("send", serials.heihe, serials.heihe, 0, 1, 2) == 3
    serials.ticks("receive", serials.amur, serials.heihe, 0, 1, 3)
    assert serials.states(serials.heihe)[:5] == ["received", "received", "sent", "received", "expected"]
    serials.ticks("not_received", serials.amur, serials.heihe, 1, 3)
    serials.ticks("not_sent", serials.heihe, serials.heihe, 2)
    assert serials.states(serials.heihe)[:5] == ["received", "sent", "expected", "expected", "expected"]


@pytest.mark.parametrize(("event", "place"), [("receive", 0), ("not_sent", 0), ("will_come", 0)])
def test_where_one_ticked_issue_does_not_fit_none_moves(serials, event, place):
    serials.begins()
    before = serials.states(serials.heihe)
    with pytest.raises(Conflict):
        serials.ticks(event, serials.heihe, serials.heihe, place, 1)
    assert serials.states(serials.heihe) == before


def test_an_issue_ticked_on_an_old_page_is_refused(serials):
    serials.begins()
    [first, *_rest] = serials.issues(serials.heihe)
    serials.ticks("send", serials.heihe, serials.heihe, 0)
    with pytest.raises(Conflict), transaction() as session:
        row = exchanges.get_exchange(session, serials.heihe.librarian, serials.id)
        ticked = [(first.id, first.version)]
        issues.tick(session, serials.amur.librarian, row, IssueEvent.RECEIVE, ticked, serials.at)


def test_issues_of_others_are_not_found(serials):
    serials.begins()
    foreign = serials.issues(serials.heihe)[0]
    other = serials.begins(ours_title="黑龙江", theirs_title=None)
    with pytest.raises(NotFound), transaction() as session:
        row = exchanges.get_exchange(session, serials.heihe.librarian, other.id)
        issues.tick(session, serials.heihe.librarian, row, IssueEvent.SEND, [(foreign.id, 1)], serials.at)


def test_what_is_late_is_claimed_in_one_letter_in_the_language_of_its_reader(serials, letters):
    serials.begins()
    with pytest.raises(Conflict):
        serials.claims_all(serials.amur)
    serials.days_pass(76)
    assert serials.claims_all(serials.amur) == 4
    assert serials.states(serials.heihe)[:5] == ["claimed"] * 4 + ["expected"]
    assert waits(serials, serials.heihe) == {"claims"}
    assert waits(serials, serials.amur) == set()
    letter = letters()[-1]
    assert letter["language"] == "zh"
    assert "2026年第12卷第3期" in letter["body"]
    assert letter["body"].count("北方文学") == 4


def test_an_issue_is_late_once_a_later_one_has_come_and_the_queries_say_what_the_rule_says(serials):
    serials.begins()
    serials.ticks("receive", serials.amur, serials.heihe, 2)
    assert waits(serials, serials.amur) == {"late"}
    with pytest.raises(Conflict):
        serials.ticks("claim", serials.amur, serials.heihe, 3)
    for days in (0, 40, 40, 100, 200):
        serials.days_pass(days)
        with reading() as session:
            today = serials.at.date()
            found = exchanges.late_among(serials.issues(serials.heihe) + serials.issues(serials.amur), today)
            assert set(session.scalars(sa.select(SerialIssue.id).where(exchanges.is_late_on(today)))) == found
            assert found


def test_the_giver_answers_each_claim_and_the_receiver_is_told(serials, letters):
    serials.begins()
    serials.days_pass(76)
    serials.claims_all(serials.amur)
    for place, event, state in ((0, "send", "sent"), (1, "will_come", "expected"), (2, "out_of_print", "gone")):
        serials.ticks(event, serials.heihe, serials.heihe, place)
        assert serials.states(serials.heihe)[place] == state
        assert letters()[-1]["language"] == "ru"
    serials.ticks("ceased", serials.heihe, serials.heihe, 3)
    assert [str(each.answer) for each in serials.issues(serials.heihe)[:4]] == [
        *("sent_again", "will_come", "out_of_print", "ceased")
    ]
    assert waits(serials, serials.amur) == set(), "what is promised has its time anew"
    serials.days_pass(76)
    assert waits(serials, serials.amur) == {"late"}


def test_a_claim_that_nobody_answered_is_withdrawn_and_the_giver_is_told(serials, letters):
    serials.begins()
    serials.ticks("send", serials.heihe, serials.heihe, 0)
    serials.days_pass(76)
    serials.claims_all(serials.amur)
    assert serials.ticks("withdraw_claim", serials.amur, serials.heihe, 0, 1) == 2
    assert serials.states(serials.heihe)[:3] == ["sent", "expected", "claimed"]
    assert "撤回对 2 期的催缺" in letters()[-1]["subject"]
    assert waits(serials, serials.amur) == {"late"}, "as before the claim"
    serials.ticks("receive", serials.amur, serials.heihe, 2)
    serials.ticks("not_received", serials.amur, serials.heihe, 2)
    assert serials.ticks("withdraw_claim", serials.amur, serials.heihe, 2) == 1
    assert serials.states(serials.heihe)[2] == "expected"


def test_a_claim_that_was_answered_is_not_withdrawn(serials):
    serials.begins()
    serials.days_pass(76)
    serials.claims_all(serials.amur)
    serials.ticks("will_come", serials.heihe, serials.heihe, 0)
    with pytest.raises(Conflict):
        serials.ticks("withdraw_claim", serials.amur, serials.heihe, 0)


def test_of_a_serial_that_no_longer_appears_nothing_later_is_expected_and_the_receiver_is_told(serials, letters):
    serials.begins()
    serials.ticks("send", serials.heihe, serials.heihe, 0, 5)
    assert serials.ticks("ceased", serials.heihe, serials.heihe, 3) == 8
    assert serials.states(serials.heihe) == ["sent", "expected", "expected", "gone", "gone", "sent", *["gone"] * 6]
    assert letters()[-1]["language"] == "ru"
    in_november(serials)
    assert nights(serials)["ask"] == 1, "the other serial still appears"
    serials.does("renew", serials.heihe)
    serials.does("renew", serials.amur)
    assert (len(serials.issues(serials.heihe, 2027)), len(serials.issues(serials.amur, 2027))) == (0, 4)


def test_an_exchange_of_which_nothing_appears_any_more_is_not_renewed(serials, letters):
    serials.begins()
    serials.ticks("ceased", serials.heihe, serials.heihe, 0)
    serials.ticks("ceased", serials.amur, serials.amur, 0)
    in_november(serials)
    assert nights(serials)["ask"] == 0
    assert "renewals" not in waits(serials, serials.amur)
    with pytest.raises(Conflict):
        serials.does("renew", serials.amur)
    in_january(serials)
    assert nights(serials)["turn_years"] == 1
    assert serials.row.state == "ended"


def test_who_has_said_that_it_goes_on_takes_that_back_and_the_other_is_told(serials, letters):
    serials.begins()
    in_november(serials)
    with pytest.raises(Conflict):
        serials.does("renew_no_more", serials.heihe)
    serials.does("renew", serials.heihe)
    serials.does("renew_no_more", serials.heihe)
    assert letters()[-1]["language"] == "ru"
    assert "отозвано" in letters()[-1]["subject"]
    assert "renewals" in waits(serials, serials.heihe)
    serials.does("renew", serials.amur)
    assert serials.row.last_year == 2026


def test_the_work_list_names_the_serial_that_is_claimed_and_the_day_of_its_claim(serials):
    serials.begins()
    serials.days_pass(200)
    today = serials.at.date()
    serials.ticks("claim", serials.heihe, serials.amur, 0)
    with reading() as session:
        claimed = waiting_for.claim_lines(session, serials.amur.id, [serials.id], "ru")[serials.id]
        late = waiting_for.late_lines(session, serials.amur.id, [serials.id], "ru")[serials.id]
    assert (claimed.what.shown.value, claimed.since) == ("Дальний Восток", today)
    assert (late.what.original.value, late.since) == ("北方文学", serials.issues(serials.heihe)[0].late_from)


def test_the_work_list_names_what_the_library_itself_has_not_sent(serials):
    serials.begins()

    def due(at):
        with reading() as session:
            found = session.execute(waiting_for.to_send(serials.heihe.id, at)).all()
            lines = waiting_for.to_send_lines(session, serials.heihe.id, [each.id for each in found], "ru")
        return [(line.what.original.value, line.since) for line in lines.values()]

    first, second = (each.due_on for each in serials.issues(serials.heihe)[:2])
    assert due(first) == []
    assert due(first + timedelta(days=1)) == [("北方文学", first)]
    serials.ticks("send", serials.heihe, serials.heihe, 0)
    assert due(second) == []


def test_an_issue_is_missed_since_its_time_was_over_or_a_later_one_came(serials):
    serials.begins()
    serials.ticks("receive", serials.amur, serials.heihe, 4)
    with reading() as session:
        line = waiting_for.late_lines(session, serials.amur.id, [serials.id], "ru")[serials.id]
    assert line.since == serials.at.date()


def test_an_issue_that_was_claimed_or_given_up_can_still_come(serials):
    serials.begins()
    serials.ticks("out_of_print", serials.heihe, serials.heihe, 0)
    serials.ticks("receive", serials.amur, serials.heihe, 0)
    assert serials.states(serials.heihe)[0] == "received"
    serials.ticks("not_received", serials.amur, serials.heihe, 0)
    assert serials.states(serials.heihe)[0] == "gone"


def test_only_the_giver_enters_an_issue_that_nobody_expected_and_only_once(serials):
    serials.begins()
    serials.enters(serials.heihe, serials.heihe, "7–8")
    with pytest.raises(InvalidInput) as refused:
        serials.enters(serials.heihe, serials.heihe, "7–8")
    assert list(refused.value.fields) == ["number"]
    with pytest.raises(InvalidInput):
        serials.enters(serials.heihe, serials.heihe, "1", year=2028)
    with pytest.raises(Exception, match="not-the-giver"):
        serials.enters(serials.amur, serials.heihe, "special")


# The account ----------------------------------------------------------------------------------------------------------


def test_each_issue_received_counts_once_and_no_more_when_it_was_a_mistake(serials):
    serials.begins(counting="issue", ours_rate=2, theirs_rate=3)
    serials.ticks("receive", serials.amur, serials.heihe, 0, 1)
    assert balance(serials) == 4
    serials.ticks("receive", serials.heihe, serials.amur, 0)
    assert balance(serials) == 1
    serials.ticks("not_received", serials.amur, serials.heihe, 1)
    assert balance(serials) == -1
    serials.ticks("receive", serials.amur, serials.heihe, 1)
    serials.ticks("not_received", serials.amur, serials.heihe, 1)
    serials.ticks("receive", serials.amur, serials.heihe, 1)
    assert balance(serials) == 1


def test_a_year_counts_once_however_many_of_its_issues_come(serials):
    serials.begins(counting="year", ours_rate=5, theirs_rate=5)
    serials.ticks("receive", serials.amur, serials.heihe, 0, 1, 2)
    assert (balance(serials), len(rows_of(Entry))) == (5, 1)
    serials.ticks("not_received", serials.amur, serials.heihe, 0, 1)
    assert balance(serials) == 5
    serials.ticks("not_received", serials.amur, serials.heihe, 2)
    assert balance(serials) == 0
    serials.ticks("receive", serials.amur, serials.heihe, 4)
    assert balance(serials) == 5


def test_nothing_is_posted_where_nothing_counts(serials):
    serials.begins()
    serials.ticks("receive", serials.amur, serials.heihe, 0)
    assert rows_of(Entry) == []


# From year to year ----------------------------------------------------------------------------------------------------


def in_november(serials):
    serials.at = datetime(2026, 11, 10, 3, 0, tzinfo=UTC)


def in_january(serials):
    serials.at = datetime(2027, 1, 2, 3, 0, tzinfo=UTC)


def test_both_are_asked_once_before_the_year_ends_and_it_goes_on_when_both_say_so(serials, letters):
    serials.begins()
    assert nights(serials)["ask"] == 0
    with pytest.raises(Conflict):
        serials.does("renew", serials.amur)
    in_november(serials)
    assert nights(serials)["ask"] == 1
    assert nights(serials)["ask"] == 0
    assert {each["language"] for each in letters()[-2:]} == {"zh", "ru"}
    assert "renewals" in waits(serials, serials.heihe)
    serials.does("renew", serials.heihe)
    assert "renewals" not in waits(serials, serials.heihe)
    with pytest.raises(Conflict):
        serials.does("renew", serials.heihe)
    assert serials.row.last_year == 2026
    serials.does("renew", serials.amur)
    assert serials.row.last_year == 2027
    assert [(each.volume, each.due_on.year) for each in serials.issues(serials.heihe, 2027)] == [(13, 2027)] * 12
    in_january(serials)
    assert nights(serials)["turn_years"] == 0


def test_what_was_agreed_in_november_asks_nobody_about_its_last_year_yet(serials, letters):
    in_november(serials)
    serials.begins()
    assert nights(serials)["ask"] == 0
    assert "renewals" not in waits(serials, serials.heihe)
    with pytest.raises(Conflict):
        serials.does("renew", serials.amur)
    serials.at += timedelta(days=14)
    assert nights(serials)["ask"] == 1
    assert "renewals" in waits(serials, serials.heihe)


@pytest.mark.parametrize(("agreed", "state", "last_year"), [("continues", "active", 2027), ("ends", "ended", 2026)])
def test_where_nobody_answers_it_goes_on_or_ends_as_they_agreed(serials, letters, agreed, state, last_year):
    serials.begins(on_silence=agreed)
    in_november(serials)
    serials.does("renew", serials.amur)
    assert nights(serials)["turn_years"] == 0
    in_january(serials)
    before = len(letters())
    assert nights(serials)["turn_years"] == 1
    assert (serials.row.state, serials.row.last_year) == (state, last_year)
    assert [each["language"] for each in letters()[before:]][:2] in (["zh", "ru"], ["ru", "zh"])
    assert len(serials.issues(serials.heihe, 2027)) == (12 if state == "active" else 0)


def test_while_it_is_still_the_old_year_at_one_library_it_does_not_turn(serials):
    serials.begins()
    serials.at = datetime(2026, 12, 31, 15, 30, tzinfo=UTC)
    assert nights(serials)["turn_years"] == 0, "in Blagoveshchensk it is past midnight, in Heihe not"


def test_what_is_ended_has_a_last_year_whose_issues_can_still_come(serials, letters):
    serials.begins()
    serials.does("end", serials.amur)
    assert serials.row.state == "ending"
    assert letters()[-1]["language"] == "zh"
    in_january(serials)
    assert nights(serials) == {"end_silence": 0, "ask": 0, "turn_years": 1}
    assert serials.row.state == "ended"
    serials.ticks("receive", serials.amur, serials.heihe, 11)
    assert serials.states(serials.heihe)[11] == "received"
    with pytest.raises(Conflict):
        serials.enters(serials.heihe, serials.heihe, "special")


def test_the_last_day_of_an_issue_is_kept_with_it(serials):
    serials.begins()
    serials.ticks("send", serials.heihe, serials.heihe, 11)
    assert serials.issues(serials.heihe)[11].late_from == date(2026, 4, 10) + timedelta(days=76)


# What is said of a day ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "is_late", "told"),
    [
        ("expected", False, None),
        ("expected", True, "was due on Mar 1, 2026"),
        ("sent", True, "sent on Mar 3, 2026"),
        ("gone", False, "was due on Mar 1, 2026"),
        ("received", False, None),
    ],
)
def test_beside_late_stands_when_an_issue_was_due_not_when_it_will_be_late(web, state, is_late, told):
    due_on, sent_on, late_from = date(2026, 3, 1), date(2026, 3, 3), date(2026, 4, 1)
    issue = SerialIssue(serial_id=1, year=2026, number="3", due_on=due_on, late_from=late_from, sent_on=sent_on)
    issue.state = IssueState(state)
    with speaking("en"):
        assert labels.day_told(issue, is_late) == told
