"""What is kept is told in words of the page; files have it as it stands."""

import pytest

from library_exchange.personal_data.display import parts
from library_exchange.personal_data.rules import Section

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.mark.parametrize(("agent", "told"), [(FIREFOX, "Firefox, Windows"), ("Mozilla/5.0 (?)", "unknown")])
def test_a_sign_in_is_told_by_what_people_call_its_computer(app, agent, told):
    with app.test_request_context("/en/me/data"):
        [part] = parts({Section.SIGN_INS: [{"agent": agent, "created_at": "2026-11-30T08:00:00+00:00"}]})
    assert [words for words, _lang in part["words"]] == [told]
