"""The engine itself: a writer per commit, readers that keep up, a rebuild that nobody notices."""

import json
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tantivy import Index, IndexWriter

from library_exchange.search.errors import IndexDamaged
from library_exchange.search.folders import Folders
from library_exchange.search.port import AnalysedQuery, AnalysedRecord, Hits
from library_exchange.search.tantivy_engine import schema
from library_exchange.search.tantivy_engine.damage import told_as_damage
from library_exchange.search.tantivy_engine.snapshot import Snapshot

REFRESH_S = 1.0
LOCK_WAIT_S = 5.0
MEMORY, REBUILD_MEMORY = 32_000_000, 256_000_000
REPORT_EVERY = 500
COMMITS = "meta.json"


class TantivyEngine:
    """A `SearchEngine` in a folder of its own, usable from many threads and processes.

    Opening a missing or damaged index fails only when something is asked; `rebuild` mends it without a restart.
    """

    def __init__(self, root: Path, refresh_s: float = REFRESH_S, lock_wait_s: float = LOCK_WAIT_S) -> None:
        self._folders = Folders(root, "tantivy")
        self._refresh_s = refresh_s
        self._lock_wait_s = lock_wait_s
        self._lock = threading.RLock()
        self._snapshot: Snapshot | None = None
        self._looked_at = 0.0

    @property
    def generation(self) -> str:
        """A tag that changes with every commit that this process can see."""
        with self._reading("generation") as snapshot:
            return f"{snapshot.folder.name}.{snapshot.number}"

    @property
    def count(self) -> int:
        """How many records are in the index."""
        with self._reading("count") as snapshot:
            return snapshot.count

    def search(self, query: AnalysedQuery) -> Hits:
        """Return the records that satisfy `query`."""
        with self._reading("search") as snapshot:
            return snapshot.search(query)

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        """Return those of `terms` that some record has anywhere, each with the number of records."""
        with self._reading("known") as snapshot:
            return snapshot.known(terms)

    def versions(self) -> dict[int, int]:
        """Return id and version of every record."""
        with self._reading("versions") as snapshot:
            return snapshot.versions()

    def having(self, facet: str, value: str) -> set[int]:
        """Return the ids of all records with a value of a facet."""
        with self._reading("having") as snapshot:
            return snapshot.having(facet, value)

    def put(self, records: Iterable[AnalysedRecord]) -> None:
        """Add or replace records by id in one commit; of two with one id the later counts."""
        by_id = {record.id: schema.document(record) for record in records}
        if not by_id:
            return
        with self._writing() as writer:
            for record_id, document in by_id.items():
                writer.delete_documents_by_term(schema.RECORD_ID, record_id)
                writer.add_document(document)

    def remove(self, ids: Iterable[int]) -> None:
        """Take records out in one commit; unknown ids are no error."""
        with self._writing() as writer:
            for record_id in set(ids):
                writer.delete_documents_by_term(schema.RECORD_ID, record_id)

    def optimise(self) -> None:
        """Remove files and folders of the past; tantivy merges segments by itself."""
        with self._writing() as writer:
            writer.garbage_collect_files()
            self._folders.sweep()

    def rebuild(self, records: Iterable[AnalysedRecord], progress: Callable[[int], None] | None = None) -> int:
        """Write `records` into a new folder beside the present one, check it, switch to it; return their number.

        Ids must be different. Searches are answered from the old index until the switch, and writers wait:
        what they bring afterwards is newer. `progress` is told how many records are done.
        Raises `IndexDamaged`, with the old index still in force, if the new one does not hold what was put in.
        """
        with self._folders.writing(self._lock_wait_s):
            folder = self._folders.new()
            try:
                written = _fill(folder, records, progress or (lambda _: None))
                _check(folder, written)
            except BaseException:
                self._folders.discard(folder)
                raise
            self._folders.switch(folder)
            self._folders.sweep()
        self._look_again()
        return written

    def close(self) -> None:
        """Let go of files and memory; the next question opens them again."""
        with self._lock:
            self._snapshot = None

    @contextmanager
    def _reading(self, doing: str) -> Iterator[Snapshot]:
        try:
            with told_as_damage(doing):
                yield self._fresh()
        except IndexDamaged:
            self.close()
            raise

    def _fresh(self) -> Snapshot:
        with self._lock:
            present = self._snapshot
            if present is not None and time.monotonic() - self._looked_at < self._refresh_s:
                return present
            folder = self._folders.current()
            self._looked_at = time.monotonic()
            if present is None or (present.folder, present.number) != (folder, _commit_number(folder)):
                self._snapshot = present = _opened(folder)
            return present

    def _look_again(self) -> None:
        with self._lock:
            self._looked_at = float("-inf")

    @contextmanager
    def _writing(self) -> Iterator[IndexWriter]:
        with self._folders.writing(self._lock_wait_s):
            with told_as_damage("open"):
                index = Index.open(str(self._folders.current()))
                schema.introduce_terms(index)
            with _committing(index, MEMORY) as writer:
                yield writer
        self._look_again()


def _opened(folder: Path) -> Snapshot:
    number = _commit_number(folder)
    index = Index.open(str(folder))
    index.config_reader("manual")
    return Snapshot(index, index.schema, folder, number)


def _commit_number(folder: Path) -> int:
    number: int = json.loads((folder / COMMITS).read_bytes())["opstamp"]
    return number


@contextmanager
def _committing(index: Index, memory: int) -> Iterator[IndexWriter]:
    """Give a writer for a block that ends with its commit; a block that fails leaves nothing behind, no lock either."""
    with told_as_damage("write"):
        writer = index.writer(memory, num_threads=1)
    try:
        yield writer
    except BaseException:
        with told_as_damage("rollback"):
            writer.rollback()
        raise
    finally:
        # Leaving a writer commits what is left and waits for its merging threads.
        with told_as_damage("commit"), writer:
            pass


def _fill(folder: Path, records: Iterable[AnalysedRecord], progress: Callable[[int], None]) -> int:
    with told_as_damage("create"):
        index = Index(schema.schema(), path=str(folder))
        schema.introduce_terms(index)
    written = 0
    with _committing(index, REBUILD_MEMORY) as writer:
        for record in records:
            writer.add_document(schema.document(record))
            written += 1
            if written % REPORT_EVERY == 0:
                progress(written)
    progress(written)
    return written


def _check(folder: Path, written: int) -> None:
    with told_as_damage("check"):
        snapshot = _opened(folder)
        held = len(snapshot.versions())
        answered = snapshot.search(AnalysedQuery()).total
    if (held, answered) != (written, written):
        raise IndexDamaged("rebuild-incomplete", written=written, held=held, answered=answered)
