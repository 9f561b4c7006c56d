"""A node of OpenSearch for all tests of this room, engines on it, and a road to it that can be closed."""

import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count

import pytest

from library_exchange.search_cluster.engine import OpenSearchEngine
from tests import opensearch_node
from tests.opensearch_node import Node, NoNode
from tests.search import conftest as searching

_names = count(1)
# The same books and the engine that knows the answers, as the tests of the other engines have them.
_book, reference, ask = searching._book, searching.reference, searching.ask


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    """A real node; skips where there is none to be had, fails where it must be there."""
    with_node = opensearch_node.running()
    try:
        started = with_node.__enter__()
    except NoNode as without:
        if os.environ.get("REQUIRE_OPENSEARCH") == "1":
            pytest.fail(f"a node of OpenSearch is required here: {without}")
        pytest.skip(str(without))
    yield started
    with_node.__exit__(None, None, None)


@pytest.fixture(scope="session")
def opened(node: Node) -> Iterator[Callable[..., OpenSearchEngine]]:
    """Open an engine with indices of its own, or of the `name` given, as another process or machine would."""
    made: list[OpenSearchEngine] = []

    def open_one(name: str = "", **more: float) -> OpenSearchEngine:
        url = f"{node.url}/{name or f'bridge-{next(_names)}'}"
        made.append(OpenSearchEngine(url, **({"refresh_s": 0.0, "lock_wait_s": 0.2, "away_s": 0.0} | more)))
        return made[-1]

    yield open_one
    for engine in made:
        engine.close()


@pytest.fixture
def engine(opened: Callable[..., OpenSearchEngine]) -> OpenSearchEngine:
    """An empty engine."""
    made = opened()
    made.rebuild([])
    return made


class Road:
    """A port behind which the node is, until the road is closed."""

    def __init__(self, to: int) -> None:
        self._to = to
        self._door: socket.socket | None = None
        self._under_way: list[socket.socket] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def open(self) -> None:
        """Let everybody through."""
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._let_through, args=(self._door,), daemon=True).start()

    def close(self) -> None:
        """Let nobody through any more, nor what is under way."""
        if self._door is not None:
            self._door.shutdown(socket.SHUT_RDWR)
            self._door.close()
        for one in self._under_way:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._under_way.clear()

    def _let_through(self, door: socket.socket) -> None:
        with suppress(OSError):
            while True:
                here, _ = door.accept()
                there = socket.create_connection(("127.0.0.1", self._to))
                self._under_way += [here, there]
                for one, other in ((here, there), (there, here)):
                    threading.Thread(target=_carry, args=(one, other), daemon=True).start()


def _carry(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while said := one.recv(65536):
            other.sendall(said)
        other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def road(node: Node) -> Iterator[Road]:
    """The road to the node, open."""
    made = Road(int(node.url.rpartition(":")[2]))
    made.open()
    yield made
    made.close()
