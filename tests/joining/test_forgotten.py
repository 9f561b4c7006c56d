"""Nothing of who asks stays longer than it is needed: the night forgets, and waits for no silent sponsor."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.joining import queries
from library_exchange.joining.rules import CONFIRM_WITHIN, KEPT_AFTER, SPONSOR_WITHIN, Reason
from library_exchange.joining.schemas import Refusal
from library_exchange.joining.services import deciding, night
from library_exchange.mail.models import Mail
from tests.joining.conftest import PLATFORM, PUBLIC, READING_ROOM, applications, state_of
from tests.makers import carry_out_night

MOMENT = timedelta(minutes=1)


@pytest.fixture
def heihe(app, make_library):
    return make_library()


def night_at(at):
    with transaction() as session:
        return carry_out_night(night.VERBS, session, at)


def traces_of(address, tmp_path):
    """Return what is left of a person: rows of mails, what is written in the outbox, files."""
    with reading() as session:
        mails = session.scalars(sa.select(col(Mail.id)).where(col(Mail.recipient) == address)).all()
        written = [row for row in session.scalars(sa.select(OutboxMessage)) if address in str(row.payload)]
    files = [path for path in (tmp_path / "mail").glob("*.eml") if address in path.read_text("utf-8")]
    return len(mails), len(written), len(files)


def test_what_nobody_confirms_is_forgotten_with_its_letter(app, heihe, ask, letters, deliver, tmp_path):
    asked_at = now()
    ask(PUBLIC, "ru", at=asked_at, is_confirmed=False)
    letters(PUBLIC["email"])
    assert traces_of(PUBLIC["email"], tmp_path) == (1, 1, 1)
    night_at(asked_at + CONFIRM_WITHIN - MOMENT)
    assert applications() == 1
    night_at(asked_at + CONFIRM_WITHIN)
    deliver()
    assert applications() == 0
    assert traces_of(PUBLIC["email"], tmp_path) == (0, 0, 0)


def test_what_was_declined_can_be_looked_up_for_a_month_and_is_forgotten_then(
    app, heihe, ask, letters, deliver, tmp_path
):
    number, at = ask(PUBLIC, "ru"), now()
    with transaction() as session:
        row = queries.get_by_link(session, number)
        deciding.decline(session, PLATFORM, row, Refusal(reason=Reason.NOT_REACHED), at)
    letters(PUBLIC["email"])
    night_at(at + KEPT_AFTER - MOMENT)
    assert state_of(number) == "declined"
    night_at(at + KEPT_AFTER)
    deliver()
    assert applications() == 0
    assert traces_of(PUBLIC["email"], tmp_path) == (0, 0, 0)


def test_what_waits_for_the_platform_waits_as_long_as_it_takes(app, heihe, ask):
    number = ask(PUBLIC, "ru")
    night_at(now() + timedelta(days=400))
    assert state_of(number) == "at_platform"


def test_a_silent_sponsor_is_waited_for_a_month_and_who_asked_is_told(app, heihe, ask, letters):
    at = now()
    number = ask(READING_ROOM, "zh", at=at)
    night_at(at + SPONSOR_WITHIN - MOMENT)
    assert state_of(number) == "at_sponsor"
    night_at(at + SPONSOR_WITHIN)
    assert state_of(number) == "declined"
    assert "推荐馆没有答复" in letters(READING_ROOM["email"])[-1].get_content()


def test_letters_of_another_application_whose_number_begins_alike_stay(app, heihe, ask, letters, tmp_path):
    at = now()
    numbers = [ask(PUBLIC | {"email": f"a{n}@tynda.example"}, "ru", at=at, is_confirmed=n > 0) for n in range(11)]
    letters("a0@tynda.example")
    assert str(numbers[-1]).startswith(str(numbers[0]))
    night_at(at + CONFIRM_WITHIN)
    assert traces_of("a0@tynda.example", tmp_path)[0] == 0
    assert traces_of("a10@tynda.example", tmp_path)[0] == 1
