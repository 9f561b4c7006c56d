"""Our service behind a real door on a free port, in a thread, and a played library abroad that it is connected with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from threading import Thread

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlmodel import col
from werkzeug.serving import WSGIRequestHandler, make_server

from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage
from library_exchange.core.sealed_secrets import own_key
from library_exchange.directory.models import Library
from library_exchange.loans.models import LoanRequest
from library_exchange.protocols.iso18626.models import WireMessage
from library_exchange.protocols.iso18626.rules.layouts import PATH
from library_exchange.protocols.iso18626.rules.shims import Shim
from library_exchange.protocols.iso18626.schemas import Connection
from library_exchange.protocols.iso18626.services import end_points
from tests.foreign import Foreign, Make, settle
from tests.protocols.conftest import OPERATOR

THEIR_KEY = "the-key-that-they-want-0123456789"
MOST_TRIES = 8


class Quiet(WSGIRequestHandler):
    def log(self, *_args: object) -> None:
        return


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where our service answers; it is what requests name as the place for answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    base = f"http://127.0.0.1:{server.port}"
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"base_url": base})
    yield base + PATH
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Talk:
    """A conversation of ours with a library abroad."""

    abroad: Foreign
    library_id: int
    deliver: Callable[[], int]

    def calms(self) -> None:
        """Let both sides speak until neither has anything more to say, or what is left was tried in vain."""
        for _try in range(MOST_TRIES):
            while self._moves():
                pass
            if not open_messages():
                return

    def _moves(self) -> bool:
        before = self.abroad.journal.count
        with transaction() as session:
            session.execute(sa.update(OutboxMessage).where(col(OutboxMessage.done_at).is_(None)).values(due_at=now()))
        done = self.deliver()
        settle(self.abroad)
        return bool(done) or self.abroad.journal.count > before + len(open_messages())


@pytest.fixture
def talk(address: str, foreign: Make, deliver: Callable[[], int]) -> Callable[..., Talk]:
    """Play a library abroad and connect it; the options are those of `foreign`."""

    def make(role: str, edition: str, shim: Shim = Shim.NONE, **options: object) -> Talk:
        symbol = {"supplier": "SUP", "requester": "REQ"}[role]
        values = {
            "name": "Staatsbibliothek",
            "country": "DE",
            "mailbox": "ill@example.org",
            "symbols": f"MOCK:{symbol}",
            "url": "http://127.0.0.1:9",
            "edition": edition,
            "shim": shim,
            "key_sent": THEIR_KEY,
        }
        with transaction() as session:
            end_point = end_points.connect(session, OPERATOR, "abroad", Connection(**values), now(), own_key())
            key = end_points.give_key(session, OPERATOR, end_point)
        options = {"peer": address, "peer_symbol": "RU-AMUR", "delay": 0.002} | options
        keys = {"headers": {"X-Api-Key": key}, "demanded": {"X-Api-Key": THEIR_KEY}}
        abroad = foreign(role, edition=edition, **keys, **options)
        with transaction() as session:
            given = Connection(**values | {"url": abroad.url})
            end_point = end_points.connect(session, OPERATOR, "abroad", given, now(), own_key())
            return Talk(abroad, end_point.library_id, deliver)

    return make


def open_messages() -> list[OutboxMessage]:
    """What waits in our outbox."""
    with reading() as session:
        return list(session.scalars(sa.select(OutboxMessage).where(col(OutboxMessage.done_at).is_(None))))


def refused_documents() -> list[WireMessage]:
    """What staff are shown: documents that the other side refused, or that we refused."""
    with reading() as session:
        wanted = sa.select(WireMessage).where(col(WireMessage.confirmation) == "ERROR")
        return list(session.scalars(wanted.order_by(col(WireMessage.id))))


def rows_of(library_id: int) -> list[LoanRequest]:
    """The rows of a library of ours, in order."""
    with reading() as session:
        wanted = sa.select(LoanRequest).where(col(LoanRequest.library_id) == library_id)
        return list(session.scalars(wanted.order_by(col(LoanRequest.id))))


def call_amur(library_id: int) -> None:
    """Have the library be known by the symbol that the library abroad asks for."""
    with transaction() as session:
        end_points.be_called(session, OPERATOR, session.get_one(Library, library_id), "MOCK:RU-AMUR")
