"""The engine itself: a writer per commit, readers that keep up, a rebuild that nobody notices."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tantivy import Index, IndexWriter

from library_exchange.search.checksums import stamp
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.folder_engine import FolderEngine
from library_exchange.search.port import LOCK_WAIT_S, REFRESH_S, AnalysedQuery, AnalysedRecord
from library_exchange.search.tantivy_engine import manifest, schema
from library_exchange.search.tantivy_engine.damage import told_as_damage
from library_exchange.search.tantivy_engine.facet_counts import ValueNames
from library_exchange.search.tantivy_engine.private_copies import PrivateCopies
from library_exchange.search.tantivy_engine.snapshot import Snapshot

MEMORY, REBUILD_MEMORY = 32_000_000, 1_000_000_000
"""Bytes that a writer gathers at most before it writes a segment; taken as records come, not beforehand.

With so many a rebuild of 100,000 records leaves one segment, whose headings are counted once: with a quarter of it two.
"""
REPORT_EVERY = 500
# Others may write while an index is opened: files that they merge go away.
TRIES, BETWEEN_TRIES_S = 20, 0.05


class TantivyEngine(FolderEngine[Snapshot]):
    """A `SearchEngine` in a folder of its own; what all of its kind do stands in `FolderEngine`."""

    made_by = "tantivy-3"

    def __init__(self, root: Path, refresh_s: float = REFRESH_S, lock_wait_s: float = LOCK_WAIT_S) -> None:
        super().__init__(root, refresh_s, lock_wait_s)
        self._copies = PrivateCopies()
        self._names = ValueNames()

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
            self._copies.let_go()

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
            if present is None or present.folder != folder or not present.is_untouched:
                self._snapshot = present = self._newest(folder)
            return present

    def _newest(self, folder: Path) -> Snapshot:
        for tried in range(TRIES):
            noted = stamp(folder / manifest.MANIFEST)
            try:
                return _opened(folder, self._copies, self._names)
            except (IndexDamaged, FileNotFoundError):
                is_being_written = self._folders.is_being_written()
                is_over = stamp(folder / manifest.MANIFEST) != noted
                if tried == TRIES - 1 or not (is_being_written or is_over):
                    raise
            if is_being_written and self._snapshot is not None and self._snapshot.folder == folder:
                return self._snapshot
            time.sleep(BETWEEN_TRIES_S)
        raise AssertionError

    @contextmanager
    def _writing(self) -> Iterator[IndexWriter]:
        with self._folders.writing(self._lock_wait_s):
            with told_as_damage("open"):
                folder = self._folders.current()
                before = manifest.read(folder)
                manifest.check_sizes(folder, before)
                index = Index.open(str(folder))
                schema.introduce_terms(index)
            with _committing(index, MEMORY, folder, before.files) as writer:
                yield writer
        self._look_again()


def _opened(folder: Path, copies: PrivateCopies, names: ValueNames) -> Snapshot:
    # The stamps come before what they stand for: who touches a file meanwhile is noticed.
    stamps = {folder / name: stamp(folder / name) for name in (manifest.MANIFEST, manifest.COMMIT)}
    noted = manifest.read(folder)
    stamps |= {folder / name: stamp(folder / name) for name in noted.files}
    index = copies.opened(folder, noted, stamps)
    return Snapshot(index, folder, noted.number, stamps, names)


@contextmanager
def _committing(index: Index, memory: int, folder: Path, before: manifest.Files) -> Iterator[IndexWriter]:
    """Give a writer for a block that ends with its commit; a block that fails leaves nothing behind, no lock either."""
    with told_as_damage("write"):
        writer = index.writer(memory, num_threads=1)
    try:
        yield writer
        with told_as_damage("commit"):
            writer.commit()
            # Before segments are merged, which may take long, and once more when they are.
            manifest.write(folder, before)
    except BaseException:
        with told_as_damage("rollback"):
            writer.rollback()
        raise
    finally:
        with told_as_damage("merge"):
            writer.wait_merging_threads()
    with told_as_damage("note"):
        manifest.write(folder, before)


def _fill(folder: Path, records: Iterable[AnalysedRecord], progress: Callable[[int], None]) -> int:
    with told_as_damage("create"):
        index = Index(schema.schema(), path=str(folder))
        schema.introduce_terms(index)
    written = 0
    with _committing(index, REBUILD_MEMORY, folder, {}) as writer:
        for record in records:
            writer.add_document(schema.document(record))
            written += 1
            if written % REPORT_EVERY == 0:
                progress(written)
    progress(written)
    return written


def _check(folder: Path, written: int) -> None:
    with told_as_damage("check"):
        snapshot = _opened(folder, PrivateCopies(), ValueNames())
        held = len(snapshot.versions())
        answered = snapshot.search(AnalysedQuery()).total
    if (held, answered) != (written, written):
        raise IndexDamaged("rebuild-incomplete", written=written, held=held, answered=answered)
