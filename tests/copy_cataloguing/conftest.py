"""A librarian, and catalogues elsewhere that are played here: each a web server on this machine."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from library_exchange.copy_cataloguing.models import CatalogueTarget, FoundRecord, TargetAnswer
from library_exchange.copy_cataloguing.rules.targets import Wanted
from library_exchange.copy_cataloguing.schemas import TargetGiven
from library_exchange.copy_cataloguing.services import looking, targets
from library_exchange.copy_cataloguing.views import looking as doors
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.outgoing import Bounds
from library_exchange.core.public_addresses import networks
from tests.copy_cataloguing.sru_answers import answer
from tests.imports.conftest import amur, library, other_library
from tests.played_servers import played

__all__ = ["amur", "library", "other_library"]

HERE = "127.0.0.0/8, ::1/128"
OPERATOR = Actor("operator")


@dataclass
class Elsewhere:
    """A catalogue elsewhere: what it answers, and what it was asked."""

    address: str = ""
    body: bytes = field(default_factory=answer)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    pause_s: float = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    told: list[dict[str, str]] = field(default_factory=list)

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.asked.append({name: value[0] for name, value in parse_qs(urlsplit(request.path).query).items()})
        self.told.append(dict(request.headers))
        request.send_response(self.status)
        for name, value in {"Content-Type": "text/xml", **self.headers}.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(self.body)))
        request.end_headers()
        time.sleep(self.pause_s)
        request.wfile.write(self.body)


@pytest.fixture
def catalogue() -> Iterator[Callable[[], Elsewhere]]:
    """Open a catalogue elsewhere."""
    with ExitStack() as opened:

        def open_one() -> Elsewhere:
            catalogue = Elsewhere()
            catalogue.address = f"{opened.enter_context(played(catalogue.answer, is_secure=False))}/sru"
            return catalogue

        yield open_one


@pytest.fixture
def elsewhere(catalogue) -> Elsewhere:
    """A catalogue elsewhere."""
    return catalogue()


def bounds(seconds: float = 5, most_bytes: int = 1_000_000, allowed: str = HERE) -> Bounds:
    """Return within which bounds a test asks: on this machine, if nothing else is told."""
    return Bounds(most_bytes, seconds, networks(allowed), is_plain_allowed=True)


KEY = "k" * 40


class Desk:
    """The list of targets, and somebody who looks in them; what is asked for is there at once."""

    def lists(self, address: str, is_on: bool = True, **told: Any) -> int:
        given = TargetGiven.model_validate({"name_en": "Elsewhere", "protocol": "sru", "address": address} | told)
        with transaction() as session:
            target_id = targets.keep(session, OPERATOR, None, given, KEY, now()).id
            targets.switch(session, OPERATOR, target_id, is_on, now())
        return target_id

    def looks(self, wanted: Wanted, start: int = 1, **within: Any) -> TargetAnswer:
        """Have all targets asked that have not answered of late; return the last answer."""
        with transaction() as session:
            listed = session.scalars(sa.select(CatalogueTarget)).all()
            ordered = looking.order(session, listed, wanted, start, KEY, now())
        for answer_id, asked_as in ordered:
            looking.carry_out(database(), answer_id, asked_as, wanted, start, bounds(**within))
        with reading() as session:
            return session.scalars(sa.select(TargetAnswer).order_by(TargetAnswer.id.desc())).first()

    def found(self) -> list[FoundRecord]:
        with reading() as session:
            return list(session.scalars(sa.select(FoundRecord).order_by(FoundRecord.id)))


@pytest.fixture
def desk(app, monkeypatch) -> Desk:
    """A platform that may ask this machine, and does so before the page is shown."""
    app.extensions["settings"].target_networks = HERE

    def at_once(work: Callable[[], None]) -> bool:
        work()
        return True

    monkeypatch.setattr(doors, "in_background", at_once)
    return Desk()
