"""How many telling words, or Han characters, a title has: to be the whole of it says more than to be in it."""

import re
from collections.abc import Iterator

from library_exchange.core.text import without_brackets
from library_exchange.search.analysis import han
from library_exchange.search.analysis.folding import prepared, runs
from library_exchange.search.slight_words import is_slight

SIZE = ":n:"
"""Before the number of words of a title, or of a part of it that may be the whole."""
LARGEST = 12
_END = re.compile(r"\s*[/:：;；.]\s+|[:：;；]")


def sizes(title: str) -> set[str]:
    """Return the terms for the size of a title without brackets, and for that of what is before its first mark."""
    bare = without_brackets(title)
    heads = {bare, _END.split(bare, maxsplit=1)[0]}
    return {size_term(number) for head in heads if 0 < (number := _size(head)) <= LARGEST}


def size_term(number: int) -> str:
    """Return the term of titles of so many words or Han characters."""
    return f"{SIZE}{number}"


def _size(title: str) -> int:
    return sum(_of_runs(prepared(title)))


def _of_runs(text: str) -> Iterator[int]:
    for run in runs(text):
        if run.script == "han":
            yield length(run.text)
        elif not is_slight(run):
            yield 1


def length(text: str) -> int:
    """Return how many Han characters tell something."""
    return len(han.PARTICLES.sub("", text))
