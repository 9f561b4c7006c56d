"""A database in which two libraries have many open requests with each other, as far along as they come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session

from benchmarks.ground import add_library
from library_exchange.accounts.models import Membership, User
from library_exchange.accounts.security import hashed
from library_exchange.accounts.services import add_membership, add_user
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.loans.models import AttemptState, LoanRequest, SupplierAttempt
from library_exchange.loans.rules.codes import DueState, Side
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.steps import HOLDS_ITEM, IS_DUE
from library_exchange.loans.schemas import OUTBOX_KIND, BibliographicInfo
from library_exchange.record_matching.keys import title_key

PASSWORD = "горы и реки 山河"
"""What everybody signs in with."""
TITLES = ("История Амура", "黑龙江史", "Русские сказки", "红楼梦")
STANDS: tuple[tuple[R, S | None], ...] = (
    (R.REVIEW, None),
    (R.SENT, S.NEW),
    (R.WILL_SUPPLY, S.TO_PICK),
    (R.WILL_SUPPLY, S.TO_SHIP),
    (R.SHIPPED, S.SHIPPED),
    (R.RECEIVED, S.ON_LOAN),
    (R.WITH_READER, S.ON_LOAN),
    (R.WITH_READER, S.ON_LOAN),
    (R.TO_RETURN, S.ON_LOAN),
    (R.RETURN_SHIPPED, S.RETURNING),
)
"""Where the two sides of every ten requests stand."""
READERS_EACH = 10
"""Requests of one reader."""
STEPS_EACH = 4
"""Steps in the history of each side, and messages that were carried for it."""


@dataclass(frozen=True)
class Desks:
    """The two libraries, and their people."""

    requesting: int
    supplying: int
    borrower: Actor
    lender: Actor
    reader: Actor


def open_desks() -> Desks:
    """Add the two libraries with a librarian each, and a reader of the one that asks."""
    requesting, supplying = add_library("heihe", "CN"), add_library("amur", "RU")
    return Desks(
        requesting,
        supplying,
        add_person(requesting, Role.LIBRARIAN),
        add_person(supplying, Role.LIBRARIAN),
        add_person(requesting, Role.READER),
    )


def add_person(library_id: int, role: Role) -> Actor:
    """Add somebody to a library; return them."""
    mark = f"{role}.{library_id}"
    with transaction() as session:
        user = add_user(session, f"{mark}@x.example", name=mark, language="ru", password=hashed(PASSWORD))
        add_membership(session, user, library_id, role, None)
        return Actor("person", library_id=library_id, user_id=user.id, roles=frozenset({role}))


def add_books(library_id: int, first: int, count: int) -> None:
    """Add records numbered from `first`, of each of which the library has one copy of the same number."""
    at = now()
    numbers = range(first, first + count)
    titles = {number: f"{TITLES[number % len(TITLES)]} {number}" for number in numbers}
    languages = {number: ("rus", "ru") if number % 2 == 0 else ("chi", "zh") for number in numbers}
    with transaction() as session:
        records = [
            {
                "id": number,
                "title_key": title_key(title),
                "languages": [languages[number][0]],
                "card": {"titles": [[title, languages[number][1], "original", False]], "authors": [], "imprint": []},
                "created_at": at,
                "updated_at": at,
            }
            for number, title in titles.items()
        ]
        session.execute(sa.insert(BibliographicRecord), records)
        of = {"library_id": library_id}
        session.execute(sa.insert(Holding), [of | {"id": n, "record_id": n, "call_number": f"K {n}"} for n in numbers])
        session.execute(sa.insert(Item), [of | {"id": n, "holding_id": n, "number": 1} for n in numbers])


def add_open_requests(desks: Desks, count: int, first: int = 1) -> None:
    """Add `count` requests from number `first` on, each with its sides, their history and the messages carried.

    Books are due from thirty days ago until thirty days from now; every tenth request has waited a day longer.
    """
    if not count:
        return
    add_books(desks.supplying, first, count)
    at = now() - timedelta(days=60)
    with transaction() as session:
        readers = _add_readers(session, desks, 1_000 + first, -(-count // READERS_EACH), at)
        rows, attempts = [], []
        for number in range(first, first + count):
            requesting, supplying = STANDS[number % len(STANDS)]
            touched = at + timedelta(days=number // 10 % 60, seconds=number)
            row = _shared(number, touched) | {"reader_id": readers[number % len(readers)]}
            rows.append(row | _requesting(desks, number, requesting))
            if supplying is not None:
                rows.append(_shared(number, touched) | _supplying(desks, number, supplying))
                attempts.append(_attempt(desks, number, requesting, touched))
        for row in rows:
            row.update(_due(row, number_of_days(row["id"])))
        session.execute(sa.insert(LoanRequest), rows)
        session.execute(sa.insert(SupplierAttempt), attempts)
        session.execute(sa.insert(AuditEntry), [_audited(row, step) for row in rows for step in range(STEPS_EACH)])
        session.execute(sa.insert(OutboxMessage), [_carried(row, step) for row in rows for step in range(STEPS_EACH)])
    with database().engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))


def number_of_days(row_id: int) -> int:
    """Return in how many days the book of a row is due, the same for both sides."""
    return row_id // 2 % 61 - 30


def _add_readers(session: Session, desks: Desks, first: int, count: int, at: datetime) -> list[int]:
    people = [
        {
            "id": number,
            "email": f"reader.{number}@x.example",
            "fs_uniquifier": f"reader.{number}",
            "name": f"Reader {number}",
            "language": "zh",
            "active": True,
            "created_at": at,
        }
        for number in range(first, first + count)
    ]
    session.execute(sa.insert(User), people)
    of = {"library_id": desks.requesting, "role": Role.READER}
    session.execute(sa.insert(Membership), [of | {"user_id": person["id"]} for person in people])
    return [desks.reader.user_id or 0, *(int(str(person["id"])) for person in people[1:])]


def _shared(number: int, touched: datetime) -> dict[str, object]:
    title = f"{TITLES[number % len(TITLES)]} {number}"
    language = "ru" if number % 2 == 0 else "zh"
    forms = [{"value": title, "lang": language, "kind": "original"}]
    book = BibliographicInfo.model_validate({"title": forms, "record_id": number})
    return {
        "id": None,
        "record_id": number,
        "item_id": None,
        "reader_id": None,
        "book": book.model_dump(mode="json"),
        "search_text": f"{title.casefold()} fill-{number}",
        "created_at": touched - timedelta(days=30),
        "touched_at": touched,
        "sent_at": touched - timedelta(days=29),
        "shipped_at": touched - timedelta(days=20),
        "received_at": None,
    }


def _requesting(desks: Desks, number: int, state: R) -> dict[str, object]:
    return {
        "id": 2 * number,
        "side": Side.REQUESTING,
        "library_id": desks.requesting,
        "partner_id": None if state is R.REVIEW else desks.supplying,
        "request_no": f"FILL-{number}",
        "attempt": 0 if state is R.REVIEW else 1,
        "state": str(state),
    }


def _supplying(desks: Desks, number: int, state: S) -> dict[str, object]:
    return {
        "id": 2 * number + 1,
        "side": Side.SUPPLYING,
        "library_id": desks.supplying,
        "partner_id": desks.requesting,
        "request_no": f"FILL-{number}-1",
        "attempt": 0,
        "state": str(state),
        "item_id": number if state in HOLDS_ITEM else None,
    }


def _due(row: dict[str, object], days: int) -> dict[str, object]:
    """Return how the book of a row stands to its due date as if last night had passed."""
    side, state = row["side"], row["state"]
    assert isinstance(side, Side)
    if state not in {str(each) for each in IS_DUE[side]}:
        return {"due": DueState.NONE, "due_on": None}
    known = DueState.OVERDUE if days < 0 else DueState.DUE_SOON if days <= 7 else DueState.OK
    return {"due": known, "due_on": now().date() + timedelta(days=days)}


def _attempt(desks: Desks, number: int, state: R, touched: datetime) -> dict[str, object]:
    told = AttemptState.ASKED if state is R.SENT else AttemptState.SUPPLYING
    return {
        "request_id": 2 * number,
        "library_id": desks.supplying,
        "rank": 1,
        "number": 1,
        "state": told,
        "asked_at": touched,
    }


def _audited(row: dict[str, object], step: int) -> dict[str, object]:
    return {
        "at": row["touched_at"],
        "actor_kind": "person",
        "door": "web",
        "library_id": row["library_id"],
        "action": f"loan.step{step}",
        "subject": "loan",
        "subject_id": row["id"],
    }


def _carried(row: dict[str, object], step: int) -> dict[str, object]:
    at = row["touched_at"]
    instants = dict.fromkeys(("created_at", "due_at", "done_at"), at)
    return {"kind": OUTBOX_KIND, "lane": "quick", "key": f"{row['id']}.{step}", "payload": {}} | instants
