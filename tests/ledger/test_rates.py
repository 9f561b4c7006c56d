"""Two currencies are added up by a rate that somebody entered, with its date and source, and never without one."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import col

from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import Forbidden, InvalidInput
from library_exchange.directory.queries import day_for
from library_exchange.ledger import display, rates
from library_exchange.ledger.models import ExchangeRate, Unit
from library_exchange.ledger.schemas import RateInput

pytestmark = pytest.mark.usefixtures("app")
TODAY = now().date()
BOTH = {Unit.CNY: 1000, Unit.RUB: -2500}
BANK = "Bank of Russia"


@pytest.fixture
def heihe(make_library):
    return make_library("Heihe", "CN")


@pytest.fixture
def amur(make_library):
    return make_library("Amur", "RU")


def administrator(library_id):
    return Actor("person", library_id=library_id, user_id=None, roles=frozenset({Role.LIBRARY_ADMIN}))


PLATFORM = Actor("person", library_id=None, user_id=None, roles=frozenset(), is_platform_admin=True)


def rate(told, pair="CNY RUB", days_ago=0, source=BANK, **more):
    return RateInput(pair=pair, millionths=told, rated_on=TODAY - timedelta(days=days_ago), source=source, **more)


def enters(actor, *given):
    with transaction() as session:
        for each in given:
            rates.enter(session, actor, each, TODAY)


def total(library_id, sums=None, into="RUB", day=TODAY):
    with reading() as session:
        found = rates.total(session, library_id, sums or BOTH, into, day)
        return found and (found.minor, found.unit, found.rate.source)


@pytest.mark.parametrize("told", ["12.5", "12,5", " 12.500000 ", "0.000001", "10 000"])
def test_a_rate_is_read_as_people_write_it(told):
    assert rate(told).millionths > 0


@pytest.mark.parametrize("told", ["0", "-1", "10000.1", "1e99", "NaN", "Infinity", "0.0000001", "much", ""])
def test_a_rate_out_of_bounds_is_refused_with_a_sentence(told):
    with pytest.raises(ValidationError) as refused:
        rate(told)
    assert "digits" in str(refused.value.errors()[0]["ctx"]["sentence"])


def test_without_a_rate_nothing_is_added_up(heihe, amur):
    assert total(heihe) is None
    enters(administrator(amur), rate("12.5"))
    assert total(heihe) is None
    assert total(amur) == (12500 - 2500, "RUB", BANK)


def test_one_currency_alone_needs_no_rate(amur):
    enters(administrator(amur), rate("12.5"))
    assert total(amur, {Unit.RUB: 100, Unit.PIECES: 3}) is None


def test_a_rate_serves_both_ways(heihe):
    enters(administrator(heihe), rate("12.5"))
    assert total(heihe, into="CNY") == (1000 - 200, "CNY", BANK)


def test_the_last_rate_up_to_the_day_counts_and_of_one_day_the_own(heihe):
    enters(PLATFORM, rate("10", days_ago=9, source="old"), rate("11", days_ago=2, source="all"))
    enters(administrator(heihe), rate("12", days_ago=2, source="own"))
    assert total(heihe)[2] == "own"
    enters(PLATFORM, rate("13", days_ago=1, source="newer"))
    assert total(heihe) == (13000 - 2500, "RUB", "newer")
    assert total(heihe, day=TODAY - timedelta(days=3))[2] == "old"
    assert total(heihe, day=TODAY - timedelta(days=10)) is None


def test_a_library_is_shown_its_own_rates_and_those_for_all_the_last_first(heihe, amur):
    enters(PLATFORM, rate("10", days_ago=9, source="old"), rate("11", days_ago=1, source="last"))
    enters(administrator(heihe), rate("12", days_ago=2, source="own"))
    enters(administrator(amur), rate("13", source="theirs"))
    enters(PLATFORM, rate("14", days_ago=2, source="of that day too"))
    with reading() as session:
        shown = [[each.source for each in rates.known_rates(session, who)] for who in (heihe, None)]
    assert shown == [["last", "of that day too", "own", "old"], ["last", "of that day too", "old"]]


def test_what_is_entered_again_for_a_day_puts_it_right(heihe):
    enters(administrator(heihe), rate("12"), rate("12.6", source="put right"))
    assert total(heihe) == (12600 - 2500, "RUB", "put right")
    with reading() as session:
        assert session.scalar(sa.select(sa.func.count(col(ExchangeRate.id)))) == 1


def test_a_day_that_has_not_come_is_refused(heihe):
    with pytest.raises(InvalidInput):
        enters(administrator(heihe), rate("12", days_ago=-1))


def test_who_is_no_administrator_enters_none_and_a_library_none_for_all(heihe):
    librarian = Actor("person", library_id=heihe, user_id=None, roles=frozenset({Role.LIBRARIAN}))
    for actor, given in ((librarian, rate("12")), (administrator(heihe), rate("12", is_for_all=True))):
        with pytest.raises(Forbidden):
            enters(actor, given)


def test_the_sum_names_rate_date_and_source(heihe, app):
    enters(administrator(heihe), rate("12.5"))
    with app.test_request_context("/en/"), reading() as session:
        told = display.in_one_currency(rates.total(session, heihe, BOTH, "RUB", TODAY))
    assert "they owe us 100.00\xa0roubles" in told
    assert "1\xa0yuan = 12.5\xa0roubles" in told
    assert f"{TODAY:%Y}" in told
    assert BANK in told


def test_a_rate_of_today_is_one_of_the_day_at_the_library(heihe, amur):
    evening = datetime(2026, 11, 28, 16, 30, tzinfo=UTC)
    with reading() as session:
        days = [day_for(session, library_id, evening).day for library_id in (heihe, amur, None)]
    assert days == [29, 29, 29]


def test_the_form_of_rates_offers_the_day_at_the_library(web, make_library, signed_in, monkeypatch):
    admin = signed_in(web, "admin@heihe.example", make_library("Heihe", "CN"), Role.LIBRARY_ADMIN)
    monkeypatch.setattr("library_exchange.ledger.views.now", lambda: datetime(2026, 11, 28, 16, 30, tzinfo=UTC))
    assert 'value="2026-11-29"' in admin.get("/zh/staff/rates").text


def test_a_rate_far_from_the_last_one_or_in_its_place_is_asked_about_first(web, make_library, signed_in):
    library_id = make_library("Heihe", "CN")
    enters(administrator(library_id), rate("11.32", days_ago=1))
    page = signed_in(web, "admin@heihe.example", library_id, Role.LIBRARY_ADMIN)
    form = {"pair": "CNY RUB", "millionths": "113.2", "rated_on": TODAY.isoformat(), "source": BANK}

    def kept():
        with reading() as session:
            return [found.millionths for found in rates.known_rates(session, library_id)]

    asked = page.post("/en/staff/rates", data=form).text
    assert "1 yuan = 11.32" in asked.replace("\u00a0", " ")
    assert "113.2" in asked
    assert kept() == [11_320_000]
    assert page.post("/en/staff/rates", data=form | {"millionths": "11.5"}).status_code == 302
    assert kept() == [11_500_000, 11_320_000]
    assert "11.5" in page.post("/en/staff/rates", data=form | {"millionths": "11.6"}).text
    assert page.post("/en/staff/rates", data=form | {"millionths": "11.6", "sure": "yes"}).status_code == 302
    assert kept() == [11_600_000, 11_320_000]


def test_who_may_not_enter_a_rate_is_told_who_may(web, make_library, signed_in):
    li = signed_in(web, "li@heihe.example", make_library("Heihe", "CN"), Role.LIBRARIAN)
    shown = li.get("/en/staff/rates").text
    assert ("administrator of your library enters" in shown, 'name="millionths"' in shown) == (True, False)
