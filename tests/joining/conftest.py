"""Libraries that ask to join: what they write, the letters they get, the link in them."""

import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.core.actor import ANONYMOUS, Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.schemas import NewApplication
from library_exchange.joining.services import asking
from tests.letters import kept

PLATFORM = Actor("person", user_id=1, is_platform_admin=True)
LINK = re.compile(r"https?://[^/\s]+(/\S+)")
PUBLIC = {
    "name_ru": "Библиотека Тынды",
    "country": "RU",
    "city": "Тында",
    "kind": "public",
    "person_name": "Ольга Котова",
    "person_function": "заведующая",
    "email": "kotova@tynda.example",
    "mailbox": "mba@tynda.example",
}
"""A public library of a Russian town, which needs no sponsor."""
READING_ROOM = {
    "name_zh": "石桥阅览室",
    "country": "CN",
    "city": "逊克",
    "kind": "ngo",
    "sponsor": "heihe",
    "person_name": "周小梅",
    "person_function": "负责人",
    "email": "zhou@shiqiao.example",
    "mailbox": "desk@shiqiao.example",
}
"""The reading room of an association in China, for which Heihe is to vouch."""


@pytest.fixture
def ask() -> Callable[..., int]:
    """Let a library ask to join, in the language of the person who asks; return the number of what it wrote."""

    def asked(given: dict[str, Any], language: str, at: Any = None, is_confirmed: bool = True) -> int:
        with transaction() as session:
            asking.ask(session, ANONYMOUS, NewApplication.model_validate(given), language, at or now())
            newest = sa.select(LibraryApplication).order_by(col(LibraryApplication.id).desc()).limit(1)
            row = session.scalars(newest).one()
            if is_confirmed:
                asking.confirm(session, row, at or now())
            return row.id

    return asked


@pytest.fixture
def letters(tmp_path: Path, deliver: Callable[[], int]) -> Callable[[str], list[EmailMessage]]:
    """Have all letters go; return those to an address, the oldest first."""

    def to(address: str) -> list[EmailMessage]:
        deliver()
        return [mail for mail in kept(tmp_path) if mail["To"] == address]

    return to


def link_in(mail: EmailMessage, part: str) -> str:
    """Return the link of a letter whose address has `part` in it."""
    return next(path for path in LINK.findall(mail.get_content()) if part in path)


def state_of(application_id: int) -> str:
    """Return where an application stands."""
    with reading() as session:
        return session.get_one(LibraryApplication, application_id).state.value


def applications() -> int:
    """Return how many applications there are."""
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(LibraryApplication))
