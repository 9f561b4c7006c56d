"""A library whose system puts its export on a web server, which is played here: https on this machine alone."""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Import, SourceRecord
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.sealed_secrets import own_key
from library_exchange.scheduled_imports.models import ScheduledImport, ScheduledRun
from library_exchange.scheduled_imports.schemas import Schedule
from library_exchange.scheduled_imports.services import setting
from tests.imports.conftest import amur
from tests.played_servers import CERTIFICATE, played

__all__ = ["amur"]


@dataclass
class Server:
    """A web server with one file; what it was asked is kept."""

    address: str = ""
    content: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    has_marks: bool = True
    wants: str = ""
    pause_s: float = 0
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append(dict(request.headers))
        mark = f'"{hashlib.sha256(self.content).hexdigest()[:8]}"'
        is_known = self.has_marks and request.headers.get("If-None-Match") == mark
        is_let_in = not self.wants or request.headers.get("Authorization") == self.wants
        request.send_response(401 if not is_let_in else 304 if is_known else self.status)
        for name, value in self.headers.items():
            request.send_header(name, value)
        if self.has_marks:
            request.send_header("ETag", mark)
        request.send_header("Content-Length", str(len(self.content)))
        request.end_headers()
        for at in range(0, 0 if is_known else len(self.content), 100):
            time.sleep(self.pause_s)
            request.wfile.write(self.content[at : at + 100])


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    """A server on this machine, whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    with serving() as server:
        yield server


@contextmanager
def serving() -> Iterator[Server]:
    """A server on this machine with a port of its own."""
    server = Server()
    with played(server.answer) as address:
        server.address = f"{address}/export/catalogue.mrc?key=secret"
        yield server


class Fetching:
    """A library whose file is fetched, and what is there afterwards."""

    def __init__(self, library_id: int, server: Server, deliver) -> None:
        self.library_id, self.server, self.deliver = library_id, server, deliver
        self.actor = Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARY_ADMIN}))

    def begins(self, *records: bytes, **told: str) -> None:
        """Have a file of these records on the server, its address entered, and the file fetched."""
        self.server.content = b"".join(records)
        with transaction() as session:
            given = Schedule.model_validate({"url": self.server.address} | told)
            setting.keep(session, self.actor, self.library_id, given, own_key(), now())
        self.deliver()

    def fetches(self, *records: bytes) -> ScheduledRun:
        """Have another file on the server, if one is told, and have it fetched; return what became of it."""
        self.server.content = b"".join(records) or self.server.content
        with transaction() as session:
            setting.fetch_now(session, self.actor, self.library_id, now())
        self.deliver()
        return self.tries()[0]

    def tries(self) -> list[ScheduledRun]:
        """Return what was tried, the last first."""
        with reading() as session:
            return list(session.scalars(sa.select(ScheduledRun).order_by(col(ScheduledRun.id).desc())))

    def schedule(self) -> ScheduledImport:
        with reading() as session:
            return session.scalars(sa.select(ScheduledImport)).one()

    def file(self, import_id: int | None) -> Import:
        with reading() as session:
            return session.get_one(Import, import_id)

    def numbers(self) -> set[str]:
        """Return the numbers of the library's records that stand."""
        standing = (col(SourceRecord.library_id) == self.library_id, col(SourceRecord.withdrawn_at).is_(None))
        with reading() as session:
            return set(session.scalars(sa.select(col(SourceRecord.source_id)).where(*standing)))


@pytest.fixture
def fetching(app, amur, server, deliver) -> Fetching:
    """A library whose server this machine may be asked for."""
    app.extensions["settings"].fetch_networks = "127.0.0.0/8, ::1/128"
    return Fetching(amur, server, deliver)
