"""The engine itself: a writer per commit, readers that keep up, a rebuild that nobody notices."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tantivy import Index, IndexWriter

from library_exchange.search.errors import IndexDamaged
from library_exchange.search.folder_engine import FolderEngine
from library_exchange.search.port import AnalysedQuery, AnalysedRecord
from library_exchange.search.tantivy_engine import schema
from library_exchange.search.tantivy_engine.damage import told_as_damage
from library_exchange.search.tantivy_engine.snapshot import Snapshot

MEMORY, REBUILD_MEMORY = 32_000_000, 256_000_000
REPORT_EVERY = 500
COMMITS = "meta.json"


class TantivyEngine(FolderEngine[Snapshot]):
    """A `SearchEngine` in a folder of its own; what all of its kind do stands in `FolderEngine`."""

    made_by = "tantivy"

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

    def _fill(self, folder: Path, records: Iterable[AnalysedRecord], progress: Callable[[int], None]) -> int:
        written = _fill(folder, records, progress)
        _check(folder, written)
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
