"""Libraries that offer and want books."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from flask import current_app
from sqlmodel import SQLModel, col

from library_exchange.accounts.models import User
from library_exchange.accounts.security import hashed
from library_exchange.catalogue.authority_models import LinkState, Origin, Work, WorkLink
from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.exchange_lists.models import ListImport, ListImportLine, Source
from library_exchange.exchange_lists.queries.lookups import get_list_import
from library_exchange.exchange_lists.schemas import TakeOffers
from library_exchange.exchange_lists.services import list_imports
from library_exchange.list_reading.services import reading as lines
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.queries.lookups import get_offer, get_want
from library_exchange.offers.rules.offers import OfferEvent
from library_exchange.offers.schemas import Entry, TakeWants, Terms, WantInput
from library_exchange.offers.services import offers, wants
from library_exchange.record_matching.keys import title_key
from tests.loans.conftest import add_copies, add_people
from tests.makers import PASSWORD
from tests.pairs import Pair, books

ISBN = "9787020002207"
OTHER_ISBN = "9785170382293"


def add_book(title: str = "红楼梦", isbn: str | None = ISBN, language: str = "chi", year: int | None = 2000) -> int:
    """Put a book into the catalogue; return its record's id."""
    with transaction() as session:
        record = BibliographicRecord(
            title_key=title_key(title),
            languages=[language],
            year=year,
            card={"titles": [[title, html_lang(script_of(title)), "original", False]], "authors": [], "imprint": []},
            created_at=now(),
            updated_at=now(),
        )
        session.add(record)
        session.flush()
        if isbn:
            session.add(Identifier(record_id=record.id, kind="isbn", value=isbn, as_given=isbn))
        return record.id


def add_work(*records: int, key: str = "a-work") -> int:
    """Make a work of which the records are editions; return its id."""
    with transaction() as session:
        work = Work(key=key)
        session.add(work)
        session.flush()
        for record_id in records:
            state = LinkState.CONFIRMED
            session.add(WorkLink(record_id=record_id, work_id=work.id, name="x", origin=Origin.RULE, state=state))
        return work.id


@dataclass
class Partner:
    """A library's exchange desk with its librarian and a reader."""

    id: int
    librarian_id: int
    reader_id: int
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def librarian(self) -> Actor:
        return Actor("person", library_id=self.id, user_id=self.librarian_id, roles=frozenset({Role.LIBRARIAN}))

    @property
    def reader(self) -> Actor:
        return Actor("person", library_id=self.id, user_id=self.reader_id, roles=frozenset({Role.READER}))

    def holds(self, record_id: int, copies: int = 1) -> list[int]:
        return add_copies(record_id, self.id, copies)

    def drafts(self, title: str = "红楼梦", isbn: str | None = ISBN, record_id: int | None = None, **more: Any) -> int:
        """Make a draft offer; `more` are fields of the book or of the terms."""
        terms = {name: more.pop(name) for name in list(more) if name in Terms.model_fields}
        with transaction() as session:
            entry = Entry(title=title, isbn=isbn, **more)
            offer = offers.offer_of(self.id, entry, record_id, Terms(**terms), now())
            session.add(offer)
            session.flush()
            return offer.id

    def offers(self, *args: Any, **more: Any) -> int:
        """Make an open offer."""
        offer_id = self.drafts(*args, **({"weight_g": 300} | more))
        self.moves_offer(offer_id, "publish")
        return offer_id

    def moves_offer(self, offer_id: int, event: str) -> None:
        with transaction() as session:
            offer = get_offer(session, self.librarian, offer_id)
            offers.move(session, self.librarian, offer, OfferEvent(event), now())

    def wants(self, **given: Any) -> int:
        with transaction() as session:
            return wants.add(session, self.librarian, WantInput(**given), now()).id

    def offer(self, offer_id: int) -> Offer:
        with reading() as session:
            return get_offer(session, self.librarian, offer_id)

    def want(self, want_id: int) -> Want:
        with reading() as session:
            return get_want(session, self.librarian, want_id)

    def sends(self, text: str, kind: ListKind = ListKind.OFFERS) -> int:
        """Paste a list; return its id."""
        with transaction() as session:
            return list_imports.receive(session, self.librarian, kind, Source.PASTE, lines.pasted(text), now()).id

    def lines(self, list_id: int) -> list[ListImportLine]:
        with reading() as session:
            wanted = sa.select(ListImportLine).where(col(ListImportLine.list_import_id) == list_id)
            return list(session.scalars(wanted.order_by(col(ListImportLine.number))))

    def takes(self, list_id: int, terms: TakeOffers | TakeWants | None = None) -> tuple[int, int]:
        with transaction() as session:
            found: ListImport = get_list_import(session, self.librarian, list_id)
            usual = TakeOffers() if found.kind is ListKind.OFFERS else TakeWants()
            return list_imports.take(session, self.librarian, found, terms or usual, now())[:2]


def rows_of(model: type[SQLModel]) -> list[Any]:
    """Return the rows of a table in the order in which they came: PostgreSQL puts them wherever there is room."""
    with reading() as session:
        return list(session.scalars(sa.select(model).order_by(*sa.inspect(model).primary_key)))


@pytest.fixture
def make_partner(make_library) -> Callable[..., Partner]:
    """Make a library with a librarian and a reader."""

    def make(name: str = "Heihe", country: str = "CN", **more: Any) -> Partner:
        library_id = make_library(name, country, **more)
        librarian, reader = add_people(library_id, {Role.LIBRARIAN: "", Role.READER: "Kanarejka"})
        return Partner(library_id, librarian, reader)

    return make


@pytest.fixture
def heihe(app, make_partner) -> Partner:
    return make_partner("Heihe", "CN")


@pytest.fixture
def amur(app, make_partner) -> Partner:
    return make_partner("Amur", "RU")


@pytest.fixture
def at_desk(visitor) -> Callable[[int], Any]:
    """Open a browser of the application whose context is pushed, in which a person with the given id is signed in."""

    def sit(user_id: int) -> Any:
        with transaction() as session:
            user = session.get_one(User, user_id)
            user.password, email = str(hashed(PASSWORD)), user.email
        opened = visitor(current_app._get_current_object())
        assert opened.sign_in(email).status_code == 302
        return opened

    return sit


@pytest.fixture
def pair(heihe, amur):
    return Pair(heihe, amur)


@pytest.fixture
def sent(pair, worlds):
    """A box of two books from Heihe, for one of which Amur has a want, and one from Amur; all are on their way."""
    desks = tuple((desk.id, desk.librarian_id, desk.reader_id) for desk in (pair.heihe, pair.amur))
    told = worlds.given(database(), ("a box that is sent", desks), lambda: _box_sent(pair))
    vars(pair).update({**told, "heihe": pair.heihe, "amur": pair.amur})
    return pair


def _box_sent(pair: Pair) -> dict[str, Any]:
    pair.number = pair.agrees()
    pair.ours, pair.theirs = books(pair.heihe, 2, "chi"), books(pair.amur, 1, "rus")
    pair.want = pair.amur.wants(title=f"Book {pair.heihe.id} 0")
    pair.id = pair.opens()
    pair.ticks(pair.id, pair.amur, *pair.ours)
    pair.ticks(pair.id, pair.heihe, *pair.theirs)
    pair.agrees_on(pair.id)
    pair.out, pair.back = sorted(pair.consigns(pair.id), key=lambda each: pair.giver_of(each) != pair.heihe.id)
    pair.sends(pair.out)
    pair.sends(pair.back)
    return dict(vars(pair))
