"""What the coordinator of a round does: opens it knowingly, changes it, sets later days, sees who answers, reminds."""

from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest
import sqlalchemy as sa

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.directory.models import Library
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import participants
from library_exchange.rounds.queries.rounds import country_calendars
from library_exchange.rounds.rules.answers import proposed_calendar
from library_exchange.rounds.rules.rounds import RoundState, Standing
from library_exchange.rounds.schemas import Days, RoundInput
from library_exchange.rounds.services import planning, reminding, revising
from tests.counting import count_queries
from tests.partners import rows_of
from tests.rounds.tours import AFTER_LISTING, BEGIN, COORDINATOR, DAYS, NAMES, PLAN, Tour, at

START = BEGIN
SOON = proposed_calendar(country_calendars(), now().date() + timedelta(days=1))
"""Days of a round that is planned today, as pages reckon it."""


@pytest.fixture
def three(web, make_partner):
    found = [make_partner("Heihe", "CN"), make_partner("Amur", "RU"), make_partner("Magadan", "RU")]
    with transaction() as session:
        for partner, language in zip(found, ("zh", "ru", "ru"), strict=True):
            session.get_one(Library, partner.id).language = language
    found[1].offers("Книга", None, language="rus")
    found[0].wants(title="Книга")
    return found


def plans(organiser, **more) -> int:
    with transaction() as session:
        given = RoundInput(organiser_id=organiser.id, **(NAMES | PLAN | vars(SOON) | more))
        return planning.plan(session, COORDINATOR, given, now()).id


def _from(begins: date) -> dict[str, date]:
    return vars(proposed_calendar(country_calendars(), begins))


def letters() -> list[tuple[str, str]]:
    found = [row.payload for row in rows_of(OutboxMessage)]
    return [(each["recipient"].split("@")[1].split(".")[0], each["subject"]) for each in found if "recipient" in each]


def audited(action) -> list[dict]:
    with reading() as session:
        return [entry.facts for entry in session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action))]


def the(round_id) -> Round:
    with reading() as session:
        return session.get_one(Round, round_id)


def test_opening_asks_first_and_tells_who_is_written_to_what_lacks_and_that_the_start_moves(three, at_desk):
    amur = three[1]
    begins = SOON.listing_from + timedelta(days=1)
    round_id = plans(amur, name_zh=None, name_en=None, **_from(begins))
    before, desk, page = len(letters()), at_desk(amur.librarian_id), f"/en/exchange/rounds/{round_id}"
    asked = desk.post(f"{page}/open_lists")
    said = " ".join(lxml.html.fromstring(asked.text).xpath("//*[@role='group']")[0].text_content().split())
    assert "2 libraries are invited by letter" in said
    assert "The lists are open from today" in said
    assert "no Chinese name" in said
    assert "no Russian name" not in said
    assert (the(round_id).state, len(letters())) == (RoundState.PLANNED, before)
    assert desk.post(f"{page}/open_lists", data={"sure": "yes"}).status_code == 302
    assert the(round_id).state is RoundState.LISTING
    told = dict(letters()[before:])
    assert "Осенний тур" in told["magadan"]
    assert "Осенний" not in told["heihe"]
    assert "交换" in told["heihe"]


def test_everything_is_changed_until_the_lists_are_open(three, at_desk):
    heihe, amur = three[0], three[1]
    round_id = plans(heihe)
    desk, page = at_desk(heihe.librarian_id), f"/zh/exchange/rounds/{round_id}"
    assert f'href="{page}/change"' in desk.get(page).text
    form = lxml.html.fromstring(desk.get(f"{page}/change").text).xpath("//form[.//*[@name='listing_from']]")[0]
    fields = dict(form.form_values())
    later = SOON.selecting_until + timedelta(days=7)
    sent = fields | {"selecting_until": str(later), "credit": "9", "name_en": "Winter round"}
    assert desk.post(f"{page}/changed", data=sent).status_code == 302
    found = the(round_id)
    assert (found.selecting_until, found.rules["credit"], found.name_en) == (later, 9, "Winter round")
    assert (found.seed, found.organiser_id) == (PLAN["seed"], heihe.id)
    [facts] = audited("round.change")
    assert facts["changed"] == ["name_en", "rules", "selecting_until"]
    assert facts["days_and_limits"] == {"selecting_until": [str(SOON.selecting_until), str(later)]}
    wrong = desk.post(f"{page}/changed", data=sent | {"version": "2", "listing_until": str(SOON.listing_from)})
    assert (wrong.status_code, 'value="Winter round"' in wrong.text) == (422, True)
    assert desk.post(f"{page}/changed", data=fields | {"once": ""}).status_code == 302
    assert the(round_id).rules["credit"] == 9, "what somebody else saw is not overwritten"
    stranger = at_desk(amur.librarian_id)
    assert [stranger.get(f"{page}/change").status_code, stranger.post(f"{page}/changed").status_code] == [404, 404]


PAST = date(2020, 1, 6)


@pytest.mark.parametrize("name", vars(SOON))
def test_no_round_is_planned_or_changed_with_a_day_that_is_past(three, at_desk, name):
    heihe = three[0]
    with pytest.raises(InvalidInput) as refused:
        plans(heihe, **{name: PAST})
    assert name in refused.value.fields
    round_id = plans(heihe)
    desk, page = at_desk(heihe.librarian_id), f"/ru/exchange/rounds/{round_id}"
    form = lxml.html.fromstring(desk.get(f"{page}/change").text).xpath("//form[.//*[@name='listing_from']]")[0]
    answer = desk.post(f"{page}/changed", data=dict(form.form_values()) | {name: str(PAST)})
    assert answer.status_code == 422
    assert f'href="#{name}"' in answer.text
    assert getattr(the(round_id), name) == getattr(SOON, name)


def test_lists_are_not_opened_when_too_few_days_are_left_and_nobody_is_written_to(three, at_desk):
    heihe = three[0]
    round_id = plans(heihe)
    with transaction() as session:
        found = session.get_one(Round, round_id)
        found.listing_from, found.listing_until, found.selecting_until = (PAST + timedelta(days=n) for n in range(3))
        session.add(found)
    before, desk, page = len(letters()), at_desk(heihe.librarian_id), f"/ru/exchange/rounds/{round_id}"
    shown = desk.get(page).text
    assert f'action="{page}/open_lists"' not in shown.split("figs")[0]
    assert f'href="{page}/change"' in shown
    assert "не менее 15 дней" in desk.post(f"{page}/open_lists", data={"sure": "yes"}, follow_redirects=True).text
    assert (the(round_id).state, len(letters())) == (RoundState.PLANNED, before)
    with pytest.raises(InvalidInput), transaction() as session:
        changed = RoundInput(organiser_id=heihe.id, **(NAMES | dict.fromkeys(vars(SOON), PAST)))
        revising.change(session, heihe.librarian, session.get_one(Round, round_id), changed, now())


def test_a_round_whose_beginning_has_passed_may_still_be_named_anew(three):
    heihe = three[0]
    round_id = plans(
        heihe, listing_until=SOON.selecting_until, selecting_until=SOON.selecting_until + timedelta(days=9)
    )
    with transaction() as session:
        found = session.get_one(Round, round_id)
        found.listing_from = PAST
        session.add(found)
    days = {name: getattr(the(round_id), name) for name in vars(SOON)}
    with transaction() as session:
        given = RoundInput(organiser_id=heihe.id, name_ru="Другое имя", **days)
        revising.change(session, heihe.librarian, session.get_one(Round, round_id), given, now())
    assert the(round_id).name_ru == "Другое имя"


def test_all_that_is_wrong_with_a_round_is_told_at_once(web, three, signed_in):
    browser = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    blank = lxml.html.fromstring(browser.get("/ru/exchange/rounds/new").text).get_element_by_id("organiser_id")
    assert blank.value == "", "nobody is named by oversight"
    wrong = {"organiser_id": str(three[0].id), "credit": "-3", "ngo": "900"} | dict.fromkeys(vars(SOON), str(PAST))
    answer = browser.post("/ru/exchange/rounds", data=wrong)
    assert answer.status_code == 422
    for field in ("name_ru", "credit", "ngo", *vars(SOON)):
        assert f'href="#{field}"' in answer.text, field


def test_days_of_a_round_under_way_are_not_moved_to_a_day_that_is_past(three, deliver):
    tour = Tour(three[0].id, deliver)
    with pytest.raises(InvalidInput), transaction() as session:
        late = Days(selecting_until=DAYS.selecting_until + timedelta(days=1))
        revising.prolong(session, three[0].librarian, session.get_one(Round, tour.id), late, now())


def test_once_open_days_are_only_later_and_who_takes_part_is_told(three, deliver, at_desk):
    heihe, amur, _magadan = three
    tour = Tour(heihe.id, deliver)
    tour.joins(heihe, amur)
    before, later = len(letters()), SOON.selecting_until
    with pytest.raises(InvalidInput), transaction() as session:
        earlier = Days(listing_until=DAYS.listing_until - timedelta(days=1))
        revising.prolong(session, heihe.librarian, session.get_one(Round, tour.id), earlier, START)
    with pytest.raises(InvalidInput), transaction() as session:
        behind = Days(listing_until=DAYS.selecting_until)
        revising.prolong(session, heihe.librarian, session.get_one(Round, tour.id), behind, START)
    with pytest.raises(NotFound), transaction() as session:
        revising.prolong(session, amur.librarian, session.get_one(Round, tour.id), Days(), START)
    desk, page = at_desk(heihe.librarian_id), f"/zh/exchange/rounds/{tour.id}"
    assert 'name="selecting_until"' in desk.get(f"{page}/change").text
    assert desk.post(f"{page}/changed", data={"selecting_until": str(later)}).status_code == 302
    assert (tour.selecting_until, tour.listing_until) == (later, DAYS.listing_until)
    assert [(who, "Осенний тур" in subject) for who, subject in letters()[before:]] == [("amur", True)]
    assert audited("round.prolong")[0]["days_and_limits"] == {
        "selecting_until": [str(DAYS.selecting_until), str(later)]
    }


def test_a_round_that_is_over_is_not_changed(three, deliver, at_desk):
    tour = Tour(three[0].id, deliver)
    with transaction() as session:
        planning.cancel(session, COORDINATOR, session.get_one(Round, tour.id), START)
    with pytest.raises(Conflict), transaction() as session:
        revising.prolong(session, COORDINATOR, session.get_one(Round, tour.id), Days(), START)
    assert at_desk(three[0].librarian_id).get(f"/zh/exchange/rounds/{tour.id}/change").status_code == 302


def standings(tour) -> dict[int, tuple[int, int, Standing]]:
    with reading() as session:
        found = participants.participants(session, session.get_one(Round, tour.id))
        return {each.library.id: (each.offers, each.wants, each.standing) for each in found}


def test_the_coordinator_sees_what_each_library_brings_and_whether_it_has_answered(three, deliver):
    heihe, amur, magadan = three
    tour = Tour(heihe.id, deliver)
    tour.joins(heihe, amur)
    assert standings(tour) == {
        heihe.id: (0, 1, Standing.TAKES_PART),
        amur.id: (1, 0, Standing.TAKES_PART),
        magadan.id: (0, 0, Standing.INVITED),
    }
    with transaction() as session:
        planning.decline(session, magadan.librarian, session.get_one(Round, tour.id), START)
    assert standings(tour)[magadan.id][2] is Standing.DECLINED
    tour.turns(AFTER_LISTING)
    assert {library: told[2] for library, told in standings(tour).items()} == {
        heihe.id: Standing.TO_CHOOSE,
        amur.id: Standing.NOTHING_TO_CHOOSE,
        magadan.id: Standing.DECLINED,
    }
    with transaction() as session:
        planning.choose(session, heihe.librarian, session.get_one(Round, tour.id), {}, now())
    assert standings(tour)[heihe.id][2] is Standing.CHOSE
    tour.turns(at(DAYS.selecting_until))
    tour.accepts(amur)
    assert {standings(tour)[each.id][2] for each in (heihe, amur)} == {Standing.TO_ANSWER, Standing.ACCEPTED}


def test_only_the_coordinator_sees_who_has_answered(three, deliver, at_desk):
    tour = Tour(three[0].id, deliver)
    tour.joins(*three[:2])
    page = f"/en/exchange/rounds/{tour.id}"
    assert "has not answered" in at_desk(three[0].librarian_id).get(page).text
    assert "has not answered" not in at_desk(three[1].librarian_id).get(page).text


def test_who_has_not_answered_is_reminded_once_a_day_and_it_is_said_when(three, deliver, at_desk):
    heihe, amur, _magadan = three
    tour = Tour(heihe.id, deliver)
    tour.joins(heihe, amur)
    before, desk, page = len(letters()), at_desk(heihe.librarian_id), f"/en/exchange/rounds/{tour.id}"
    assert f'action="{page}/remind"' in desk.get(page).text
    desk.post(f"{page}/remind")
    assert [who for who, _subject in letters()[before:]] == ["magadan"]
    shown = desk.get(page).text
    assert "Last reminded:" in shown
    assert f'action="{page}/remind"' not in shown
    assert "reminded today already" in desk.post(f"{page}/remind", follow_redirects=True).text
    assert len(letters()) == before + 1
    with transaction() as session:
        found = session.get_one(Round, tour.id)
        assert reminding.remind(session, heihe.librarian, found, now() + timedelta(days=1)) == 1
    assert at_desk(amur.librarian_id).post(f"{page}/remind").status_code == 404


def test_nobody_is_reminded_when_all_have_answered(three, deliver):
    tour = Tour(three[0].id, deliver)
    tour.joins(*three)
    with pytest.raises(Conflict, match="nobody-awaited"), transaction() as session:
        reminding.remind(session, three[0].librarian, session.get_one(Round, tour.id), START)


def test_many_participants_cost_as_many_queries_as_few(three, deliver, make_partner):
    tour = Tour(three[0].id, deliver)
    tour.joins(three[0])
    few = count_queries(lambda: standings(tour))
    more = [make_partner(f"Library {number}", "RU") for number in range(6)]
    for partner in more:
        partner.offers(f"Книга {partner.id}", None, language="rus")
    tour.joins(*more)
    assert count_queries(lambda: standings(tour)) == few


@pytest.mark.parametrize("lacking", ["name_zh", "organiser_id", "credit"])
def test_a_day_is_judged_by_the_library_that_opens_whatever_else_is_wrong(three, web, signed_in, lacking, monkeypatch):
    """At 12:03 of 30 November in London it is the 30th in Heihe, and already 1 December furthest east."""
    monkeypatch.setattr("library_exchange.rounds.views.rounds.now", lambda: datetime(2026, 11, 30, 12, 3, tzinfo=UTC))
    platform = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    days = {"listing_from": "2026-11-30", "listing_until": "2027-01-15", "selecting_until": "2027-02-20"}
    sent = days | {"name_zh": "春节前小轮", "organiser_id": str(three[0].id), "credit": "3"}
    refused = platform.post("/en/exchange/rounds", data=sent | {lacking: "" if lacking == "name_zh" else "?"})
    assert (refused.status_code, "This day is past" in refused.text) == (422, False)
    past = platform.post("/en/exchange/rounds", data=sent | {lacking: "", "listing_from": "2026-11-29"})
    assert "This day is past: today is Nov 30, 2026." in past.text
