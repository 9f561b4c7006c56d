"""Two libraries at their desks: what they have, what they do, where their row of a request stands."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import Session, col

from library_exchange.accounts.models import Membership, User
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item, LocalState
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.regions import REGIONS
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.directory.models import Library
from library_exchange.loans import policy
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, Side
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from tests.kept_worlds import KeptWorlds

AGREE = {
    (R.REVIEW, None),
    (R.READER_ASKED, None),
    (R.DECLINED, None),
    (R.CANCELLED, None),
    (R.SENT, S.NEW),
    (R.CONDITION_PENDING, S.AWAITING_CONDITION),
    (R.WILL_SUPPLY, S.TO_PICK),
    (R.WILL_SUPPLY, S.TO_SHIP),
    (R.CANCEL_PENDING, S.CANCEL_ASKED),
    (R.SHIPPED, S.SHIPPED),
    (R.RECEIVED, S.ON_LOAN),
    (R.WITH_READER, S.ON_LOAN),
    (R.TO_RETURN, S.ON_LOAN),
    (R.RETURN_SHIPPED, S.RETURNING),
    (R.FORWARDED, S.SHIPPED),
    (R.LOST_CLAIMED, S.LOST_CLAIMED),
    (R.DAMAGE_CLAIMED, S.DAMAGE_CLAIMED),
    (R.RETRY_PENDING, S.RETRY),
    (R.UNFILLED, S.RETRY),
    (R.CANCELLED, S.RETRY),
    (R.REFUSED, S.UNFILLED),
    (R.UNFILLED, S.UNFILLED),
    (R.CANCELLED, S.UNFILLED),
    (R.CANCELLED, S.CANCELLED),
    (R.REFUSED, S.CANCELLED),
    (R.UNFILLED, S.CANCELLED),
    (R.REFUSED, S.RETRY),
    (R.COMPLETED, S.COMPLETED),
    (R.LOST, S.LOST),
    (R.DELIVERED, S.COPY_COMPLETED),
    (R.COMPLETED, S.COPY_COMPLETED),
    # The copy came after its requesting library had given up.
    (R.UNFILLED, S.COPY_COMPLETED),
    (R.CANCELLED, S.COPY_COMPLETED),
    # The parcel came back before it arrived: the borrower has gone on, the lender ends what it has.
    *(
        (after, ends)
        for after in (R.RETRY_PENDING, R.UNFILLED, R.CANCELLED)
        for ends in (S.RETURNING, S.COMPLETED, S.LOST, S.DAMAGE_CLAIMED, S.SHIPPED)
    ),
    # One side has said what was not so while a parcel or its news were under way: the lender ends it.
    *((R.DAMAGE_CLAIMED, stands) for stands in (S.LOST_CLAIMED, S.ON_LOAN, S.RETURNING, S.SHIPPED)),
    *((R.RETURN_SHIPPED, stands) for stands in (S.LOST_CLAIMED, S.ON_LOAN, S.SHIPPED)),
    *((R.FORWARDED, stands) for stands in (S.DAMAGE_CLAIMED, S.RETURNING)),
}
"""What both sides may say once every message has arrived; None: nobody has been asked yet."""


USUAL = {
    "decline": {"decline_reason": "held_here"},
    "set_condition": {"condition": "LibraryUseOnly"},
    "retry_later": {"reason_retry": "OnLoan"},
    "renew_no": {"renewal_refusal": "wanted_here"},
    "report_damage": {"damage": "wet"},
    "report_unreadable": {"copy_fault": "illegible"},
    "send_copy": {"method": "post"},
    "check_in_damaged": {"damage": "torn"},
    "settle": {"settlement": "waived"},
    "correct_shipping": {"method": "post", "tracking": "RB 000 000 CN"},
    "correct_return": {"method": "post", "tracking": "RA 000 000 RU"},
    "close_request": {"note": "unknown to both"},
    "close_loan": {"note": "unknown to both"},
    "refuse": {"reason": "PoorCondition"},
    "ship": {"method": "gateway", "tracking": "RB 123 456 CN"},
    "ship_return": {"method": "post"},
}


def add_record(title: str, *others: tuple[str, str]) -> int:
    """Put a record into the catalogue; `others` are further forms of its title with their kinds."""
    titles = [[title, html_lang(script_of(title)), "original", False]]
    titles += [[value, html_lang(script_of(value)), kind, False] for value, kind in others]
    with transaction() as session:
        record = BibliographicRecord(
            title_key=title.casefold(),
            card={"titles": titles, "authors": [], "imprint": [["2003", ""]]},
            created_at=now(),
            updated_at=now(),
        )
        session.add(record)
        session.flush()
        return record.id


def add_copies(record_id: int, library_id: int, copies: int = 1, call_number: str = "I210.6/38") -> list[int]:
    with transaction() as session:
        holding = Holding(record_id=record_id, library_id=library_id, call_number=call_number)
        session.add(holding)
        session.flush()
        items = [
            Item(holding_id=holding.id, library_id=library_id, number=n, barcode=f"B{holding.id}-{n}")
            for n in range(1, copies + 1)
        ]
        session.add_all(items)
        session.flush()
        return [item.id for item in items]


def add_person(library_id: int, role: Role, name: str = "", language: str = "zh") -> int:
    (user_id,) = add_people(library_id, {role: name}, language)
    return user_id


def add_people(library_id: int, names: dict[Role, str], language: str = "zh") -> list[int]:
    """Add a person for each role, with her name or any."""
    with transaction() as session:
        users = []
        for name in names.values():
            mark = uuid.uuid4().hex
            more = {"name": name or mark, "language": language, "created_at": now()}
            users.append(User(email=f"{mark}@example.org", fs_uniquifier=mark, **more))
        session.add_all(users)
        session.flush()
        whose = zip(users, names, strict=True)
        session.add_all(Membership(user_id=user.id, library_id=library_id, role=role) for user, role in whose)
        return [user.id for user in users]


def name_the_reader(desk: "Desk", name: str, card_no: str) -> None:
    """Give the reader of `desk` a name and a library card."""
    with transaction() as session:
        session.get(User, desk.reader_id).name = name
        session.scalars(sa.select(Membership).where(col(Membership.user_id) == desk.reader_id)).one().card_no = card_no


@dataclass
class Desk:
    """A library, its librarian and its reader."""

    id: int
    librarian_id: int
    reader_id: int
    records: dict[str, int]
    now: Callable = field(default=now)

    @property
    def ids(self) -> tuple[int, int, int]:
        """The library's id, its librarian's and its reader's."""
        return self.id, self.librarian_id, self.reader_id

    @property
    def librarian(self) -> Actor:
        return Actor("person", library_id=self.id, user_id=self.librarian_id, roles=frozenset({Role.LIBRARIAN}))

    @property
    def reader(self) -> Actor:
        return Actor("person", library_id=self.id, user_id=self.reader_id, roles=frozenset({Role.READER}))

    def holds(self, title: str, copies: int = 1) -> list[int]:
        if title not in self.records:
            self.records[title] = add_record(title)
        return add_copies(self.records[title], self.id, copies)

    def is_asked_for(self, title: str, **given: object) -> str:
        """Have the library's reader ask for `title`; return the request's number."""
        with transaction() as session:
            new = NewRequest(record_id=self.records[title], **given)
            return requesting.ask(session, self.reader, new, self.now()).request_no

    def is_asked_for_unknown(self, title: str) -> str:
        """Have the library's reader ask for a title that nobody has catalogued; return the request's number."""
        with transaction() as session:
            return requesting.ask(session, self.reader, NewRequest(title=title), self.now()).request_no

    def requests(self, title: str, of: "Desk", **given: object) -> str:
        """Have the reader ask and the librarian send the request to `of`; return the number."""
        no = self.is_asked_for(title, **given)
        self.does("send", no, supplier_id=of.id)
        return no

    def requests_pages(self, title: str, of: "Desk", pages: str = "12-27") -> str:
        """Have the reader ask for a copy of pages and the librarian send the request to `of`; return the number."""
        return self.requests(title, of, **self.asks_for(pages))

    def asks_for(self, pages: str) -> dict[str, object]:
        """Return what the reader tells who asks for a copy of pages and accepts the statement of her country."""
        with reading() as session:
            country = session.get_one(Library, self.id).country
        return {"service": "Copy", "pages": pages, "statement": REGIONS[country].copy_statement}

    def loan(self, no: str) -> LoanRequest:
        with reading() as session:
            return self._find(session, no)

    def _find(self, session, no: str) -> LoanRequest:
        """Find the library's row of the request `no`: its own, or the last one a partner made of it."""
        wanted = sa.or_(col(LoanRequest.request_no) == no, col(LoanRequest.request_no).startswith(f"{no}-"))
        mine = sa.select(LoanRequest).where(col(LoanRequest.library_id) == self.id, wanted)
        return session.scalars(mine.order_by(col(LoanRequest.id).desc())).first()

    def does(self, action: str, no: str, actor: Actor | None = None, **given: object) -> None:
        with transaction() as session:
            self.takes(session, self._find(session, no), action, actor, **given)

    def takes(
        self, session: Session, loan: LoanRequest, action: str, actor: Actor | None = None, **given: object
    ) -> None:
        """Take a step on a row as the clerk has it before her, with what is usually filled in."""
        values = USUAL.get(action, {}) | given
        promises = action in ("will_supply", "set_condition") and loan.service is ServiceType.LOAN
        if promises and "item_id" not in values and "barcode" not in values:
            values["item_id"] = self._free_copy(session, loan.record_id)
        told = StepInput.model_validate(values)
        steps.take_step(session, actor or self.librarian, loan, Action(action), told, self.now())

    def free_copy(self, no: str) -> int:
        with reading() as session:
            return self._free_copy(session, self._find(session, no).record_id)

    def _free_copy(self, session, record_id: int) -> int:
        held = sa.select(col(LoanRequest.item_id)).where(
            col(LoanRequest.item_id).is_not(None), col(LoanRequest.closed_at).is_(None)
        )
        copies = (
            sa.select(col(Item.id))
            .join(Holding, col(Holding.id) == col(Item.holding_id))
            .where(col(Holding.record_id) == record_id, col(Item.library_id) == self.id, col(Item.id).not_in(held))
            .where(col(Item.local_state) == LocalState.ON_SHELF)
        )
        return session.scalars(copies).first()

    def state(self, no: str) -> str | None:
        loan = self.loan(no)
        return loan.state if loan else None

    def actions_on(self, no: str) -> list[str]:
        return [str(action) for action in policy.actions_open_to(self.librarian, self.loan(no))]

    def goes(self, no: str, actions: str, deliver: Callable[[], int]) -> None:
        """Do the `actions` one after another, delivering after each."""
        for action in actions.split():
            self.does(action, no)
            deliver()


@pytest.fixture
def records() -> dict[str, int]:
    """The titles of the catalogue and their ids."""
    return {}


@pytest.fixture
def make_desk(app: Flask, make_library: Callable[..., int], records: dict[str, int]) -> Callable[..., Desk]:
    """Make a library with a librarian and a reader."""

    def make(name: str, country: str = "RU", **more: object) -> Desk:
        library_id = make_library(name, country, **more)
        language = "zh" if country == "CN" else "ru"
        librarian, reader = add_people(library_id, {Role.LIBRARIAN: "", Role.READER: ""}, language)
        return Desk(library_id, librarian, reader, records)

    return make


@pytest.fixture
def heihe(make_desk: Callable[..., Desk]) -> Desk:
    """The library in Heihe, which asks."""
    return make_desk("Heihe", "CN")


@pytest.fixture
def amur(make_desk: Callable[..., Desk]) -> Desk:
    """The library in Blagoveshchensk, which holds «История Амура» once."""
    desk = make_desk("Amur", "RU")
    desk.holds("История Амура")
    return desk


@pytest.fixture
def khabarovsk(make_desk: Callable[..., Desk]) -> Desk:
    """The library in Khabarovsk."""
    return make_desk("Khabarovsk", "RU")


@pytest.fixture
def at_desk(app: Flask, signed_in: Callable) -> Callable:
    """Open a browser for a person of the library."""

    def sit(desk, role=Role.LIBRARIAN, language="en"):
        return signed_in(app, f"{role}.{desk.id}@example.org", desk.id, role, language=language)

    return sit


@pytest.fixture
def in_days() -> Callable[[int], object]:
    """The day in so many days."""
    return lambda days: (now() + timedelta(days=days)).date()


@pytest.fixture
def shipped(heihe: Desk, amur: Desk, deliver: Callable[[], int], worlds: KeptWorlds) -> str:
    """The number of a request of Heihe that Amur has shipped."""

    def ship() -> str:
        no = _asked(heihe, amur, deliver)
        amur.goes(no, "will_supply found ship", deliver)
        return no

    return worlds.given(database(), ("shipped", *heihe.ids, *amur.ids), ship)


@pytest.fixture
def to_fetch(heihe, amur, deliver):
    """Have Amur promise books that stand under these call numbers; return the numbers of the requests."""

    def promise(*call_numbers, titles=None):
        found = []
        for at, call_number in enumerate(call_numbers):
            title = titles[at] if titles else f"Книга {call_number}"
            amur.records[title] = add_record(title)
            add_copies(amur.records[title], amur.id, call_number=call_number)
            no = heihe.requests(title, of=amur)
            deliver()
            amur.does("will_supply", no)
            deliver()
            found.append(no)
        return found

    return promise


@pytest.fixture
def rows_of() -> Callable[[Side], int]:
    """How many rows a side has."""

    def count(side: Side) -> int:
        with reading() as session:
            wanted = col(LoanRequest.side) == side
            return session.scalar(sa.select(sa.func.count()).select_from(LoanRequest).where(wanted))

    return count


@pytest.fixture(scope="session")
def agree() -> set[tuple[R, S | None]]:
    """The pairs of states that two libraries may stand in once every message has come."""
    return AGREE


@pytest.fixture
def asked(heihe, amur, deliver, worlds):
    """The number of a request of Heihe that has come to Amur."""
    return worlds.given(database(), ("asked", *heihe.ids, *amur.ids), lambda: _asked(heihe, amur, deliver))


def _asked(heihe: Desk, amur: Desk, deliver: Callable[[], int]) -> str:
    no = heihe.requests("История Амура", of=amur)
    deliver()
    return no


@pytest.fixture
def to_ship(heihe: Desk, amur: Desk, deliver: Callable[[], int], worlds: KeptWorlds) -> str:
    """The number of a request of Heihe whose book Amur has found and is to ship."""

    def find() -> str:
        no = _asked(heihe, amur, deliver)
        amur.goes(no, "will_supply found", deliver)
        return no

    return worlds.given(database(), ("to ship", *heihe.ids, *amur.ids), find)


@pytest.fixture
def with_reader(heihe: Desk, amur: Desk, deliver: Callable[[], int], worlds: KeptWorlds) -> str:
    """The number of a request whose book Heihe has handed to its reader."""

    def hand_out() -> str:
        no = _asked(heihe, amur, deliver)
        amur.goes(no, "will_supply found ship", deliver)
        deliver()
        heihe.goes(no, "receive check_out", deliver)
        return no

    return worlds.given(database(), ("with reader", *heihe.ids, *amur.ids), hand_out)
