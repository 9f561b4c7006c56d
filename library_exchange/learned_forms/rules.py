"""Which texts of one record are one name or title in two scripts, by where they stand in it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import permutations
from typing import NamedTuple

from library_exchange.authority import names
from library_exchange.core.scripts import script_of

TITLE, CONTRIBUTOR, RESPONSIBILITY, NOTE = "title", "contributor", "responsibility", "note"
LONGEST = 300
MOST_MEANINGS = 3
"""A name or title that records pair with more than so many others tells nothing."""
ALPHABETS = {"Hans": "Han", "Hant": "Han", "Cyrl": "Cyrl", "Latn": "Latn"}
_IN_BRACKETS = re.compile(r"([^\[\](（)）]{2,60})[(（]\s*([^\[\](（)）]{4,60}?)\s*[)）]")
_NAME_IN_LETTERS = re.compile(r"[^\W\d_][^\W\d_.'’-]*(?:[.,]?\s*[^\W\d_][\w.'’-]*)+")
_IN_NOTE = re.compile(
    r"(?:(?:书名)?原(?:书|题)?名(?:为)?|(?:书名|题名)原文(?:为)?|译自"
    r"|загл(?:авие)?\.? ориг(?:инала|\.)?|ориг(?:инальное|\.) (?:загл(?:авие|\.)?|назв(?:ание|\.)?)"
    r"|пер(?:евод|\.) изд(?:ания|\.)|original(?:ly published as| title)|translation of)"
    r"(?: на [^:：]{2,20}?яз(?:ыке|\.))?\s*[:：]?\s*[«《“\"]?(?P<title>[^»》”\"/]{2,200})",
    re.IGNORECASE,
)
"""How a note gives the title of the original: 原名, «Загл. ориг. на кит. яз.», "Translation of"."""


class Kind(StrEnum):
    """What a form is of."""

    NAME = "name"
    TITLE = "title"


class Evidence(StrEnum):
    """Where a record pairs two forms."""

    PARALLEL_TITLE = "parallel_title"
    ALTERNATIVE_TITLE = "alternative_title"
    ORIGINAL_TITLE = "original_title"
    OTHER_SCRIPT = "other_script"
    BRACKETS = "brackets"


class Told(NamedTuple):
    """A text of a record: its field, its form and, of a name, whose it is."""

    field: str
    value: str
    kind: str = "original"
    contributor: int | None = None
    position: int = 0


class Pair(NamedTuple):
    """What is looked up, and what it is called in another script."""

    kind: Kind
    key: str
    value: str
    evidence: Evidence


FIELDS = (
    TITLE,
    CONTRIBUTOR,
    RESPONSIBILITY,
    NOTE,
    *(each.value for each in (Evidence.PARALLEL_TITLE, Evidence.ALTERNATIVE_TITLE, Evidence.ORIGINAL_TITLE)),
)
"""Fields of a record from which something is learned."""


def pairs(texts: Sequence[Told]) -> frozenset[Pair]:
    """Return what a record teaches; transliterations teach nothing, since rules make them."""
    written = [text for text in texts if text.kind == "original" and 1 < len(text.value) <= LONGEST]
    told = [*written, *(found for text in written if text.field == NOTE for found in _originals(text))]
    return frozenset((*_of_titles(told), *_of_names(told)))


def _originals(note: Told) -> Iterator[Told]:
    """Yield the titles of the original that a note gives."""
    for found in _IN_NOTE.finditer(note.value):
        yield note._replace(field=Evidence.ORIGINAL_TITLE.value, value=found["title"].strip(" .;,。；，"))


def _of_titles(texts: Sequence[Told]) -> Iterator[Pair]:
    own = [text.value for text in texts if text.field == TITLE and not text.position]
    for one, other in permutations(own, 2):
        yield from _pair(Kind.TITLE, one, other, Evidence.OTHER_SCRIPT)
    for text in texts:
        if text.field in FIELDS and text.field not in (TITLE, CONTRIBUTOR, RESPONSIBILITY, NOTE):
            for title in own:
                yield from _pair(Kind.TITLE, title, text.value, Evidence(text.field))
                yield from _pair(Kind.TITLE, text.value, title, Evidence(text.field))


def _of_names(texts: Sequence[Told]) -> Iterator[Pair]:
    of_one = [text for text in texts if text.field == CONTRIBUTOR]
    for one, other in permutations(of_one, 2):
        if one.contributor is not None and one.contributor == other.contributor:
            yield from _pair(Kind.NAME, one.value, other.value, Evidence.OTHER_SCRIPT)
    for text in texts:
        if text.field in (CONTRIBUTOR, RESPONSIBILITY):
            has_brackets = "(" in text.value or "（" in text.value
            for name, beside in _IN_BRACKETS.findall(text.value) if has_brackets else ():
                if names.has_han(name) and _NAME_IN_LETTERS.fullmatch(beside):
                    for one, other in permutations((name.strip(), beside), 2):
                        yield from _pair(Kind.NAME, one, other, Evidence.BRACKETS)


def _pair(kind: Kind, known: str, other: str, evidence: Evidence) -> Iterator[Pair]:
    alphabets = [ALPHABETS.get(script_of(text)) for text in (known, other)]
    if None in alphabets or alphabets[0] == alphabets[1]:
        return
    value = next(iter(names.titles_in(other)[-1:]), "") if kind is Kind.TITLE else other
    for key in _keys(kind, known) if value else ():
        yield Pair(kind, key, value, evidence)


def _keys(kind: Kind, value: str) -> set[str]:
    """Return the keys of a whole name or title: a surname alone may be anybody's."""
    if kind is Kind.TITLE:
        return {key for title in names.titles_in(value) for key in names.of_work(title)}
    whole = {key for key in names.of_person(value, is_chinese=False) if not key.startswith(names.SURNAME)}
    return whole if names.has_han(value) or "," in value or " " in value else set()


def meanings(found: Iterable[tuple[Kind, str]]) -> list[tuple[Kind, str]]:
    """Return the other forms of what was looked up; none where records pair it with too many."""
    kept = list(dict.fromkeys(found))
    distinct = {(kind, ALPHABETS.get(script_of(value)), names.letters(value)) for kind, value in kept}
    in_one = max((sum(each[:2] == other[:2] for other in distinct) for each in distinct), default=0)
    return kept if in_one <= MOST_MEANINGS else []
