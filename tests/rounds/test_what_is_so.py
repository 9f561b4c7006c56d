"""A round says what is so: days off among its days, and no book under way before a consignment is."""

from datetime import date

import pytest
from lxml import html

from library_exchange.core.i18n import speaking
from library_exchange.rounds import labels
from library_exchange.rounds.display import days_off
from library_exchange.rounds.models import Round
from library_exchange.rounds.rules.rounds import RoundState
from library_exchange.shipping.labels import sentences


@pytest.mark.parametrize(("language", "russia"), [("ru", "Россия"), ("zh", "俄罗斯")])
def test_a_last_day_on_which_a_country_does_not_work_is_said(app, language, russia):
    days = {"listing_from": date(2026, 12, 1), "listing_until": date(2026, 12, 25), "selecting_until": date(2027, 1, 4)}
    with app.test_request_context(), speaking(language):
        assert days_off(Round(**days)) == {"selecting_until": russia}


@pytest.mark.parametrize(("language", "russia"), [("ru", "Россия"), ("zh", "俄罗斯")])
def test_the_form_of_a_round_says_too_on_which_day_a_country_does_not_work(web, signed_in, language, russia):
    given = {"listing_from": "2026-12-01", "listing_until": "no day", "selecting_until": "2027-01-04"}
    planner = signed_in(web, "platform@bridge.example", is_platform_admin=True)
    page = html.fromstring(planner.post(f"/{language}/exchange/rounds", data=given).text)
    hints = {
        field.get("name"): " ".join(page.get_element_by_id(each).text_content() for each in told.split())
        for field in page.xpath("//input[@type='date']")
        if (told := field.get("aria-describedby"))
    }
    assert [name for name, told in hints.items() if russia in told] == ["selecting_until"]


@pytest.mark.parametrize("language", ["zh", "ru", "en"])
def test_an_agreed_exchange_is_not_said_to_be_under_way(app, language):
    with app.test_request_context(), speaking(language):
        said = [labels.ROUND_STATES[RoundState.SHIPPING][0], sentences.ON_THE_WAY, sentences.WAITS_FOR_YOU]
        for word in ("в пути", "идут", "寄送中", "运输中", "way", "travel"):
            assert not [str(each) for each in said if word in str(each)]
