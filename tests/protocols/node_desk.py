"""A desk in a node: takes steps in a process of its own on the node's database, one line of JSON after another.

`python -m tests.protocols.node_desk FOLDER` is started with the settings of the node that serves FOLDER. The worker of
the node itself carries out what the steps put into the outbox.
"""

import json
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from library_exchange.accounts.models import User
from library_exchange.app import create_app
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core import schema
from library_exchange.core.actor import Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.errors import ExchangeError
from library_exchange.core.models import OutboxMessage
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.jobs import queue_of
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.protocols.iso18626.models import Direction, WireMessage
from tests.loans.conftest import Desk, add_copies, add_person, add_record

TITLE = "История Амура"
COPIES = 40
OURS = {
    "heihe": {"country": "CN", "timezone": "Asia/Harbin", "language": "zh"},
    "amur": {"country": "RU", "timezone": "Asia/Yakutsk", "language": "ru"},
}


def found(code: str) -> None:
    """Make the node's own library, its people and its book, if the database is empty."""
    with reading() as session:
        if session.scalar(sa.select(col(Library.id)).limit(1)) is not None:
            return
    named = {f"{part}_{language}": code for part in ("name", "city") for language in ("zh", "ru", "en")}
    with transaction() as session:
        library = Library(
            code=code,
            kind=LibraryKind.PUBLIC,
            mailbox=f"ill@{code}.example",
            joined_at=now(),
            **named,
            **OURS[code],
        )
        session.add(library)
        session.flush()
        number = library.id
    for role in (Role.LIBRARIAN, Role.READER):
        add_person(number, role)
    add_copies(add_record(TITLE), number, COPIES)


def desk_of(code: str) -> Desk:
    """Return the desk of the node's own library."""
    with reading() as session:
        library = session.scalars(sa.select(Library).where(col(Library.code) == code)).one()
        record = session.scalar(sa.select(col(BibliographicRecord.id)))
        return Desk(library.id, 1, 2, {TITLE: record})


def partner_of(code: str) -> int:
    """Return the number of the other node's library."""
    with reading() as session:
        return session.scalars(sa.select(Library).where(col(Library.is_remote))).one().id


def stands(desk: Desk, number: str) -> dict[str, Any] | None:
    """Return how the library's row of a request stands, None if it has none."""
    loan = desk.loan(number)
    if loan is None:
        return None
    told = ("state", "due", "due_on", "renewals", "sent_seq", "received_seq", "public_no", "tracking_no")
    return {name: str(getattr(loan, name)) for name in told} | {"open": desk.actions_on(number)}


def hurry(app: Any) -> list[str]:
    """Have what waits be tried at once; return what that is, and what came of it so far."""
    is_open = col(OutboxMessage.done_at).is_(None)
    with transaction() as session:
        waits = (is_open, col(OutboxMessage.due_at) > now())
        session.execute(sa.update(OutboxMessage).where(*waits).values(due_at=now()))
        left = session.scalars(sa.select(OutboxMessage).where(is_open)).all()
        told = [
            f"{row.kind} {row.key} tried {row.attempts}, waited {row.waits}, {row.last_error}, till {row.claimed_until}"
            for row in left
        ]
    # What waits for another message is due already, and would be looked at again at the next full minute only.
    for lane in {row.lane for row in left if row.claimed_until is None}:
        app.extensions["wake"](lane)
    return told


def taken() -> list[list[Any]]:
    """Return each message that was applied: request, from which side, number."""
    with reading() as session:
        rows = session.execute(sa.select(col(ReceivedMessage.request_no), col(ReceivedMessage.seq)))
        return [list(row) for row in rows]


def sent() -> list[str]:
    """Return the documents that went out."""
    with reading() as session:
        found = sa.select(WireMessage).where(col(WireMessage.direction) == Direction.OUT)
        return [row.raw.decode() for row in session.scalars(found) if row.raw]


def people() -> list[str]:
    """Return how the people of the node are called and written to."""
    with reading() as session:
        return [word for user in session.scalars(sa.select(User)) for word in (user.name, user.email)]


def refused() -> list[str]:
    """Return the documents that either side refused."""
    with reading() as session:
        found = sa.select(WireMessage).where(col(WireMessage.confirmation) == "ERROR")
        return [f"{row.direction} {row.said}: {row.error_text}" for row in session.scalars(found)]


def main(code: str) -> None:
    app = create_app()
    schema.upgrade(app)
    app.extensions["wake"] = queue_of(app).wake
    with app.app_context():
        found(code)
        desk, volumes = desk_of(code), count(1)
        verbs: dict[str, Callable[..., Any]] = {
            "ask": lambda: desk.is_asked_for_unknown(f"{TITLE}, {next(volumes)}"),
            "send": lambda number: desk.does("send", number, supplier_id=partner_of(code)),
            "do": lambda number, action: desk.does(action, number, **_given(desk, action)),
            "stands": lambda number: stands(desk, number),
            "hurry": lambda: hurry(app),
            "taken": taken,
            "refused": refused,
            "sent": sent,
            "people": people,
        }
        print("ready", flush=True)
        for line in sys.stdin:
            name, *words = json.loads(line)
            try:
                answer = {"done": verbs[name](*words)}
            except ExchangeError as error:
                answer = {"refused": str(error)}
            print(json.dumps(answer, ensure_ascii=False), flush=True)


def _given(desk: Desk, action: str) -> dict[str, Any]:
    if action not in ("will_supply", "set_condition"):
        return {}
    with reading() as session:
        return {"item_id": desk._free_copy(session, desk.records[TITLE])}


if __name__ == "__main__":
    main(sys.argv[1])
