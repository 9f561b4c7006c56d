"""A library whose server is harvested: the server is played here, over https on this machine alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa
from flask import current_app
from sqlmodel import col

from library_exchange.catalogue.models import Import, Item, LocalState, SourceRecord
from library_exchange.core.actor import Actor, Role
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.harvesting import queries
from library_exchange.harvesting.models import Harvest, HarvestSource
from library_exchange.harvesting.resources import bounds
from library_exchange.harvesting.schemas import Choice
from library_exchange.harvesting.services import asking, sources
from library_exchange.imports.services import files
from tests.harvesting.played import Repository
from tests.imports.conftest import amur
from tests.played_servers import CERTIFICATE, played

__all__ = ["amur"]


@dataclass
class Server:
    """Where the repository answers; `answers` may be put in its place."""

    address: str = ""
    repository: Repository = field(default_factory=Repository)
    answers: Callable[[dict[str, str]], tuple[int, dict[str, str], bytes]] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        told = {name: values[0] for name, values in parse_qs(urlsplit(request.path).query).items()}
        self.asked.append(told)
        status, headers, body = (self.answers or self.repository.answer)(told)
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    def lists(self) -> list[dict[str, str]]:
        """What was asked of the lists of records."""
        return [each for each in self.asked if each.get("verb") == "ListRecords"]


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    """A repository on this machine, whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    server = Server()
    with played(server.answer) as address:
        server.address = f"{address}/oai"
        yield server


class Harvesting:
    """A library whose server is harvested, and what is there afterwards."""

    def __init__(self, library_id: int, server: Server, deliver: Callable[[], int]) -> None:
        self.library_id, self.server, self.deliver = library_id, server, deliver
        self.actor = Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARY_ADMIN}))

    def enters(self) -> None:
        """Have the server entered: it introduces itself."""
        introduced = asking.introduce(self.server.address, bounds())
        with transaction() as session:
            sources.add(session, self.actor, self.library_id, self.server.address, introduced, now())

    def chooses(self, prefix: str = "marc21", set_spec: str = "") -> None:
        with transaction() as session:
            given = Choice(prefix=prefix, set_spec=set_spec)
            sources.choose(session, self.actor, session.get_one(HarvestSource, self.source().id), given, now())

    def begins(self, prefix: str = "marc21", set_spec: str = "", is_taken_in: bool = True) -> None:
        """Have the server entered and harvested for the first time, and what came taken in by a person."""
        self.enters()
        self.chooses(prefix, set_spec)
        self.deliver()
        if is_taken_in:
            self.takes_in()

    def takes_in(self) -> None:
        """Let a person take in what came last."""
        with transaction() as session:
            files.start(session, self.actor, session.get_one(Import, self.last().import_id))
        self.deliver()

    def harvests(self, is_whole: bool = False) -> Harvest:
        """Have the server harvested again; return what became of it."""
        with transaction() as session:
            source = session.get_one(HarvestSource, self.source().id)
            sources.harvest_now(session, self.actor, source, now(), is_whole)
        self.deliver()
        return self.last()

    def source(self) -> HarvestSource:
        with reading() as session:
            return session.scalars(sa.select(HarvestSource)).one()

    def sets(self, **values: Any) -> None:
        """Have columns of the server say something else."""
        with transaction() as session:
            session.execute(sa.update(HarvestSource).values(**values))

    def is_told(self) -> bool:
        """Whether the library's list of work tells that the server cannot be harvested."""
        with reading() as session:
            return bool(session.execute(queries.failing(self.library_id, now().date())).all())

    def rows(self) -> list[Harvest]:
        """Return the harvests, the last one first."""
        with reading() as session:
            return list(session.scalars(sa.select(Harvest).order_by(col(Harvest.id).desc())))

    def last(self) -> Harvest:
        return self.rows()[0]

    def file(self) -> Import:
        """Return the import of what came last."""
        with reading() as session:
            return session.get_one(Import, self.last().import_id)

    def numbers(self) -> set[str]:
        """Return the numbers of the library's records that stand."""
        standing = (col(SourceRecord.library_id) == self.library_id, col(SourceRecord.withdrawn_at).is_(None))
        with reading() as session:
            return set(session.scalars(sa.select(col(SourceRecord.source_id)).where(*standing)))

    def copies(self) -> int:
        """Return how many copies of the library are there."""
        there = (col(Item.library_id) == self.library_id, col(Item.local_state) != LocalState.WITHDRAWN)
        with reading() as session:
            return session.scalar(sa.select(sa.func.count()).select_from(Item).where(*there)) or 0

    def pages_folder(self) -> Any:
        return current_app.extensions["settings"].folder("harvests")


@pytest.fixture
def harvesting(app, amur, server, deliver) -> Harvesting:
    """A library whose server this machine may be asked for."""
    app.extensions["settings"].fetch_networks = "127.0.0.0/8, ::1/128"
    return Harvesting(amur, server, deliver)
