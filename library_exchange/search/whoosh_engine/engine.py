"""The engine itself: one writer, readers that keep up, a rebuild that nobody notices."""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import AbstractContextManager, contextmanager
from itertools import chain, islice
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, FileIndex

from library_exchange.search.errors import IndexDamaged
from library_exchange.search.folder_engine import FolderEngine
from library_exchange.search.port import LOCK_WAIT_S, REFRESH_S, AnalysedQuery, AnalysedRecord
from library_exchange.search.whoosh_engine import schema
from library_exchange.search.whoosh_engine.damage import told_as_damage, told_when_full
from library_exchange.search.whoosh_engine.postings import ArrayWriter, Pool
from library_exchange.search.whoosh_engine.segment_bitmaps import TermCache
from library_exchange.search.whoosh_engine.segments import tidied
from library_exchange.search.whoosh_engine.snapshot import INDEX_NAME, Snapshot
from library_exchange.search.whoosh_engine.storage import CarefulStorage

# Its number is raised when what lies in the files changes: an index made before is rebuilt.
MADE_BY = "whoosh-3"
# A segment of a rebuild: its postings are gathered in memory, some 5 kB a record.
RECORDS_PER_COMMIT = 100_000
REPORT_EVERY = 500


class WhooshEngine(FolderEngine[Snapshot]):
    """A `SearchEngine` in a folder of its own; what all of its kind do stands in `FolderEngine`."""

    made_by = MADE_BY

    def __init__(self, root: Path, refresh_s: float = REFRESH_S, lock_wait_s: float = LOCK_WAIT_S) -> None:
        super().__init__(root, refresh_s, lock_wait_s)
        self._cache = TermCache()

    def put(self, records: Iterable[AnalysedRecord]) -> None:
        """Add or replace records by id in one commit; of two with one id the later counts, in a commit of its own.

        They are taken one by one and kept as postings, before anybody is kept from writing.
        """
        rest = iter(records)
        ahead = list(islice(rest, 1))
        while ahead:
            columns, pool, ahead = _gathered(chain(ahead, rest))
            with self._writing() as writer:
                self._delete(writer, columns.keys())
                writer.add_gathered(columns.values(), pool)

    def remove(self, ids: Iterable[int]) -> None:
        """Take records out in one commit; unknown ids are no error."""
        with self._writing() as writer:
            self._delete(writer, set(ids))

    def optimise(self) -> None:
        """Merge all segments into one and remove folders of the past; for the night."""
        self._look_again()
        with self._reading("optimise"):
            pass  # so that damage shows itself before a writer has begun
        with self._writing(optimise=True):
            self._folders.sweep()
        # A snapshot of its own, so that readers need not wait.
        with self._folders.writing(self._lock_wait_s), told_when_full(), told_as_damage("orders"), self._own() as own:
            own.keep_orders()

    def rebuild(self, records: Iterable[AnalysedRecord], progress: Callable[[int], None] | None = None) -> int:
        """As for every engine; a full disk is told as such."""
        with told_when_full():
            return super().rebuild(records, progress)

    def _fill(self, folder: Path, records: Iterable[AnalysedRecord], progress: Callable[[int], None]) -> int:
        written = _fill(folder, records, progress)
        _check(folder, written)
        return written

    def close(self) -> None:
        """Let go of files and memory; the next question opens them again."""
        with self._lock:
            self._replace(None)

    @contextmanager
    def _reading(self, doing: str) -> Iterator[Snapshot]:
        # One search at a time: Whoosh's readers share a file position, and the interpreter runs one thread anyway.
        with self._lock:
            try:
                with told_as_damage(doing):
                    yield self._fresh()
            except IndexDamaged:
                self._replace(None)
                # What was read last may have been damaged already.
                self._cache = TermCache()
                raise

    def _fresh(self) -> Snapshot:
        present = self._snapshot
        if present is not None and time.monotonic() - self._looked_at < self._refresh_s:
            return present
        folder = str(self._folders.current())
        self._looked_at = time.monotonic()
        newest = folder, _newest(folder)
        if present is not None and newest == (present.folder, present.number) and present.is_untouched:
            return present
        try:
            opened = Snapshot(folder, self._cache, present)
        except FileNotFoundError:
            # Somebody has just committed and removed what was merged.
            if newest == (folder, _newest(folder)):
                raise
            opened = Snapshot(folder, self._cache, present)
        self._replace(opened)
        return opened

    def _own(self) -> AbstractContextManager[Snapshot]:
        return _opened(self._folders.current())

    def _replace(self, snapshot: Snapshot | None) -> None:
        if self._snapshot is not None:
            self._snapshot.release(snapshot)
        self._snapshot = snapshot

    def _delete(self, writer: ArrayWriter, ids: Set[int]) -> None:
        # Whoosh's own way opens every segment anew for each commit; here they are open, and nobody else commits now.
        self._look_again()
        with self._reading("delete") as snapshot:
            for bitmaps, segment in snapshot.beside(writer.segments):
                for number in bitmaps.numbers_of(ids):
                    segment.delete_document(number)

    @contextmanager
    def _writing(self, optimise: bool = False) -> Iterator[ArrayWriter]:
        with self._folders.writing(self._lock_wait_s), told_when_full():
            storage = CarefulStorage(str(self._folders.current()))
            with _closing(storage):
                with told_as_damage("open"):
                    index = FileIndex(storage, indexname=INDEX_NAME)
                with _committing(index) as writer:
                    yield writer
                    with told_as_damage("commit"):
                        writer.commit(mergetype=None if optimise else tidied, optimize=optimise)
        self._look_again()


@contextmanager
def _closing(storage: CarefulStorage) -> Iterator[None]:
    try:
        yield
    finally:
        storage.close_all()


@contextmanager
def _committing(index: FileIndex) -> Iterator[ArrayWriter]:
    """Give a writer for a block that ends with its commit; a block that fails leaves no lock behind."""
    writer = ArrayWriter(index)
    try:
        yield writer
    except BaseException:
        if not writer.is_closed:
            writer.cancel()
        raise


def _gathered(
    records: Iterable[AnalysedRecord],
) -> tuple[dict[int, Mapping[str, object]], Pool, list[AnalysedRecord]]:
    """Return the columns of records by id and their postings, up to one that was there before; and that one."""
    columns: dict[int, Mapping[str, object]] = {}
    pool = Pool()
    for record in records:
        if record.id in columns:
            return columns, pool, [record]
        own = schema.columns(record)
        for name, terms in schema.fields(record).items():
            pool.put(name, len(columns), terms)
        columns[record.id] = own
    return columns, pool, []


def _newest(folder: str) -> int:
    newest: int = TOC._latest_generation(FileStorage(folder), INDEX_NAME)
    return newest


def _fill(folder: Path, records: Iterable[AnalysedRecord], progress: Callable[[int], None]) -> int:
    storage = CarefulStorage(str(folder))
    index: FileIndex = FileIndex.create(storage, schema.schema(), INDEX_NAME)
    rest, written, is_last = iter(records), 0, False
    ahead = list(islice(rest, 1))
    while not is_last:
        before = written
        with _closing(storage), _committing(index) as writer:
            for record in chain(ahead, islice(rest, RECORDS_PER_COMMIT - len(ahead))):
                writer.add_analysed(schema.columns(record), schema.fields(record))
                written += 1
                if written % REPORT_EVERY == 0:
                    progress(written)
            ahead = list(islice(rest, 1))
            is_last = not ahead
            writer.commit(merge=False, optimize=is_last and before > 0)
    progress(written)
    return written


@contextmanager
def _opened(folder: Path) -> Iterator[Snapshot]:
    """Give a snapshot of its own that is closed at the end of the block."""
    snapshot = Snapshot(str(folder), TermCache())
    try:
        yield snapshot
    finally:
        snapshot.release(None)


def _check(folder: Path, written: int) -> None:
    with told_as_damage("check"), _opened(folder) as snapshot:
        held = len(snapshot.versions())
        answered = snapshot.search(AnalysedQuery()).total
        snapshot.keep_orders()
    if (held, answered) != (written, written):
        raise IndexDamaged("rebuild-incomplete", written=written, held=held, answered=answered)
