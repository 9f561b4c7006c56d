"""The manner of one list: whether its lines begin with their authors, and which words are names in it.

A bare surname before a title looks like the first word of that title. What most lines of the list do, and words that
begin several of its lines or that somebody else knows as names, tell it apart.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from library_exchange.citations.persons import ADJECTIVE, OF_A_BOOK
from library_exchange.citations.places import is_place
from library_exchange.citations.publishers import is_publisher
from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.headings import condition_of
from library_exchange.list_reading.rules.line_numbers import BULLET, NUMBER_OF_LINE
from library_exchange.list_reading.rules.name_forms import CAPITAL_WORD
from library_exchange.list_reading.rules.trimmings import unled

FEWEST_LINES = 3
SHARE = 0.3
"""Where so many lines surely begin with a name, the others that may do so do."""
MOSTLY = 0.4
"""So many lines begin with what has the ending of a surname, where surnames stand first."""
_SURELY_NAMED = re.compile(
    rf"(?P<name>{CAPITAL_WORD})(?:\s+(?=[«\"“])|,?\s(?:[А-ЯЁ]\.\s?){{1,2}}|\s{CAPITAL_WORD},\s(?=[А-ЯЁ«]))"
)
_BEGINS = re.compile(rf"(?P<name>{CAPITAL_WORD})\s+(?=[А-ЯЁ][а-яё])")
_CYRILLIC = re.compile(r"[А-ЯЁ]")
_FAMILY = re.compile(
    r".+(?:ов|ев|ёв|ин|ын|ский|цкий|ова|ева|ина|ская|цкая|енко|чук|ич|ян|швили|дзе|их|ых|ко|ай|ер|ман|сон)"
)
_ADJECTIVAL_SURNAME = re.compile(r"[А-ЯЁ][а-яё]+[сц]к(?:ая|ий)")
_WAYS = (
    re.compile(rf"(?P<name>{CAPITAL_WORD}\s{CAPITAL_WORD}),\s+(?P<rest>[А-ЯЁ«\"].*)"),
    re.compile(rf"(?P<name>{CAPITAL_WORD})\.\s+(?P<rest>[А-ЯЁ«\"].*)"),
    re.compile(rf"(?P<name>{CAPITAL_WORD})\s+(?P<rest>[А-ЯЁ][а-яё-]*(?:[\s,].*)?)"),
)
_BEHIND = re.compile(rf"(?P<title>.{{3,200}}?),\s(?P<name>{CAPITAL_WORD})\.?")


class Manner(NamedTuple):
    """Which words are surnames in a list, and whether its lines begin with them."""

    names: frozenset[str] = frozenset()
    is_author_first: bool = False


def bare(line: str) -> str:
    """Return a line without what numbers it."""
    given = unled(one_line(line))
    return NUMBER_OF_LINE.sub("", BULLET.sub("", given))


def first_words(lines: Iterable[str]) -> list[str]:
    """Return the words that may be surnames before a title, for somebody to tell which are."""
    begun = (_BEGINS.match(bare(line)) for line in lines)
    return sorted({each["name"] for each in begun if each})


def manner_of(lines: Sequence[str], known: Collection[str] = ()) -> Manner:
    """Return the manner of a list; `known` are those of its first words that are names of persons."""
    given = [text for line in lines if _CYRILLIC.match(text := bare(line))]
    sure = [
        found["name"] for text in given if (found := _SURELY_NAMED.match(text)) and not ADJECTIVE.match(found["name"])
    ]
    begun = Counter(found["name"] for text in given if (found := _BEGINS.match(text)))
    families = {name for name in begun if _is_family(name)}
    is_family = len(families) > FEWEST_LINES and sum(begun[name] for name in families) >= MOSTLY * len(given)
    is_first = is_family or (len(sure) >= FEWEST_LINES and len(sure) >= SHARE * len(given))
    repeated = {name for name, count in begun.items() if count > 1 and not ADJECTIVE.match(name)}
    return Manner(frozenset({*sure, *known}) | (frozenset(repeated) if is_first else frozenset()), is_first)


def has_ending_of_surname(word: str) -> bool:
    """Whether a word ends as surnames do, whatever its first letter."""
    return _FAMILY.fullmatch(word) is not None


def _is_family(word: str) -> bool:
    """Whether a word has the ending of a surname."""
    is_adjective = ADJECTIVE.match(word) and not _ADJECTIVAL_SURNAME.fullmatch(word)
    return _FAMILY.fullmatch(word) is not None and not is_adjective


def _is_adjective(word: str, manner: Manner) -> bool:
    """Whether a word is an adjective and, where authors stand first, has no ending of a surname that looks like one."""
    is_surname = manner.is_author_first and _ADJECTIVAL_SURNAME.fullmatch(word) is not None
    return ADJECTIVE.match(word) is not None and not is_surname


def author_before(line: str, manner: Manner) -> tuple[str, str, bool] | None:
    """Return the author with whom a line begins, what stands behind, and whether that is sure; else None."""
    text = bare(line)
    for way in _WAYS:
        found = way.fullmatch(text)
        if found is None or OF_A_BOOK.match(found["rest"]) or _is_adjective(found["name"], manner):
            continue
        if is_publisher(re.split(r"[,\d]", found["rest"])[0].strip()):
            continue
        family = found["name"].split()[0]
        if is_place(found["rest"].split(",")[0]) or condition_of(found["rest"].rstrip(".")) is not None:
            continue
        is_known = family in manner.names
        if is_known or (manner.is_author_first and (_FAMILY.fullmatch(family) or " " in found["name"])):
            return found["name"], found["rest"], is_known
    return None


def author_behind(title: str, manner: Manner) -> tuple[str, str] | None:
    """Return the title and the author of «Заглавие, Фамилия», None if the last word is none."""
    found = _BEHIND.fullmatch(title)
    if (
        found is None
        or not (found["name"] in manner.names or _FAMILY.fullmatch(found["name"]))
        or ADJECTIVE.match(found["name"])
    ):
        return None
    return found["title"], found["name"]
