"""Lines before the first and behind the last book of a list: who greets, signs, and is to be called."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray, says_no_more_than_words

FEW_WORDS = 3
"""So many words a name beside its telephone has at most."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_OF_A_BOOK = re.compile("[\u3400-\u9fff《》«»]")
"""Chinese writes no spaces between words, and marks are those of titles."""
_OF_WHO_WRITES = (Stray.NAME.value, Stray.LETTER.value, Stray.CONTACT.value)


class Asked(NamedTuple):
    """A line that waits for an answer, as it was read."""

    number: int
    text: str
    problem: Problem
    detail: str | None
    told: Mapping[str, Any]


def is_of_who_writes(line: Asked) -> bool:
    """Whether a line, if it stands beside the books, is of who writes: a name, words of a letter, where to call."""
    if line.problem is Problem.PERSONAL:
        has_few = len(_WORD.findall(line.text)) <= FEW_WORDS and not _OF_A_BOOK.search(line.text)
        return has_few or says_no_more_than_words(line.text, line.told)
    is_guess = line.problem in (Problem.NO_TITLE, Problem.PERHAPS_NOT_A_BOOK)
    return is_guess and line.detail in _OF_WHO_WRITES


def are_around(lines: Sequence[Asked], first: int, last: int) -> bool:
    """Whether all these lines stand before line `first` or behind line `last` of the books and are of who writes."""
    return all(not first <= line.number <= last and is_of_who_writes(line) for line in lines)
