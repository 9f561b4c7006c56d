"""Who learns of a round: letters and lines of work for those who have to do something in it, and for nobody else."""

from datetime import date

import pytest
import sqlalchemy as sa
from lxml import html

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.models import OutboxMessage
from library_exchange.core.worklist import counted
from library_exchange.rounds.models import Round
from library_exchange.rounds.schemas import RoundInput
from library_exchange.rounds.services import planning
from tests.rounds.tours import AFTER_CHOICE, AFTER_LISTING, COORDINATOR, DAYS, NAMES, PLAN, Tour, at

INVITED = "round_invitations"


@pytest.fixture
def three(web, make_partner):
    heihe, amur, magadan = make_partner("Heihe", "CN"), make_partner("Amur", "RU"), make_partner("Magadan", "RU")
    heihe.offers("Книга", None, language="rus")
    amur.wants(title="Книга")
    return heihe, amur, magadan


@pytest.fixture
def tour(three, deliver) -> Tour:
    return Tour(three[0].id, deliver)


def letters() -> list[tuple[str, str]]:
    """Return for each letter written so far to whom it goes and what it is about."""
    with reading() as session:
        found = session.scalars(sa.select(OutboxMessage).order_by(OutboxMessage.id))
        return [(one.payload["recipient"], one.payload["subject"]) for one in found if "recipient" in one.payload]


def invited(*partners) -> list[bool]:
    with reading() as session:
        return [INVITED in {kind.name for kind, _n in counted(session, each.id, date(2026, 9, 1))} for each in partners]


def test_each_library_is_told_once_that_the_lists_are_open(three, tour):
    told = [(recipient, subject) for recipient, subject in letters() if "Осенний" in subject or "秋季" in subject]
    assert [recipient for recipient, _subject in told[-3:]] == [
        f"ill@{name}.example" for name in ("heihe", "amur", "magadan")
    ]
    assert "秋季交换" in told[-3][1]
    assert "Осенний тур" in told[-1][1]
    assert invited(*three) == [True, True, True]


@pytest.mark.parametrize(
    ("language", "theme", "everything", "owes"),
    [
        ("zh", "主题", "所有学科", "3"),
        ("ru", "Тема", "все темы", "3 экземпляра"),
        ("en", "Theme", "all subjects", "3 copies"),
    ],
)
def test_who_is_to_join_reads_the_theme_and_the_limits_in_figures_first(
    three, tour, at_desk, language, theme, everything, owes
):
    with transaction() as session:
        session.get_one(Round, tour.id).out_limit = 37
    page = html.fromstring(at_desk(three[0].librarian_id).get(f"/{language}/staff/exchange/rounds/{tour.id}").text)
    limits = " ".join(page.get_element_by_id("limits").text_content().split())
    assert page.xpath("//form[contains(@action, '/join')]//*[@id='limits']"), "they stand above the button"
    assert (theme in limits, everything in limits, owes in limits, "37" in limits) == (True, True, True, True)


def test_the_line_goes_away_when_a_library_joins_declines_or_leaves(three, tour, at_desk):
    heihe, amur, magadan = three
    address = f"/ru/staff/exchange/rounds/{tour.id}"
    desk = at_desk(amur.librarian_id)
    for page in ("/ru/staff", "/ru/staff/exchange"):
        assert address in desk.get(page).text, page
    assert desk.post(f"{address}/not-this-time").status_code == 302
    assert "не участвует" in desk.get(address).text
    tour.joins(heihe)
    assert invited(*three) == [False, False, True]
    assert desk.post(f"{address}/join", data={}).status_code == 302
    assert desk.post(f"{address}/leave").status_code == 302
    assert invited(amur) == [False], "who left has answered"
    tour.joins(magadan)
    with transaction() as session, pytest.raises(Conflict):
        planning.decline(session, magadan.librarian, session.get_one(Round, tour.id), now())


def test_nobody_is_asked_once_the_lists_are_closed(three, tour):
    tour.turns_alone(AFTER_LISTING)
    assert invited(*three) == [False, False, False]
    with transaction() as session, pytest.raises(Conflict):
        planning.decline(session, three[1].librarian, session.get_one(Round, tour.id), now())


def test_members_are_told_to_choose_and_to_answer_as_far_as_there_is_something(three, tour):
    tour.joins(*three)
    before = len(letters())
    tour.turns(AFTER_LISTING)
    assert [who for who, _what in letters()[before:]] == ["ill@amur.example"], "nobody else has a want"
    before += 1
    tour.turns(AFTER_CHOICE)
    assert [who for who, _what in letters()[before:]] == ["ill@heihe.example", "ill@amur.example"]


def test_lists_are_open_from_the_day_on_which_somebody_opened_them(three):
    early = at(DAYS.listing_from).replace(month=8, day=20)
    with transaction() as session:
        plan = RoundInput(organiser_id=three[0].id, **NAMES, **PLAN)
        made = planning.plan(session, COORDINATOR, plan, early)
        planning.open_lists(session, COORDINATOR, made, early)
        assert made.listing_from == date(2026, 8, 20)
