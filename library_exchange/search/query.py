"""The readers' query language: words, phrases, minus, fields and a star; whatever is none of these is words."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from library_exchange.search.analysis.class_numbers import is_number
from library_exchange.search.analysis.folding import HAN, prepared
from library_exchange.search.port import IDENTIFIER

CLASS_NUMBER = "class"
"""The field of class numbers, whatever their classification."""
LONGEST = 256
MOST_CLAUSES = 16

FIELD_NAMES = {
    "title": "title", "题名": "title", "书名": "title", "标题": "title", "заглавие": "title", "название": "title",
    "author": "author", "作者": "author", "著者": "author", "责任者": "author", "автор": "author",
    "publisher": "publisher", "出版社": "publisher", "出版者": "publisher", "издательство": "publisher",
    "subject": "subject", "主题": "subject", "主题词": "subject", "тема": "subject", "предмет": "subject",
    "рубрика": "subject",
    "isbn": IDENTIFIER, "issn": IDENTIFIER,
    "class": CLASS_NUMBER, "分类号": CLASS_NUMBER, "分类": CLASS_NUMBER, "индекс": CLASS_NUMBER,
}  # fmt: skip
"""Names a reader may put before a colon, in the three languages."""

FIELDS_SAID = {
    "zh": {
        "title": "题名", "author": "作者", "publisher": "出版社", "subject": "主题",
        IDENTIFIER: "isbn", CLASS_NUMBER: "分类号",
    },
    "ru": {
        "title": "заглавие", "author": "автор", "publisher": "издательство", "subject": "тема",
        IDENTIFIER: "isbn", CLASS_NUMBER: "индекс",
    },
    "en": {
        "title": "title", "author": "author", "publisher": "publisher", "subject": "subject",
        IDENTIFIER: "isbn", CLASS_NUMBER: "class",
    },
}  # fmt: skip
"""What a field is called in each language of the interface, where a query is shown."""

_CLOSING = {
    '"': '"', "“": "”", "”": "”", "„": "“”", "«": "»", "《": "》", "〈": "〉", "「": "」", "『": "』",
}  # fmt: skip
_OPENING = re.escape("".join(_CLOSING))
_FIELD = re.compile(rf"({'|'.join(sorted(FIELD_NAMES, key=len, reverse=True))})\s*:\s*", re.IGNORECASE)
_NAMED = re.compile(rf"(?<![\w:：])({'|'.join(sorted(FIELD_NAMES, key=len, reverse=True))})\s*[:：]\s*", re.IGNORECASE)
_WORD = re.compile(rf"[^\s{_OPENING}]+")
MINUSES = "-\u2212\u2010\u2011\u2013"
"""What stands before words that are to be left out; telephones write a dash."""
_MINUS = re.compile(rf"[{MINUSES}](?=[^\s\-])")
_SPACE = re.compile(r"\s+")
_TITLE_MARKS = re.compile("[“”„«»《》〈〉「」『』]")
# A star stands for the end of a word that shows at least two letters, or one Han character.
_STARRED = re.compile(rf"(?:.*\w{{2}}|.*[{HAN}])\*+$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Clause:
    """One part of a query; `field` is `None` for anywhere."""

    kind: Literal["word", "phrase", "start"]
    text: str
    field: str | None = None
    is_excluded: bool = False


def parse(text: str) -> tuple[tuple[Clause, ...], bool]:
    """Return the clauses of a reader's text and whether it was longer than the limits allow. Never raises.

    Only the first `LONGEST` characters and `MOST_CLAUSES` clauses are read.
    """
    clauses: list[Clause] = []
    rest = prepared(text[:LONGEST])[:LONGEST]
    position = 0
    while position < len(rest):
        space = _SPACE.match(rest, position)
        if space:
            position = space.end()
            continue
        if len(clauses) == MOST_CLAUSES:
            return tuple(clauses), True
        clause, position = _next_clause(rest, position)
        if any(c.isalnum() for c in clause.text):
            clauses.append(clause)
    return tuple(clauses), len(text) > LONGEST


def without_title_marks(text: str) -> str:
    """Return a text without what stands around titles in a sentence; straight quotes ask for a phrase and stay."""
    return _TITLE_MARKS.sub(" ", text).strip()


def names_fields(text: str) -> bool:
    """Whether some words of a query are asked for in one field."""
    return any(clause.field for clause in parse(text)[0])


def said(text: str, names: Mapping[str, str]) -> str:
    """Return a query with its fields called by `names`; words of a field that is called "" are asked for anywhere."""
    if not names_fields(text):
        return text

    def renamed(found: re.Match[str]) -> str:
        field = FIELD_NAMES[found[1].lower()]
        name = names.get(field, field)
        return f"{name}:" if name else ""

    return _NAMED.sub(renamed, text)


def _next_clause(text: str, position: int) -> tuple[Clause, int]:
    minus = _MINUS.match(text, position) if position == 0 or text[position - 1].isspace() else None
    if minus:
        position = minus.end()
    named = _FIELD.match(text, position)
    field = FIELD_NAMES[named.group(1).lower()] if named else None
    if named:
        position = named.end()
    kind, found, position = _body(text, position)
    if field == CLASS_NUMBER and not is_number(found):
        field = None
    return Clause(kind, found, field, minus is not None), position


def _body(text: str, position: int) -> tuple[Literal["word", "phrase", "start"], str, int]:
    closing = _CLOSING.get(text[position : position + 1], "")
    if closing:
        end = min((at for mark in closing if (at := text.find(mark, position + 1)) != -1), default=-1)
        if end != -1:
            return "phrase", text[position + 1 : end], end + 1
        return "word", "", position + 1  # never closed: what follows is words
    word = _WORD.match(text, position)
    if word is None:
        return "word", "", position + 1
    return ("start" if _STARRED.match(word.group()) else "word"), word.group(), word.end()
