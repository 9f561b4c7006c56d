"""Answers of one state of an index that are kept: who turns pages, takes a filter off or comes back asks the same."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields
from typing import Generic, TypeVar

from library_exchange.search.port import AnalysedQuery

MOST_KEPT = 128

A = TypeVar("A")


class _Question:
    """What was asked, of which the hash is made once: conditions are trees, and each look into a table wants it."""

    def __init__(self, asked: Hashable) -> None:
        self._asked = asked
        self._hash = hash(asked)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self._asked == other._asked


class KeptAnswers(Generic[A]):
    """The latest answers of one state, which never change; of another state nothing is kept."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._answers: OrderedDict[_Question, A] = OrderedDict()
        self._state: Hashable = None

    def of(self, state: Hashable, question: AnalysedQuery | Hashable, answer: Callable[[], A]) -> A:
        """Return what this state of the index answers, asking for it if that is not known."""
        key = _key(question)
        known = self.known(state, key)
        if known is None:
            known = answer()
            self.keep(state, key, known)
        return known

    def known(self, state: Hashable, question: AnalysedQuery | Hashable) -> A | None:
        """Return what this state has answered, None if that is not known."""
        key = _key(question)
        with self._lock:
            if self._state != state:
                self._answers.clear()
                self._state = state
            if key in self._answers:
                self._answers.move_to_end(key)
            return self._answers.get(key)

    def forget(self) -> None:
        """Forget all answers."""
        with self._lock:
            self._answers.clear()

    def keep(self, state: Hashable, question: AnalysedQuery | Hashable, answer: A) -> None:
        """Keep what this state has answered, if it still is the present one."""
        with self._lock:
            if self._state == state:
                self._answers[_key(question)] = answer
                if len(self._answers) > self._most:
                    self._answers.popitem(last=False)


_DECIDING = tuple(each.name for each in fields(AnalysedQuery) if each.name not in ("marks", "topics", "filters"))
"""What of a query decides its answer, beside the filters; the others are for who shows it."""


def _key(question: AnalysedQuery | Hashable) -> _Question:
    """Return by what a question is known again."""
    if isinstance(question, AnalysedQuery):
        question = (tuple(sorted(question.filters.items())), *(getattr(question, name) for name in _DECIDING))
    return question if isinstance(question, _Question) else _Question(question)
