"""Which text of a record answers a query that its title and its authors do not answer."""

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from library_exchange.search.highlight import spans
from library_exchange.search.port import Marks, Topic
from library_exchange.subject_vocabulary.classes import topics_of

HEADINGS = ("subject", "keyword")
AROUND = 60
"""So many characters of a long text are shown before and after what answers."""


class Kind(StrEnum):
    """What brought a hit."""

    HEADING = "heading"
    CLASS = "class"
    TEXT = "text"


class Reason(NamedTuple):
    """What brought a hit: a text in a language (its tag), or a class number with the topic that it names."""

    kind: Kind
    value: str
    lang: str
    topic: Topic | None = None


def answers(texts: Iterable[str], marks: Marks) -> bool:
    """Whether something in one of these texts is marked."""
    return any(spans(text, marks) for text in texts)


def reason(
    forms: Sequence[tuple[str, str, str]],
    classes: Sequence[tuple[str, str]],
    marks: Marks,
    topics: Collection[Topic],
) -> Reason | None:
    """Return what brought a hit: first its headings, then its classes, then any other text; None if none of them.

    `forms` are texts with their field, value and language, `classes` numbers with their schemes.
    """
    headings = (each for each in forms if each[0] in HEADINGS)
    others = (each for each in forms if each[0] not in HEADINGS)
    return (
        _said(Kind.HEADING, headings, marks)
        or _of_class(classes, {topic.key: topic for topic in topics})
        or _said(Kind.TEXT, others, marks)
    )


def _said(kind: Kind, forms: Iterable[tuple[str, str, str]], marks: Marks) -> Reason | None:
    for _field, value, lang in forms:
        if found := spans(value, marks):
            return Reason(kind, _cut(value, *found[0]), lang)
    return None


def _of_class(classes: Sequence[tuple[str, str]], topics: dict[str, Topic]) -> Reason | None:
    for scheme, number in classes:
        key = next((key for key in topics_of([(scheme, number)]) if key in topics), None)
        if key is not None:
            return Reason(Kind.CLASS, number, "", topics[key])
    return None


def _cut(text: str, start: int, end: int) -> str:
    """Return what stands around the words from `start` to `end` of a text."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    return f"{'…' if first else ''}{text[first:last].strip()}{'…' if last < len(text) else ''}"
