"""A small world with one of everything, in which every text is a trap, and a browser for each role."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pymarc import Field, Indicators, Record, Subfield
from sqlmodel import Session, col

from library_exchange.accounts import services as people
from library_exchange.accounts.models import Membership, SignIn
from library_exchange.accounts.services import PasswordHash
from library_exchange.app import create_app
from library_exchange.authority import names
from library_exchange.authority_control.schemas import NewPerson
from library_exchange.authority_control.services import edits
from library_exchange.catalogue.authority_models import (
    AuthorityChange,
    LinkState,
    Origin,
    Person,
    PersonLink,
    VariantKey,
    VariantName,
    Work,
    WorkLink,
)
from library_exchange.catalogue.models import Item, SourceRecord
from library_exchange.catalogue.services import index
from library_exchange.core import outbox
from library_exchange.core.actor import Actor, Role, clock
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.pictures import read as read_picture
from library_exchange.correspondence.services import translation_requests as correspondence
from library_exchange.deals.queries.boxes import lines_of
from library_exchange.deals.rules.agreements import AgreementEvent
from library_exchange.deals.schemas import AgreementInput
from library_exchange.deals.services import agreements
from library_exchange.deals.services.boxes import proposing, selecting
from library_exchange.directory.models import Closure, ClosureReason, Library, LibraryKind
from library_exchange.exchange_lists.models import Source
from library_exchange.exchange_lists.services import list_imports
from library_exchange.holdings.models import Correction
from library_exchange.holdings.queries.own_records import get_copy, version_of
from library_exchange.holdings.rules.codes import Act
from library_exchange.imports.resources import uploads
from library_exchange.imports.services import files, previews, taking_in
from library_exchange.ledger.models import Reason, Unit
from library_exchange.ledger.schemas import Given, Posting, Reference
from library_exchange.ledger.services import post
from library_exchange.list_reading.services.plain_lines import one
from library_exchange.loan_pictures import services as loan_pictures
from library_exchange.loan_pictures.rules import Moment
from library_exchange.loan_threads.queries import subject_of
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps
from library_exchange.mail.models import Mail
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.offers.models import ListKind, Offer
from library_exchange.offers.schemas import Entry, ProposalInput, Terms, WantInput
from library_exchange.offers.services import offers, proposals, wants
from library_exchange.reconciliation.models import Reconciliation, ReconciliationRemark
from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.rules.codes import LineState, ShipmentState
from library_exchange.shipping.rules.pictures import PictureKind
from library_exchange.shipping.schemas import NewConsignment, NewLine
from library_exchange.shipping.services import line_outcomes, pictures, planning
from tests.conftest import CHEAP, settings_for
from tests.house import (
    api_keys_of_world,
    copy_cataloguing_of_world,
    harvests_of_world,
    joining_of_world,
    partner_of_world,
    practice_of_world,
    programmes_of_world,
    reader_applications_of_world,
    reading_lists_of_world,
    rounds_of_world,
    scheduled_imports_of_world,
    search_alerts_of_world,
    standing_exchange_of_world,
    want_alerts_of_world,
    webhooks_of_world,
)
from tests.makers import PASSWORD, Visitor, photograph
from tests.postgres import new_postgres

TRAP = """<script>alert("мост")</script>{{7*7}}${7*7}%(title)s%s'"</title>"""
"""What must never be taken for anything but text."""
KNOWN_TITLE = "红楼梦"
"""The title of a book, under which a work is known."""
SESSION = "bridge"
"""The cookie that says who is signed in."""


NOTED_BY_USE = ("door_hour", "door_fault")
"""Tables in which it is noted, once a minute at most, how doors for machines were used."""
CONTENT = {
    "sign_in": "SELECT id_hash, user_id FROM sign_in",
    "door_standing": "SELECT door FROM door_standing WHERE NOT is_open",
}
"""What of a table is its content, where a row also tells of use."""


@dataclass
class World:
    """The application, where things are in it, and somebody of each role in front of a browser."""

    app: Flask
    folder: Path
    ids: dict[str, Any] = field(default_factory=dict)
    visitors: dict[str, Visitor] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    as_kept: tuple[int, int, int] = (0, 0, 0)
    looked_at: dict[tuple[str, str], tuple[str, dict[str, str]]] = field(default_factory=dict)

    def look(self, role: str, path: str) -> tuple[str, dict[str, str]]:
        """Return the text and the headers of a page as somebody of the role sees it; each page is opened once."""
        if (role, path) not in self.looked_at:
            with self.visitors[role].get(path) as answer:
                self.looked_at[role, path] = answer.text, dict(answer.headers)
            assert self.app.extensions["database"].engine.pool.checkedout() == 0, f"{path} keeps a connection"
        return self.looked_at[role, path]

    @property
    def file(self) -> Path:
        """The database's file."""
        return self.folder / "bridge.sqlite"

    def keep(self) -> None:
        """Remember how things are."""
        self._forget_connections()
        shutil.copy(self.file, self.folder / "kept.sqlite")
        self.as_kept = self._print_of_file()

    def keep_cookies(self) -> None:
        """Remember who is signed in."""
        for role, visitor in self.visitors.items():
            cookie = visitor.get_cookie(SESSION)
            self.cookies[role] = cookie.value if cookie else ""

    def restore(self) -> None:
        """Make everything as it was when it was kept; a file that nobody wrote to stays where it is."""
        if self.is_written_to():
            self._forget_connections()
            shutil.copy(self.folder / "kept.sqlite", self.file)
            self.as_kept = self._print_of_file()
        for role, value in self.cookies.items():
            self.visitors[role].set_cookie(SESSION, value)

    def is_written_to(self) -> bool:
        """Whether anything was committed since all was as kept."""
        return self._print_of_file() != self.as_kept

    def _print_of_file(self) -> tuple[int, int, int]:
        """Return what changes with every commit: the log grows, or was written back into the file and is gone."""
        log, written = self.file.with_name(f"{self.file.name}-wal"), self.file.stat()
        return written.st_mtime_ns, written.st_size, log.stat().st_size if log.exists() else 0

    def _forget_connections(self) -> None:
        self.app.extensions["database"].dispose()
        with closing(sqlite3.connect(self.file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for end in ("-wal", "-shm"):
            self.file.with_name(self.file.name + end).unlink(missing_ok=True)

    def changed_tables(self) -> set[str]:
        """Return the tables in which anything is not as it was kept."""
        if not self.is_written_to():
            return set()
        kept = self._content_of(self.folder / "kept.sqlite")
        return {name for name, rows in self.content().items() if rows != kept[name]}

    def content(self) -> dict[str, list[Any]]:
        """Return every row of every table but for when sign-ins and doors for machines were last used."""
        return self._content_of(self.file)

    def _content_of(self, file: Path) -> dict[str, list[Any]]:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            every = {name: CONTENT.get(name, f'SELECT * FROM "{name}"') for name in tables}
            rows = {name: connection.execute(asked).fetchall() for name, asked in every.items()}
            counters = [row for row in rows["sqlite_sequence"] if row[0] not in (*NOTED_BY_USE, "door_standing")]
            return {name: rows[name] for name in tables if name not in NOTED_BY_USE} | {"sqlite_sequence": counters}


def record(number: str, title: str, author: str = TRAP, call_number: str = TRAP) -> bytes:
    """Return a MARC 21 record with one copy."""
    made = Record(force_utf8=True)
    made.add_field(
        Field("001", data=number),
        Field("008", data="260101s2003    ru            000 0 rus d"),
        Field("100", Indicators("1", " "), [Subfield("a", author)]),
        Field("245", Indicators("1", "0"), [Subfield("a", title), Subfield("b", TRAP), Subfield("c", TRAP)]),
        Field("260", Indicators(" ", " "), [Subfield("a", TRAP), Subfield("b", TRAP), Subfield("c", "2003")]),
        Field("490", Indicators("0", " "), [Subfield("a", TRAP)]),
        Field("500", Indicators(" ", " "), [Subfield("a", TRAP)]),
        Field("650", Indicators(" ", "4"), [Subfield("a", TRAP)]),
        Field("852", Indicators(" ", " "), [Subfield("h", call_number), Subfield("p", f"B-{number}")]),
    )
    content: bytes = made.as_marc()
    return content


def take_in(library_id: int, content: bytes, filename: str = TRAP, start: bool = True) -> int:
    """Have a library send a file of records and, with `start`, take it in; return the import's id."""
    stored = files.store(BytesIO(content), filename, uploads())
    preview = previews.look(uploads() / stored.stored_name)
    with transaction() as session:
        received = files.receive(session, Actor("person", library_id=library_id), library_id, stored, preview)
    if start:
        taking_in.run(database(), received.id, uploads())
    return received.id


def deliver() -> None:
    """Carry the outbox out until it is empty."""
    while outbox.drain(database()):
        pass


def add_library(code: str, country: str) -> int:
    """Make a library all of whose names are traps."""
    names = {f"{part}_{language}": TRAP for part in ("name", "city") for language in ("zh", "ru", "en")}
    with transaction() as session:
        library = Library(
            code=code,
            country=country,
            kind=LibraryKind.PUBLIC,
            timezone="Asia/Shanghai" if country == "CN" else "Asia/Yakutsk",
            language="zh" if country == "CN" else "ru",
            mailbox=f"ill@{code}.example",
            joined_at=now(),
            **names,
        )
        session.add(library)
        session.flush()
        return library.id


def add_person(email: str, library_id: int | None, *roles: Role, is_platform_admin: bool = False) -> int:
    """Make a person whose name and card are traps."""
    with transaction() as session:
        user = people.add_user(session, email, PasswordHash(PASSWORD), TRAP, "ru", is_platform_admin=is_platform_admin)
        for role in roles:
            people.add_membership(session, user, library_id or 0, role, f"{TRAP[:54]} {role.value[:2]}{user.id}")
        return user.id


def add_invited(email: str, library_id: int, role: Role) -> int:
    """Make a person who has not accepted the library's invitation; return the number of that."""
    with transaction() as session:
        user = people.add_user(session, email, name=TRAP, language="ru")
        made = Membership(user_id=user.id, library_id=library_id, role=role, is_open=True, invited_name=TRAP)
        session.add(made)
        session.flush()
        return made.id


def ask(actor: Actor, record_id: int) -> int:
    """Ask for a record as a reader or a librarian; return the request's id."""
    verb = requesting.draft if actor.is_staff else requesting.ask
    with transaction() as session:
        return verb(session, actor, NewRequest(record_id=record_id, note=TRAP), now()).id


def step(actor: Actor, loan_id: int, action: Action, **given: Any) -> None:
    """Take a step of a loan."""
    with transaction() as session:
        loan = session.get_one(LoanRequest, loan_id)
        steps.take_step(session, actor, loan, action, StepInput(**given), now())


def _fill(world: World) -> None:
    """Make the libraries of Heihe and of the Amur, their people, books, files and requests."""
    ids = world.ids
    heihe, amur = add_library("heihe", "CN"), add_library("amur", "RU")
    reader = add_person("reader@heihe.example", heihe, Role.READER)
    librarian = add_person("librarian@heihe.example", heihe, Role.LIBRARIAN)
    add_person("admin@heihe.example", heihe, Role.LIBRARY_ADMIN)
    theirs = add_person("librarian@amur.example", amur, Role.LIBRARIAN, Role.READER)
    add_person("platform@bridge.example", None, is_platform_admin=True)
    ids |= {"heihe": heihe, "amur": amur, "reader": reader}
    ids["invited reader"] = add_invited("invited@heihe.example", heihe, Role.READER)
    ids["invited staff"] = add_invited("staff@heihe.example", heihe, Role.LIBRARIAN)
    ids["done"] = take_in(heihe, record("h1", f"Own {TRAP}") + record("h2", KNOWN_TITLE) + b"nonsense\x1d")
    ids["waiting"] = take_in(heihe, record("h3", f"Waiting {TRAP}") + b"nonsense\x1d", start=False)
    ids["their file"] = take_in(amur, b"".join(record(f"a{n}", f"Book {n} {TRAP}") for n in range(1, 6)))
    deliver()
    actors = {
        "reader": Actor("person", library_id=heihe, user_id=reader, roles=frozenset({Role.READER})),
        "librarian": Actor("person", library_id=heihe, user_id=librarian, roles=frozenset({Role.LIBRARIAN})),
        "their reader": Actor("person", library_id=amur, user_id=theirs, roles=frozenset({Role.READER})),
        "theirs": Actor("person", library_id=amur, user_id=theirs, roles=frozenset({Role.LIBRARIAN})),
    }
    _find_books(ids)
    _know_somebody(ids)
    _add_somebody(ids, actors["librarian"])
    _ask_and_send(ids, actors)
    _close(ids)
    _exchange(ids, actors)
    _reader, librarian, _their_reader, theirs = actors.values()
    rounds_of_world.fill(ids, librarian, theirs, TRAP, deliver)
    _deal(ids, actors)
    programmes_of_world.fill(ids, librarian, theirs, TRAP)
    _send_books(ids, actors["librarian"])
    deliver()
    _find_rows(ids)
    partner_of_world.fill(ids, TRAP)
    joining_of_world.fill(ids, TRAP)
    reader_applications_of_world.fill(ids, TRAP)
    practice_of_world.fill(ids, actors["librarian"])
    api_keys_of_world.fill(ids, TRAP)
    reading_lists_of_world.fill(ids, TRAP)
    search_alerts_of_world.fill(ids)
    scheduled_imports_of_world.fill(ids)
    webhooks_of_world.fill(ids, TRAP)
    harvests_of_world.fill(ids)
    standing_exchange_of_world.fill(ids, actors["librarian"], actors["theirs"], TRAP)
    want_alerts_of_world.fill(ids, actors["librarian"], TRAP)
    copy_cataloguing_of_world.fill(ids, TRAP)
    _lend_and_show(ids, actors["librarian"], actors["theirs"])
    _write_by_hand(ids, actors["librarian"])


def _send_books(ids: dict[str, Any], actor: Actor) -> None:
    """Let Heihe plan a consignment with a title, and another one have come with a damaged book."""
    whole = {"title_zh": f"书{TRAP}", "title_ru": TRAP, "weight_g": 300, "value_minor": 100}
    with transaction() as session:
        for name in ("sending", "claimed"):
            new = NewConsignment(consignee_id=ids["amur"])
            made = planning.plan(session, actor, ids["heihe"], new, [NewLine(title=TRAP, **whole)], now())
            line = session.scalars(
                sa.select(ConsignmentLine).where(col(ConsignmentLine.consignment_id) == made.id)
            ).one()
            ids |= {name: made.id, f"line of {name}": line.id}
        made.state, made.received_at, line.state = ShipmentState.IN_CLAIM, now(), LineState.DAMAGED
        session.flush()
        claim = line_outcomes.open_claim(session, actor, made, line, LineState.DAMAGED, now())
        shown = pictures.add(session, actor, made, claim, PictureKind.PACKAGING, read_picture(photograph()), now())
        session.flush()
        ids |= {"claim": claim.id, "picture": shown.id}


def _find_books(ids: dict[str, Any]) -> None:
    with reading() as session:
        rows = session.execute(sa.select(col(SourceRecord.source_id), col(SourceRecord.record_id)))
        ids |= {f"book {row.source_id}": row.record_id for row in rows}
        for name, library in (("copy", "heihe"), ("their copy", "amur")):
            wanted = sa.select(sa.func.min(Item.id)).where(col(Item.library_id) == ids[library])
            ids[name] = session.scalar(wanted)
        for source in session.scalars(sa.select(SourceRecord)).all():
            ids[f"record {source.source_id}"] = source.id
            ids[f"version {source.source_id}"] = version_of(source)
        ids["seen copy"] = get_copy(session, ids["heihe"], ids["copy"]).seen


def _write_by_hand(ids: dict[str, Any], actor: Actor) -> None:
    """Have a librarian have written where a copy stands: that can be taken back."""
    with transaction() as session:
        copy = get_copy(session, ids["heihe"], ids["copy"])
        made = Correction(
            library_id=ids["heihe"],
            source_record_id=copy.source_id,
            user_id=actor.user_id,
            act=Act.COPIES_CHANGED,
            copies=[[copy.id, copy.number, {"copy_place": TRAP}, {"copy_place": copy.place or ""}]],
            done_at=now(),
        )
        session.add(made)
        session.flush()
        ids["correction"] = made.id


def _know_somebody(ids: dict[str, Any]) -> None:
    """Let a person with a work be known, whose name on a book of each library waits for a librarian."""
    with transaction() as session:
        person = Person(key="somebody", origin="ru", dates="1900-1980")
        session.add(person)
        session.flush()
        work = Work(key="something", person_id=person.id)
        session.add(work)
        session.flush()
        for owner in ({"person_id": person.id}, {"work_id": work.id}):
            session.add(VariantName(**owner, value=TRAP, script="Cyrl", kind="heading", language="rus", source="tests"))
        title = VariantName(work_id=work.id, value=KNOWN_TITLE, script="Hans", kind="variant", source="tests")
        session.add(title)
        session.flush()
        session.add_all(VariantKey(variant_id=title.id, key=key) for key in names.of_work(KNOWN_TITLE))
        link = {"person_id": person.id, "name": TRAP, "origin": Origin.IMPORT}
        waiting = {
            name: PersonLink(record_id=ids[book], state=LinkState.CANDIDATE, **link)
            for name, book in (("name", "book h1"), ("their name", "book a1"))
        }
        session.add_all(waiting.values())
        sure = {"name": TRAP, "origin": Origin.RULE, "state": LinkState.CONFIRMED}
        session.add(PersonLink(record_id=ids["book a2"], person_id=person.id, **sure))
        session.add(WorkLink(record_id=ids["book a2"], work_id=work.id, **sure))
        guess = {"name": TRAP, "origin": Origin.IMPORT, "state": LinkState.CANDIDATE}
        title = WorkLink(record_id=ids["book h1"], work_id=work.id, **guess)
        session.add(title)
        session.flush()
        ids |= {"person": person.id, "work": work.id} | {name: row.id for name, row in waiting.items()}
        ids["title"] = title.id


def _add_somebody(ids: dict[str, Any], librarian: Actor) -> None:
    """Let a librarian add a second person."""
    with transaction() as session:
        ids["other person"] = edits.add(session, librarian, NewPerson(russian=f"Other {TRAP}", origin="other"), now())
        ids["change"] = session.scalars(sa.select(col(AuthorityChange.id))).one()


def _ask_and_send(ids: dict[str, Any], actors: dict[str, Actor]) -> None:
    """Let a reader of Heihe ask, her librarian draft and send, and the other side ask Heihe."""
    reader, librarian, their_reader, theirs = actors.values()
    ids["asked"] = ask(reader, ids["book a1"])
    ids["drafted"] = ask(librarian, ids["book a2"])
    ids["sent"] = ask(reader, ids["book a3"])
    step(librarian, ids["sent"], Action.SEND, supplier_id=ids["amur"])
    ids["their own"] = ask(their_reader, ids["book h1"])
    step(theirs, ids["their own"], Action.SEND, supplier_id=ids["heihe"])


def _lend_and_show(ids: dict[str, Any], librarian: Actor, theirs: Actor) -> None:
    """Let Heihe send the Amur a book and show how it left."""
    ids["borrowed"] = ask(theirs, ids["book h2"])
    step(theirs, ids["borrowed"], Action.SEND, supplier_id=ids["heihe"])
    deliver()
    with reading() as session:
        newest = sa.select(sa.func.max(LoanRequest.id)).where(col(LoanRequest.library_id) == ids["heihe"])
        ids["lent"] = session.scalar(newest)
        copy = copies.free_copies(session, ids["heihe"], ids["book h2"])[0].item_id
    step(librarian, ids["lent"], Action.WILL_SUPPLY, item_id=copy)
    step(librarian, ids["lent"], Action.FOUND)
    step(librarian, ids["lent"], Action.SHIP, method="post")
    deliver()
    with transaction() as session:
        loan = session.get_one(LoanRequest, ids["lent"])
        shown = loan_pictures.add(session, librarian, loan, Moment.LEAVING, read_picture(photograph()), now())
        session.flush()
        ids["picture of lent"] = shown.id


def _close(ids: dict[str, Any]) -> None:
    """Let Heihe be closed for a day, with a note that is a trap."""
    today = now().date()
    with transaction() as session:
        closure = Closure(
            library_id=ids["heihe"], starts_on=today, ends_on=today, reason=ClosureReason.OTHER, note_ru=TRAP
        )
        session.add(closure)
        session.flush()
        ids["closure"] = closure.id


def _exchange(ids: dict[str, Any], actors: dict[str, Actor]) -> None:
    """Let both libraries offer, want and send lists, and the reader of Heihe propose a book."""
    reader, librarian, _their_reader, theirs = actors.values()
    with transaction() as session:
        for who, name in ((librarian, ""), (theirs, "their ")):
            ids[f"{name}offer"] = _offer(session, who, f"Own {TRAP}").id
            ids[f"{name}want"] = wants.add(session, who, WantInput(title=f"Wanted {name}{TRAP}", author=TRAP), now()).id
            ids[f"{name}list"] = list_imports.receive(
                session, who, ListKind.OFFERS, Source.TABLE, [one(f"{TRAP} ×2"), one("978-5-17-0")], now(), TRAP
            ).id
            list_imports.scan(session, who, TRAP, now())
        given = ProposalInput(title=f"Proposed {TRAP}", author=TRAP, note=TRAP)
        ids["proposal"] = proposals.propose(session, reader, given, now()).id


def _deal(ids: dict[str, Any], actors: dict[str, Actor]) -> None:
    """Let Heihe and the Amur agree and lay a box on the table, and two strangers have an agreement and a box."""
    _reader, librarian, _their_reader, theirs = actors.values()
    strangers = [add_library(f"stranger-{country.lower()}", country) for country in ("CN", "RU")]
    first, second = (
        Actor("person", library_id=each, user_id=None, roles=frozenset({Role.LIBRARIAN})) for each in strangers
    )
    at = now()
    with transaction() as session:
        for name, one_side, other in (("agreement", librarian, theirs), ("strangers", first, second)):
            terms = AgreementInput(partner_id=other.library_id, note_zh=TRAP, note_ru=TRAP, paper_reference=TRAP)
            made = agreements.draft(session, one_side, terms, at)
            agreements.take(session, one_side, made, AgreementEvent.PROPOSE, at)
            agreements.take(session, other, made, AgreementEvent.ACCEPT, at)
            ids[name] = made.id
        terms = AgreementInput(partner_id=theirs.library_id, note_zh=TRAP)
        ids["draft terms"] = agreements.draft(session, librarian, terms, at).id
        correspondence.ask_for_translation(session, librarian, "agreement", str(ids["draft terms"]), at)
        ids["stranger"], ids["other stranger"] = strangers
        ids["strangers box"] = selecting.open_box(session, first, strangers[1], at).id
        box = selecting.open_box(session, librarian, ids["amur"], at)
        offer = _offer(session, theirs, f"In a box {TRAP}")
        selecting.tick(session, librarian, box, [offer.id], [offer.id], at)
        proposing.propose(session, librarian, box, at)
        ids |= {"box": box.id, "line of box": lines_of(session, box)[0].id}
        for name, pair in (("comparison", (ids["heihe"], ids["amur"])), ("strangers comparison", strangers)):
            ids[name] = _comparison(session, min(pair), max(pair), at)


def _comparison(session: Session, first: int, second: int, at: datetime) -> int:
    """Have something entered between two libraries last year, undone in the same, and compared."""
    last_year = at.year - 1
    for number, (giver, receiver, reason) in enumerate(
        ((first, second, Reason.OPENING), (second, first, Reason.SETTLE))
    ):
        given = Given(giver_id=giver, receiver_id=receiver, unit=Unit.PIECES, amount=3)
        about = Reference(kind="paper", id=f"{first}-{second}-{number}")
        posting = Posting(reason=reason, reference=about, happened_on=date(last_year, 6, 1), given=(given,))
        post(session, clock(), posting, at)
    made = Reconciliation(first_id=first, second_id=second, year=last_year, created_at=at, touched_at=at)
    session.add(made)
    session.flush()
    remark = {"library_id": second, "line": "opening.pieces", "text": TRAP, "language": "ru", "said_at": at}
    session.add(ReconciliationRemark(reconciliation_id=made.id, **remark))
    return made.id


def _offer(session: Session, actor: Actor, title: str) -> Offer:
    """Offer a book to everybody, all of whose texts are traps."""
    entry = Entry(title=title, translated_title=TRAP, author=TRAP, publisher=TRAP, series=TRAP, volume=TRAP[:60])
    offer = offers.offer_of(actor.library_id or 0, entry, None, Terms(weight_g=300), now())
    session.add(offer)
    session.flush()
    offers.publish(session, actor, offer, now())
    return offer


def _find_rows(ids: dict[str, Any]) -> None:
    with reading() as session:
        ids["talk"] = subject_of(session, session.get_one(LoanRequest, ids["sent"]))
        wanted = sa.select(LoanRequest).where(col(LoanRequest.side) == "supplying")
        supplying = {loan.library_id: loan.id for loan in session.scalars(wanted)}
        members = {(m.library_id, m.role): m.id for m in session.scalars(sa.select(Membership)) if not m.is_open}
        ids["mail"] = session.scalar(sa.select(sa.func.min(Mail.id)))
    ids["to answer"], ids["theirs to answer"] = supplying[ids["heihe"]], supplying[ids["amur"]]
    ids["member"] = members[ids["heihe"], Role.READER]
    ids["colleague"] = members[ids["heihe"], Role.LIBRARIAN]
    ids["their member"] = members[ids["amur"], Role.LIBRARIAN]


ROLES = {
    "nobody": None,
    "reader": "reader@heihe.example",
    "librarian": "librarian@heihe.example",
    "admin": "admin@heihe.example",
    "stranger": "librarian@amur.example",
    "platform": "platform@bridge.example",
}
"""Who goes from door to door: people of Heihe, a librarian of the other library, the platform's administrator."""


def _sign_in(world: World) -> None:
    for role, email in ROLES.items():
        visitor = world.visitors[role] = Visitor(world.app)
        if email is not None:
            assert visitor.sign_in(email).status_code == 302
    # Each has a second sign-in, at another computer, to be ended from the first.
    for role, email in ROLES.items():
        if email is not None:
            before = _sign_ins()
            Visitor(world.app).sign_in(email)
            world.ids[f"sign-in of {role}"] = next(iter(_sign_ins() - before))
    # A sign-in that was used a minute ago is noted anew by each page, which nothing here is about.
    with transaction() as session:
        session.execute(sa.update(SignIn).values(seen_at=now() + timedelta(hours=1)))


def _sign_ins() -> set[str]:
    with reading() as session:
        return set(session.scalars(sa.select(col(SignIn.id_hash))))


def _grow(world: World, n: int = 25) -> None:
    """Add `n` more of everything that pages list."""
    ids = world.ids
    programmes_of_world.grow(ids, Actor("person", library_id=ids["heihe"], roles=frozenset({Role.LIBRARIAN})), TRAP, n)
    partner_of_world.grow(ids, TRAP, n)
    joining_of_world.grow(ids, TRAP, n)
    reader_applications_of_world.grow(ids, TRAP, n)
    reading_lists_of_world.grow(ids, TRAP, n)
    search_alerts_of_world.grow(n)
    scheduled_imports_of_world.grow(ids, n)
    webhooks_of_world.grow(ids, n)
    copy_cataloguing_of_world.grow(ids, TRAP, n)
    harvests_of_world.grow(ids, n)
    reader = Actor("person", library_id=ids["heihe"], user_id=ids["reader"], roles=frozenset({Role.READER}))
    theirs = Actor("person", library_id=ids["amur"], roles=frozenset({Role.LIBRARIAN}))
    ours = Actor("person", library_id=ids["heihe"], roles=frozenset({Role.LIBRARIAN}))
    standing_exchange_of_world.grow(ids, ours, theirs, TRAP, n)
    want_alerts_of_world.grow(ids, TRAP, n)
    same = record("a1", f"Book 1 {TRAP}")
    for number in range(n):
        take_in(add_library(f"library-{number}", "RU" if number % 2 else "CN"), same)
        take_in(ids["heihe"], record(f"more-{number}", f"Book more {number} {TRAP}"))
        add_person(f"reader-{number}@heihe.example", ids["heihe"], Role.READER)
    take_in(ids["amur"], b"".join(record(f"other-{number}", f"Book other {number} {TRAP}") for number in range(n)))
    deliver()
    _find_books(ids)
    for number in range(n):
        ask(reader, ids[f"book other-{number}"])
        step(theirs, ask(theirs, ids[f"book more-{number}"]), Action.SEND, supplier_id=ids["heihe"])
        with transaction() as session:
            librarian = Actor("person", library_id=ids["heihe"], roles=frozenset({Role.LIBRARIAN}))
            _offer(session, librarian, f"Offer {number} {TRAP}")
            wants.add(session, librarian, WantInput(title=f"Want {number} {TRAP}"), now())
            list_imports.scan(session, librarian, f"Scanned {number}", now())
    deliver()


@contextmanager
def _world(template: Path, folder: Path) -> Iterator[World]:
    shutil.copy(template, folder / "bridge.sqlite")
    with _world_at("", folder) as made:
        made.keep()
        yield made


@contextmanager
def _world_at(url: str, folder: Path) -> Iterator[World]:
    made = World(create_app(settings_for(folder, url), **CHEAP), folder)
    with made.app.app_context():
        _fill(made)
        index.rebuild(database(), made.app.extensions["search"])  # so that the service is ready, whatever comes first
        _sign_in(made)
    made.keep_cookies()
    yield made
    made.app.extensions["search"].close()
    made.app.extensions["database"].dispose()


@pytest.fixture(scope="session")
def made_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world of all files of tests that one process has."""
    with _world(sqlite_template, tmp_path_factory.mktemp("world")) as made:
        yield made


@pytest.fixture(scope="module")
def world(made_world: World) -> Iterator[World]:
    """The world as `_fill` makes it; who changes it restores it, at the latest at the end of a file."""
    yield made_world
    made_world.restore()


@pytest.fixture(scope="module")
def grown_world(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Another world, with many of everything."""
    with _world(sqlite_template, tmp_path_factory.mktemp("grown-world")) as made:
        with made.app.app_context():
            _grow(made)
        yield made


@pytest.fixture(scope="module")
def walked_world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Another world on the kind of database asked for; what is written in it is never committed."""
    folder = tmp_path_factory.mktemp("walked-world")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), folder / "bridge.sqlite")
        with _world_at("", folder) as made:
            yield made
        return
    with new_postgres(request.getfixturevalue("postgres_server"), "bridge") as url, _world_at(url, folder) as made:
        yield made


@pytest.fixture
def count_queries() -> Callable[[World, str, str], int]:
    """Count the SELECTs that a page of a world costs a role, once it has been opened before."""

    def count(world: World, role: str, url: str) -> int:
        asked: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                asked.append(statement)

        assert world.visitors[role].get(url).status_code == 200
        engine = world.app.extensions["database"].engine
        sa.event.listen(engine, "before_cursor_execute", note)
        world.visitors[role].get(url)
        sa.event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    return count
