"""Messages of ISO 18626 for each second of CPU: in over the door, out to a system that confirms at once.

`python -m benchmarks.iso18626` takes 300 requests and 300 cancellations in, then all of them once more, and sends 300
requests out; it prints the table. *Repeated* are the same bytes again. CPU is that of this process, in which the other
system answers too when messages go out; the last column compares with a bare route in the same run.
"""

import argparse
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import sqlalchemy as sa
from flask import Flask
from rich.table import Table
from sqlmodel import Session, col

from benchmarks.ground import add_library, console, fresh_app
from library_exchange.accounts.models import Membership, User
from library_exchange.core import outbox
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.core.sealed_secrets import own_key
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import WIRE_KIND, StepInput
from library_exchange.loans.services import steps
from library_exchange.new_requests.schemas import NewRequest
from library_exchange.new_requests.services import requesting
from library_exchange.protocols.iso18626.rules.layouts import PATH, REQUEST, REQUESTING, Edition
from library_exchange.protocols.iso18626.rules.reading import read
from library_exchange.protocols.iso18626.rules.writing import write
from library_exchange.protocols.iso18626.schemas import Connection
from library_exchange.protocols.iso18626.services import end_points, outgoing

OPERATOR = Actor(kind="person", door="cli", is_platform_admin=True)
AT, BARE, BARE_TIMES = "2026-11-20T08:00:00.000Z", "/healthz", 300
KEY = "the-key-of-a-benchmark"


def confirmed(raw: bytes) -> bytes:
    """Return the confirmation of a document, as short as can be."""
    header = {"timestamp": AT, "timestampReceived": AT, "messageStatus": "OK"}
    return write(Edition.E2017, f"{read(raw).name}Confirmation", {"confirmationHeader": header})


class _Confirming(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = confirmed(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        return


def _header(number: int) -> dict[str, object]:
    return {
        "supplyingAgencyId": {"agencyIdType": "BRIDGE", "agencyIdValue": "amur"},
        "requestingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "DE-1"},
        "multipleItemRequestId": "",
        "timestamp": AT,
        "requestingAgencyRequestId": f"REQ-{number}",
    }


def requests(count: int) -> list[bytes]:
    """Return documents that ask for a book."""
    service = {"requestType": "New", "serviceType": "Loan"}
    book = {"title": "История Амура", "author": "Невельской Г. И."}
    contents = ({"header": _header(n), "bibliographicInfo": book, "serviceInfo": service} for n in range(count))
    return [write(Edition.E2017, REQUEST, content) for content in contents]


def cancellations(count: int) -> list[bytes]:
    """Return documents by which each of those requests is cancelled."""
    return [write(Edition.E2017, REQUESTING, {"header": _header(n), "action": "Cancel"}) for n in range(count)]


def taken_in(app: Flask, documents: list[bytes]) -> float:
    """Post the documents at the door; return the CPU seconds of one."""
    client = app.test_client()
    begun = time.process_time()
    for raw in documents:
        answer = client.post(PATH, data=raw, headers={"X-Api-Key": KEY}, content_type="application/xml")
        if answer.status_code != 200 or b">OK<" not in answer.data:
            raise SystemExit(f"not taken: {answer.status_code} {answer.text}")
    return (time.process_time() - begun) / len(documents)


def ask_abroad(library_id: int, abroad_id: int, count: int) -> None:
    """Have a library of ours ask the library abroad for so many books."""
    librarian, reader = _person(library_id, Role.LIBRARIAN), _person(library_id, Role.READER)
    for number in range(count):
        with transaction() as session:
            loan = requesting.ask(session, reader, NewRequest(title=f"Faust {number}"), now())
            steps.take_step(session, librarian, loan, Action.SEND, StepInput(supplier_id=abroad_id), now())


def _person(library_id: int, role: Role) -> Actor:
    with transaction() as session:
        user = User(email=f"{role}@x.example", fs_uniquifier=str(role), name=str(role), language="ru", created_at=now())
        session.add(user)
        session.flush()
        session.add(Membership(user_id=user.id, library_id=library_id, role=role))
        return Actor("person", library_id=library_id, user_id=user.id, roles=frozenset({role}))


def sent_out(kind: str) -> float:
    """Carry out what waits in the outbox of a kind; return the CPU seconds of one row."""
    with reading() as session:
        waits = (col(OutboxMessage.kind) == kind, col(OutboxMessage.done_at).is_(None))
        count = session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage).where(*waits)) or 0
    begun = time.process_time()
    done = outbox.drain(database(), outbox.WIRE, limit=count)
    if done != count:
        raise SystemExit(f"{done} of {count} were sent")
    return (time.process_time() - begun) / count


def _post_again() -> None:
    with transaction() as session:
        for number in session.scalars(sa.select(outgoing.WireMessage.id).where(_is_out())):
            outbox.put(session, outgoing.RESEND_KIND, {"message": number})


def _is_out() -> sa.ColumnElement[bool]:
    return col(outgoing.WireMessage.direction) == outgoing.Direction.OUT


def _connected(session: Session, url: str) -> int:
    given = Connection(name="Bibliothek", country="DE", mailbox="ill@x.example", symbols="ISIL:DE-1", url=url)
    end_point = end_points.connect(session, OPERATOR, "abroad", given, now(), own_key())
    end_points.share_key(session, OPERATOR, end_point, KEY, own_key())
    return end_point.library_id


def bare(app: Flask) -> float:
    """Return the CPU seconds of a bare route."""
    client = app.test_client()
    begun = time.process_time()
    for _time in range(BARE_TIMES):
        client.get(BARE)
    return (time.process_time() - begun) / BARE_TIMES


def measure(count: int) -> dict[str, float]:
    """Return the CPU seconds of one message, by what was done with it; and of the bare route."""
    server = HTTPServer(("127.0.0.1", 0), _Confirming)
    Thread(target=server.serve_forever, daemon=True).start()
    found: dict[str, float] = {}
    with fresh_app() as (app, _folder):
        library_id = add_library("amur", "RU")
        with transaction() as session:
            abroad_id = _connected(session, f"http://127.0.0.1:{server.server_port}{PATH}")
        taken_in(app, [raw.replace(b"REQ-0", b"WARM") for raw in requests(1)])
        found["bare route"] = bare(app)
        for name, documents in (("requests", requests(count)), ("cancellations", cancellations(count))):
            found[f"in: {name}, first"] = taken_in(app, documents)
            found[f"in: {name}, repeated"] = taken_in(app, documents)
        found["out: answers, first"] = sent_out(WIRE_KIND)
        ask_abroad(library_id, abroad_id, count)
        found["out: requests, first"] = sent_out(WIRE_KIND)
        _post_again()
        found["out: all of them, repeated"] = sent_out(outgoing.RESEND_KIND)
        with reading() as session:
            rows = session.scalar(sa.select(sa.func.count()).select_from(LoanRequest))
        if rows != 2 * count + 1:
            raise SystemExit(f"{rows} rows instead of {2 * count + 1}")
    server.shutdown()
    server.server_close()
    return found


def report(found: dict[str, float], show: Callable[[object], None]) -> None:
    """Show a row for each kind of message."""
    table = Table("message", "CPU ms", "for each CPU second", "÷ bare route")
    for name, seconds in found.items():
        table.add_row(name, f"{seconds * 1000:.1f}", f"{1 / seconds:.0f}", f"{seconds / found['bare route']:.1f}")
    show(table)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=300, help="messages of each kind")
    report(measure(parser.parse_args().count), console.print)


if __name__ == "__main__":
    main()
