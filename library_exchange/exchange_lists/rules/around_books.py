"""Lines before the first and behind the last book of a list: who greets, signs, and is to be called."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray, says_no_more_than_words

_BEARS_A_NUMBER = re.compile(r"\s*(?:№\s*)?\d{1,4}\s*[.)、．）]")
_BEGINS_WITH_CONTACT = re.compile(
    r"\W*(?:(?:раб|моб|дом|сот)\w*\.?\s*)?(?:тел\w*|факс|моб\w*|e-?mail|эл\.?\s*почта|почта|phone|tel|fax|whatsapp|telegram"
    r"|联系电话|联系方式|电话|手机|座机|传真|邮箱|微信|qq)[\s.:：№号]*(?:[+(（]?\d|\S+[@＠])",
    re.IGNORECASE,
)
_NAMES_SOMEBODY = re.compile(r".{0,12}(?:联系|老师|女士|先生)|[^\d]{0,40}[А-ЯЁа-яё](?:вна|вич|ична)(?!\w)")
"""The whole name of a person, or a word by which one is called."""
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
        if _BEARS_A_NUMBER.match(line.text):
            return False
        names_somebody = _NAMES_SOMEBODY.match(line.text) and says_no_more_than_words(line.text, line.told)
        return bool(_BEGINS_WITH_CONTACT.match(line.text) or names_somebody)
    is_guess = line.problem in (Problem.NO_TITLE, Problem.PERHAPS_NOT_A_BOOK)
    return is_guess and line.detail in _OF_WHO_WRITES


def are_around(lines: Sequence[Asked], first: int, last: int) -> bool:
    """Whether all these lines stand before line `first` or behind line `last` of the books and are of who writes."""
    return all(not first <= line.number <= last and is_of_who_writes(line) for line in lines)
