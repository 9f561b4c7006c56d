"""Our engines, as the benchmark asks them."""

import time
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.engines.peer import Answer
from library_exchange.search.port import AnalysedQuery, AnalysedRecord
from library_exchange.search.tantivy_engine.engine import TantivyEngine
from library_exchange.search.whoosh_engine.engine import WhooshEngine
from library_exchange.search_cluster.engine import OpenSearchEngine
from tests import opensearch_node


class _Ours:
    """An engine behind the port: it always gives facets."""

    is_server, has_facets, counts_its_client = False, True, True

    def __init__(self, engine: WhooshEngine | TantivyEngine | OpenSearchEngine) -> None:
        self._engine = engine

    def cpu_s(self) -> float:
        """Return the processor time of this process so far."""
        return time.process_time()

    def build(self, records: Iterable[AnalysedRecord]) -> None:
        """Fill the index."""
        self._engine.rebuild(records)

    def search(self, query: AnalysedQuery, _with_facets: bool) -> Answer:
        """Return the answer, found anew; ours always has facets."""
        self._engine.forget_answers()
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


class OpenSearch(_Ours):
    """The third engine, with a node of its own, compiled as well as Java can; its time counts beside ours."""

    is_server = True

    def __init__(self, _folder: Path) -> None:
        self._open = ExitStack()
        self.node = self._open.enter_context(opensearch_node.running(java="-XX:+UseSerialGC"))
        super().__init__(OpenSearchEngine(self.node.url, refresh_s=3600))

    def cpu_s(self) -> float:
        """Return the processor time of this process and of the node so far."""
        return time.process_time() + self.node.cpu_s()

    def close(self) -> None:
        """Stop the node."""
        super().close()
        self._open.close()
