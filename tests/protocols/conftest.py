"""A foreign library whose system speaks ISO 18626, and documents that it sends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from lxml import etree

from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.core.sealed_secrets import own_key
from library_exchange.directory.models import Library
from library_exchange.protocols.iso18626.rules.layouts import Edition
from library_exchange.protocols.iso18626.rules.reading import Document, Part, read, read_confirmation
from library_exchange.protocols.iso18626.rules.writing import write
from library_exchange.protocols.iso18626.schemas import Connection
from library_exchange.protocols.iso18626.services import end_points
from tests.loans.conftest import amur, heihe, make_desk, records

__all__ = ["amur", "heihe", "make_desk", "records"]

OPERATOR = Actor(kind="person", door="cli", is_platform_admin=True)
AT = "2026-11-20T08:00:00.000Z"


@pytest.fixture(scope="session")
def schemas(shared_data: Path) -> dict[Edition, etree.XMLSchema]:
    """The schemas of both editions."""
    folder = shared_data / "iso18626" / "xsd"
    names = {Edition.E2017: "ISO-18626-v1_2.xsd", Edition.E2021: "ISO-18626-2021-2.xsd"}
    return {edition: etree.XMLSchema(etree.parse(folder / name)) for edition, name in names.items()}


def request_document(number: str = "REQ-1", edition: Edition = Edition.E2017, **more: object) -> bytes:
    """Return a request of the foreign library for a book of Amur's."""
    service = {"requestType": "New", "serviceType": "Loan"} | more.pop("serviceInfo", {})
    header = {
        "supplyingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "RU-AMUR"},
        "requestingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "DE-1"},
        "multipleItemRequestId": "",
        "timestamp": AT,
        "requestingAgencyRequestId": number,
    } | more.pop("header", {})
    book = {"title": "История Амура", "author": "Невельской Г. И."} | more.pop("bibliographicInfo", {})
    return write(edition, "request", {"header": header, "bibliographicInfo": book, "serviceInfo": service, **more})


def agency_document(action: str, number: str = "REQ-1", note: str | None = None, at: str = AT) -> bytes:
    """Return a message of the foreign library as the one that asked."""
    header = {
        "supplyingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "RU-AMUR"},
        "requestingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "DE-1"},
        "multipleItemRequestId": "",
        "timestamp": at,
        "requestingAgencyRequestId": number,
    }
    return write(Edition.E2017, "requestingAgencyMessage", {"header": header, "action": action, "note": note})


def supplier_document(
    number: str,
    status: str,
    reason: str = "StatusChange",
    edition: Edition = Edition.E2017,
    at: str = AT,
    **more: object,
) -> bytes:
    """Return a message of the foreign library as the one that is asked."""
    content = {
        "header": {
            "supplyingAgencyId": {"agencyIdType": "ISIL", "agencyIdValue": "DE-1"},
            "requestingAgencyId": {"agencyIdType": "BRIDGE", "agencyIdValue": "heihe"},
            "multipleItemRequestId": "",
            "timestamp": at,
            "requestingAgencyRequestId": number,
            "supplyingAgencyRequestId": "S-77",
        },
        "messageInfo": {"reasonForMessage": reason} | more.pop("messageInfo", {}),
        "statusInfo": {"status": status, "lastChange": at} | more.pop("statusInfo", {}),
        **more,
    }
    return write(edition, "supplyingAgencyMessage", content)


@dataclass
class ForeignSystem:
    """What the foreign system got, and what it answers: a status and a body, or a confirmation that all is well."""

    url: str
    got: list[Document] = field(default_factory=list)
    raws: list[bytes] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    def said(self) -> list[str]:
        """What each document said in one word."""
        paths = {"request": "serviceInfo/requestType", "requestingAgencyMessage": "action"}
        return [one.body.text(paths.get(one.name, "statusInfo/status")) for one in self.got]


@pytest.fixture
def system() -> Iterator[ForeignSystem]:
    """A foreign system that listens on a port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            there.raws.append(raw)
            there.got.append(read(raw))
            there.keys.append(self.headers.get("X-Api-Key"))
            status, body = there.answers.pop(0) if there.answers else (200, confirmation(there.got[-1]))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    there = ForeignSystem(f"http://127.0.0.1:{server.server_port}/iso18626")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield there
    server.shutdown()
    server.server_close()
    thread.join()


def confirmation(document: Document, status: str = "OK", error: str | None = None) -> bytes:
    """Return what a system answers to `document`."""
    header = {"timestamp": AT, "timestampReceived": AT, "messageStatus": status}
    content = {"confirmationHeader": header, "errorData": {"errorType": error} if error else None}
    return write(Edition.E2017, f"{document.name}Confirmation", content)


@dataclass
class Abroad:
    """A foreign library: its number with us, the key that its system shows, and how it speaks at our door."""

    app: Flask
    id: int
    key: str

    def post(self, raw: bytes, **more: object) -> Part:
        """Send a document; return the confirmation."""
        answer = self.send(raw, **more)
        assert answer.status_code == 200, answer.text
        return read_confirmation(answer.data)

    def send(self, raw: bytes, key: str | None = None, content_type: str = "application/xml", **more: object) -> object:
        """Send bytes; return the whole answer."""
        headers = {"X-Api-Key": self.key if key is None else key}
        return self.app.test_client().post("/iso18626", data=raw, headers=headers, content_type=content_type, **more)


@pytest.fixture
def connect(app: Flask, system: ForeignSystem) -> Callable[..., Abroad]:
    """Connect the foreign system in an edition and a manner."""

    def make(code: str = "abroad", **more: object) -> Abroad:
        values = {
            "name": "Staatsbibliothek",
            "country": "DE",
            "mailbox": "ill@example.org",
            "symbols": "ISIL:DE-1",
            "url": system.url,
            "key_sent": "their-own-key-0123456789",
        }
        with transaction() as session:
            end_point = end_points.connect(session, OPERATOR, code, Connection(**values | more), now(), own_key())
            key = end_points.give_key(session, OPERATOR, end_point)
            return Abroad(app, end_point.library_id, key)

    return make


@pytest.fixture
def abroad(connect: Callable[..., Abroad]) -> Abroad:
    """A foreign library whose system speaks the edition of 2017."""
    return connect()


@pytest.fixture
def lends_abroad(amur: object) -> object:
    """Amur's library, known on the wire as ISIL RU-AMUR."""
    with transaction() as session:
        end_points.be_called(session, OPERATOR, session.get_one(Library, amur.id), "ISIL:RU-AMUR")
    return amur
