"""One writer at a time among all machines that share an index: a document that says who writes, and until when."""

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged
from library_exchange.search_cluster.cluster import Cluster

LEASE_S = 120.0
"""After so many seconds without a word a writer counts as dead; clocks of machines may differ by less."""
BETWEEN_TRIES_S = 0.1
_TAKEN, _EXISTS, _MISSING = 409, 400, 404


class Writer:
    """Who holds the lock; it must be told from time to time that it goes on."""

    def __init__(self, cluster: Cluster, held: dict[str, Any]) -> None:
        self._cluster = cluster
        self._note(held)

    def _note(self, held: dict[str, Any]) -> None:
        self._held = f"if_seq_no={held['_seq_no']}&if_primary_term={held['_primary_term']}"
        self._until = time.monotonic() + LEASE_S / 2

    def go_on(self, *, surely: bool = False) -> None:
        """Keep the lock for longer; raises `Unavailable` if another has taken it, thinking us dead.

        It is asked when half of the time is over, or `surely`.
        """
        if time.monotonic() < self._until and not surely:
            return
        held = self._cluster.ask("PUT", f"{_place(self._cluster)}/_doc/writer?{self._held}", _lease(), but=(_TAKEN,))
        if held is None:
            raise Unavailable("index-busy", cause="another writes, for this one was silent for too long")
        self._note(held)

    def let_go(self) -> None:
        """Give the lock back; where that is not possible it ends by itself."""
        with suppress(Unavailable):
            self._cluster.ask("DELETE", f"{_place(self._cluster)}/_doc/writer?{self._held}", but=(_TAKEN, _MISSING))


@contextmanager
def writing(cluster: Cluster, wait_s: float) -> Iterator[Writer]:
    """Hold the lock; `Unavailable` when it is not free in time."""
    deadline = time.monotonic() + wait_s
    while (held := _taken(cluster)) is None:
        if time.monotonic() > deadline:
            raise Unavailable("index-busy", cause="another process or machine writes")
        time.sleep(BETWEEN_TRIES_S)
    writer = Writer(cluster, held)
    try:
        yield writer
    finally:
        writer.let_go()


def _taken(cluster: Cluster) -> Any:
    place = _place(cluster)
    try:
        found = cluster.ask("GET", f"{place}/_doc/writer", but=())
    except IndexDamaged:
        # Neither the document nor, the first time, its index is there.
        return _created(cluster, place)
    if found["_source"]["until"] > time.time():
        return None
    dead = f"if_seq_no={found['_seq_no']}&if_primary_term={found['_primary_term']}"
    return cluster.ask("PUT", f"{place}/_doc/writer?{dead}", _lease(), but=(_TAKEN,))


def _created(cluster: Cluster, place: str) -> Any:
    if cluster.ask("GET", place, but=(_MISSING,)) is None:
        settings = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}
        made = {"settings": {"index": settings}, "mappings": {"dynamic": False}}
        cluster.ask("PUT", place, made, but=(_EXISTS,))
    return cluster.ask("PUT", f"{place}/_create/writer", _lease(), but=(_TAKEN,))


def _place(cluster: Cluster) -> str:
    return f"/{cluster.name}-lock"


def _lease() -> dict[str, Any]:
    return {"holder": uuid.uuid4().hex, "until": time.time() + LEASE_S}
