"""A village library that nobody signs in for, and the letters that it gets."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import col

from library_exchange.answer_links.models import AnswerLink
from library_exchange.answer_links.schemas import NewPartner
from library_exchange.answer_links.services import partners
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.directory.models import AddressForm, Library, PostalAddress
from library_exchange.loans.models import LoanRequest
from library_exchange.mail.models import Mail
from tests.loans.conftest import add_copies, add_record, amur, at_desk, heihe, make_desk, records  # noqa: F401 (fixtures)

PLATFORM = Actor("person", user_id=1, is_platform_admin=True)
LINK = re.compile(r"https?://\S+/answer/(\S+)")


@dataclass
class Village:
    """A library that is reached by letter: its mailbox, and a browser in which nobody is signed in."""

    id: int
    mailbox: str
    browser: Any
    language: str
    deliver: Callable[[], int]
    mails: Path

    def letters(self) -> list[EmailMessage]:
        """Return the letters to the mailbox, the oldest first."""
        with reading() as session:
            wanted = sa.select(col(Mail.filename)).where(col(Mail.recipient) == self.mailbox)
            names = list(session.scalars(wanted.order_by(col(Mail.id))))
        return [message_from_bytes((self.mails / name).read_bytes(), policy=policy.default) for name in names]

    def newest(self) -> str:
        """Return the text of the newest letter."""
        return self.letters()[-1].get_content()

    def token(self) -> str:
        """Return the token of the link in the newest letter."""
        return LINK.search(self.newest()).group(1)

    def looks(self, token: str | None = None, language: str | None = None) -> Any:
        return self.browser.get(f"/{language or self.language}/answer/{token or self.token()}")

    def answers(self, action: str, token: str | None = None, **given: str) -> Any:
        """Answer, and have all messages and letters carried out."""
        url = f"/{self.language}/answer/{token or self.token()}/{action}"
        answer = self.browser.post(url, data={"sure": "yes"} | given)
        self.deliver()
        return answer

    def loan(self) -> LoanRequest:
        """Return the newest row of the library."""
        with reading() as session:
            wanted = sa.select(LoanRequest).where(col(LoanRequest.library_id) == self.id)
            return session.scalars(wanted.order_by(col(LoanRequest.id).desc())).first()

    def links(self) -> list[AnswerLink]:
        with reading() as session:
            wanted = sa.select(AnswerLink).where(col(AnswerLink.library_id) == self.id)
            return list(session.scalars(wanted.order_by(col(AnswerLink.id))))


def add_address(library_id: int) -> None:
    with transaction() as session:
        street = {"street": "ул. Речная, 3", "city": "Тында", "postcode": "676290"}
        session.add(PostalAddress(library_id=library_id, form=AddressForm.LOCAL, **street))


@pytest.fixture
def make_village(web: Flask, make_library, visitor, deliver) -> Callable[..., Village]:
    """Make a library that is reached by letter."""

    def make(name: str = "Tynda", country: str = "RU", sponsor: str | None = None) -> Village:
        library_id = make_library(name, country, has_address=False, desk_phone="+7 41656 00000")
        add_address(library_id)
        with transaction() as session:
            library = session.get_one(Library, library_id)
            mailbox, language, code = library.mailbox, library.language, library.code
            partners.add(session, PLATFORM, NewPartner(library=code, sponsor=sponsor), now())
        return Village(library_id, mailbox, visitor(web), language, deliver, web.extensions["settings"].folder("mail"))

    return make


@pytest.fixture
def app(web: Flask) -> Flask:
    """Letters are tried on SQLite alone."""
    return web


@pytest.fixture
def village(make_village) -> Village:
    """The library in Tynda, which answers by letter."""
    return make_village()


@pytest.fixture
def asks(heihe, records, village, deliver) -> Callable[[str], str]:  # noqa: F811 (a fixture)
    """Have Heihe ask the village for a book of which it has one copy; return the number."""

    def ask(title: str = "Сказки Амура") -> str:
        records.setdefault(title, add_record(title))
        add_copies(records[title], village.id)
        no = heihe.is_asked_for(title)
        heihe.does("send", no, supplier_id=village.id)
        deliver()
        deliver()
        return no

    return ask
