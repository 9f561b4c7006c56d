"""Our two engines, as the benchmark asks them."""

import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.engines.peer import Answer
from library_exchange.search.port import AnalysedQuery, AnalysedRecord, SearchEngine
from library_exchange.search.tantivy_engine.engine import TantivyEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine


class _Ours:
    """An engine behind the port: it always gives facets."""

    is_server, has_facets = False, True

    def __init__(self, engine: SearchEngine) -> None:
        self._engine = engine

    def cpu_s(self) -> float:
        """Return the processor time of this process so far."""
        return time.process_time()

    def build(self, records: Iterable[AnalysedRecord]) -> None:
        """Fill the index."""
        self._engine.rebuild(records)

    def search(self, query: AnalysedQuery, _with_facets: bool) -> Answer:
        """Return the answer; ours always has facets."""
        hits = self._engine.search(query)
        return Answer(hits.total, list(hits.ids), {name: list(found) for name, found in hits.facets.items()})

    def close(self) -> None:
        """Let go of files."""
        self._engine.close()


class Whoosh(_Ours):
    """The built-in engine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(WhooshEngine(folder, refresh_s=3600))


class Tantivy(_Ours):
    """The second engine."""

    def __init__(self, folder: Path) -> None:
        super().__init__(TantivyEngine(folder, refresh_s=3600))
