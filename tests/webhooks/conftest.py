"""A library whose program is told of events, and that program, played here: https on this machine alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import col

from library_exchange.core import audit
from library_exchange.core.actor import Actor, Role, clock
from library_exchange.core.clock import now
from library_exchange.core.db import database, reading, transaction
from library_exchange.offers.models import Want
from library_exchange.offers.rules.wants import WantKind
from library_exchange.rest_api.queries import happenings
from library_exchange.webhooks.models import Webhook, WebhookDelivery
from library_exchange.webhooks.queries import get_to_change
from library_exchange.webhooks.schemas import NewWebhook
from library_exchange.webhooks.services import collecting, keeping, sending_again
from tests.played_servers import CERTIFICATE, played

BASE_URL = "https://bridge.example"
EVERYTHING = ("loans", "holdings", "offers", "wants", "consignments")


@dataclass
class Got:
    """A message as the program got it."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Program:
    """A program that is told of events: how it answers, and what it got."""

    address: str = ""
    status: int = 200
    answer: bytes = b"thank you"
    headers: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    got: list[Got] = field(default_factory=list)

    def take(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        self.got.append(Got({name.lower(): value for name, value in request.headers.items()}, body))
        if self.is_silent:
            request.close_connection = True
            return
        request.send_response(self.status)
        for name, value in self.headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(self.answer)))
        request.end_headers()
        request.wfile.write(self.answer)


@pytest.fixture
def program(monkeypatch) -> Iterator[Program]:
    """A program on this machine, whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
    told = Program()
    with played(told.take) as address:
        told.address = f"{address}/events?token=seen-by-nobody"
        yield told


class Told:
    """A library with an address for events."""

    def __init__(self, app: Flask, library_id: int, program: Program, deliver: Callable[[], int]) -> None:
        self.app, self.library_id, self.program, self.deliver = app, library_id, program, deliver
        self.actor = Actor("person", library_id=library_id, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN}))
        self.key = app.extensions["settings"].secret("secret_key")
        self.webhook_id, self.secret = self.registers(program.address)

    def registers(self, address: str, *kinds: str) -> tuple[int, str]:
        """Register an address; return its number and its secret."""
        with transaction() as session:
            given = NewWebhook(url=address)
            made, secret = keeping.register(session, self.actor, given, kinds or EVERYTHING, self.key, now())
            return made.id, secret

    def wants(self, count: int = 1) -> list[int]:
        """Have something happen: the library looks for books."""
        with transaction() as session:
            named = {"kind": WantKind.EDITION, "title": "Река", "title_key": "река"}
            times = {"created_at": now(), "touched_at": now()}
            wants = [Want(library_id=self.library_id, **named, **times) for _number in range(count)]
            session.add_all(wants)
            session.flush()
            for want in wants:
                audit.record(session, clock(), "want.add", "want", want.id)
            return [want.id for want in wants]

    def collects(self) -> int:
        """Look once what happened; return how many deliveries that makes."""
        return collecting.collect_all(database(), BASE_URL, now())

    def does(self, verb: Callable[..., Any], *more: Any) -> Any:
        """Have the administrator do something with the address."""
        with transaction() as session:
            return verb(session, self.actor, get_to_change(session, self.library_id, self.webhook_id), *more, now())

    def tests(self) -> None:
        """Have a test event delivered."""
        self.does(sending_again.send_test, BASE_URL)
        self.deliver()

    def state(self) -> Webhook:
        with reading() as session:
            return session.get_one(Webhook, self.webhook_id)

    def deliveries(self) -> list[WebhookDelivery]:
        with reading() as session:
            return list(session.scalars(sa.select(WebhookDelivery).order_by(col(WebhookDelivery.id))))


@pytest.fixture
def told(app, make_library, program, deliver, monkeypatch) -> Told:
    """A library whose program may be told on this machine; nobody else writes, so what happened is settled at once."""
    monkeypatch.setattr(happenings, "SETTLED", timedelta())
    app.extensions["settings"].webhook_networks = "127.0.0.0/8, ::1/128"
    return Told(app, make_library("Heihe"), program, deliver)
