"""Somebody who asks to become a reader: what she writes, the letters she gets, where she stands."""

import pytest
from sqlmodel import col, select

from library_exchange.core.actor import ANONYMOUS
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.schemas import NewReader
from library_exchange.reader_applications.services import asking
from tests.letters import kept

VERA = {
    "library": "amur",
    "name": "Вера Пробная",
    "email": "vera@new.example",
    "card_no": "Ч-7",
    "words": "Я студентка.",
}


@pytest.fixture
def letters(tmp_path, deliver):
    def to(address):
        deliver()
        return [mail for mail in kept(tmp_path) if mail["To"] == address]

    return to


@pytest.fixture
def ask():
    """Let Vera ask; return the number of what she wrote."""

    def asked(at=None, is_confirmed=True, **more):
        with transaction() as session:
            asking.ask(session, ANONYMOUS, NewReader.model_validate(VERA | more), "ru", at or now())
            row = session.scalars(select(ReaderApplication).order_by(col(ReaderApplication.id).desc())).first()
            if is_confirmed:
                asking.confirm(session, row, at or now())
            return row.id

    return asked


def state_of(number):
    with reading() as session:
        return session.get_one(ReaderApplication, number).state.value
