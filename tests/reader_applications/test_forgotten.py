"""What people wrote who asked to become readers is forgotten after its days."""

from datetime import timedelta

from sqlmodel import select

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.mail.models import Mail
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.rules import DECIDE_WITHIN, KEPT_AFTER
from library_exchange.reader_applications.services import night
from library_exchange.reader_applications.services.deleting import delete_applications
from tests.reader_applications.conftest import VERA, state_of


def test_the_night_ends_silence_and_forgets_what_is_over_with_its_letters(app, make_library, ask, letters):
    make_library("Amur")
    begin = now() - DECIDE_WITHIN - timedelta(minutes=1)
    silent, fresh = ask(at=begin), ask()
    ask(at=begin, is_confirmed=False)
    letters(VERA["email"])
    with transaction() as session:
        assert night.let_silence_end(session, now()) == 1
        assert night.forget(session, now()) == 1, "what nobody has confirmed"
    assert (state_of(silent), state_of(fresh)) == ("declined", "waiting")
    assert "не ответила в срок" in letters(VERA["email"])[-1].get_content()
    with transaction() as session:
        later = now() + KEPT_AFTER + timedelta(minutes=1)
        assert night.forget(session, later) == 0, "what was decided goes after the term of its library"
    with reading() as session:
        assert session.scalars(select(ReaderApplication.id).order_by(ReaderApplication.id)).all() == [silent, fresh]
    with transaction() as session:
        assert delete_applications(session, ReaderApplication.decided_at <= later) == 1
    with reading() as session:
        assert session.scalars(select(ReaderApplication.id)).all() == [fresh]
        ids = session.scalars(select(Mail.message_id)).all()
    assert [each for each in ids if f"reader-application-{silent}-" in each] == []
