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

    __slots__ = ("_asked", "_hash")

    def __init__(self, asked: Hashable) -> None:
        self._asked = asked
        self._hash = hash(asked)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self._asked == other._asked


class KeptAnswers(Generic[A]):
    """The latest answers of one state, which never change; of another state nothing is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[_Question, A] = OrderedDict()
        self._state: Hashable = None

    def of(self, state: Hashable, question: AnalysedQuery | Hashable, answer: Callable[[], A]) -> A:
        """Return what this state of the index answers, asking for it if that is not known."""
        key = _Question(_asked(question))
        known = self._known(state, key)
        if known is None:
            known = answer()
            self._keep(state, key, known)
        return known

    def known(self, state: Hashable, question: AnalysedQuery | Hashable) -> A | None:
        """Return what this state has answered, None if that is not known."""
        return self._known(state, _Question(_asked(question)))

    def _known(self, state: Hashable, key: _Question) -> A | None:
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

    def _keep(self, state: Hashable, key: _Question, answer: A) -> None:
        with self._lock:
            if self._state == state:
                self._answers[key] = answer
                if len(self._answers) > MOST_KEPT:
                    self._answers.popitem(last=False)


_DECIDING = tuple(each.name for each in fields(AnalysedQuery) if each.name not in ("marks", "topics", "filters"))
"""What of a query decides its answer, beside the filters; the others are for who shows it."""


def _asked(question: AnalysedQuery | Hashable) -> Hashable:
    """Return by what a question is known again."""
    if not isinstance(question, AnalysedQuery):
        return question
    return (tuple(sorted(question.filters.items())), *(getattr(question, name) for name in _DECIDING))
