"""Dates as each language writes them, so that sentences may end with them."""

from datetime import UTC, date, datetime

import pytest
from flask import g, render_template_string

from library_exchange.core.i18n import LANGUAGES, format_date, format_datetime, speaking

DAY = date(2027, 1, 11)


@pytest.mark.parametrize("language", list(LANGUAGES))
@pytest.mark.parametrize("form", [None, "short", "medium", "long", "full"])
def test_no_date_brings_a_stop_of_its_own_to_the_end_of_a_sentence(app, language, form):
    page = "{{ day|dateformat(form) }}|{{ at|dateformat(form) }}"
    at = datetime(2027, 1, 11, 12, tzinfo=UTC)
    with app.test_request_context(), speaking(language):
        shown = [format_date(DAY, form), *render_template_string(page, day=DAY, at=at, form=form).split("|")]
    assert len(set(shown)) == 1, "in a sentence and on a page alike"
    assert not shown[0].endswith(".")
    assert "27" in shown[0]


def test_a_russian_date_is_written_out_where_it_is_long(app):
    with app.test_request_context(), speaking("ru"):
        assert format_date(DAY) == "11 янв. 2027"
        assert format_date(DAY, "long") == "11 января 2027\u00a0года"


@pytest.mark.parametrize(
    ("language", "zone"), [("zh", "19:30 北京时间"), ("ru", "21:30 (Владивосток)"), ("en", "11:30 AM UTC")]
)
def test_who_works_at_no_library_reads_hours_of_her_language_s_country_with_their_zone(app, language, zone):
    at = datetime(2026, 11, 29, 11, 30, tzinfo=UTC)
    with app.test_request_context(), speaking(language):
        shown = format_datetime(at)
    assert shown.replace("\u202f", " ").endswith(zone), shown


def test_who_works_at_a_library_reads_its_hours_without_a_zone(app):
    with app.test_request_context(), speaking("ru"):
        g.timezone = "Asia/Yakutsk"
        assert format_datetime(datetime(2026, 11, 29, 11, 30, tzinfo=UTC)).endswith("20:30")
