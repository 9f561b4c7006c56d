"""What every engine does that keeps its index in a folder: reading from a snapshot, switching to a rebuilt folder."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from library_exchange.search.folders import Folders
from library_exchange.search.kept_answers import KeptAnswers
from library_exchange.search.port import LOCK_WAIT_S, REFRESH_S, AnalysedQuery, AnalysedRecord, Hits


class Readable(Protocol):
    """One state of an index, open for questions."""

    @property
    def folder(self) -> str | Path:
        """Where it is read from."""

    @property
    def number(self) -> int:
        """The number of its commit."""

    @property
    def count(self) -> int:
        """How many records there are."""

    def search(self, query: AnalysedQuery) -> Hits:
        """Return the records that satisfy `query`."""

    def known(self, terms: Iterable[str]) -> dict[str, int]:
        """Return those of `terms` that some record has, each with the number of records."""

    def versions(self) -> dict[int, int]:
        """Return id and version of every record."""

    def having(self, facet: str, value: str) -> set[int]:
        """Return the ids of all records with a value of a facet."""

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """Return those of `values` of a facet that some record has, each with the number of records."""


S = TypeVar("S", bound=Readable)


class FolderEngine(ABC, Generic[S]):
    """The part of a `SearchEngine` that reads; usable from many threads and processes.

    Opening a missing or damaged index fails only when something is asked; `rebuild` mends it without a restart.
    """

    made_by: str
    """What the folder is marked with; an index made by another engine counts as damaged."""

    def __init__(self, root: Path, refresh_s: float = REFRESH_S, lock_wait_s: float = LOCK_WAIT_S) -> None:
        self._folders = Folders(root, self.made_by)
        self._refresh_s = refresh_s
        self._lock_wait_s = lock_wait_s
        self._lock = threading.RLock()
        self._snapshot: S | None = None
        self._looked_at = 0.0
        self._answers: KeptAnswers[Hits] = KeptAnswers()

    @property
    def generation(self) -> str:
        """A tag that changes with every commit that this process can see."""
        with self._reading("generation") as snapshot:
            return f"{Path(snapshot.folder).name}.{snapshot.number}"

    @property
    def count(self) -> int:
        """How many records are in the index."""
        with self._reading("count") as snapshot:
            return snapshot.count

    def search(self, query: AnalysedQuery) -> Hits:
        """Return the records that satisfy `query`."""
        with self._reading("search") as snapshot:
            state = str(snapshot.folder), snapshot.number
            return self._answers.of(state, query, lambda: snapshot.search(query))

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

    def counts(self, facet: str, values: Iterable[str]) -> dict[str, int]:
        """Return those of `values` of a facet that some record has, each with the number of records."""
        with self._reading("counts") as snapshot:
            return snapshot.counts(facet, values)

    def rebuild(self, records: Iterable[AnalysedRecord], progress: Callable[[int], None] | None = None) -> int:
        """Write `records` into a new folder beside the present one, check it, switch to it; return their number.

        Ids must be different. Searches are answered from the old index until the switch, and writers wait:
        what they bring afterwards is newer. `progress` is told how many records are done.
        Raises `IndexDamaged`, with the old index still in force, if the new one does not hold what was put in.
        """
        with self._folders.writing(self._lock_wait_s):
            folder = self._folders.new()
            try:
                written = self._fill(folder, records, progress or (lambda _done: None))
            except BaseException:
                self._folders.discard(folder)
                raise
            self._folders.switch(folder)
            self._folders.sweep()
        self._look_again()
        return written

    def forget_answers(self) -> None:
        """Forget all answers, for who measures what finding costs."""
        self._answers.forget()

    @abstractmethod
    def _reading(self, doing: str) -> AbstractContextManager[S]:
        """Give the newest snapshot; raises `IndexDamaged` and forgets it if something is wrong with it."""

    @abstractmethod
    def _fill(self, folder: Path, records: Iterable[AnalysedRecord], progress: Callable[[int], None]) -> int:
        """Write an index of `records` into `folder`; return their number. Raises `IndexDamaged` if it is not whole."""

    def _look_again(self) -> None:
        with self._lock:
            self._looked_at = float("-inf")
