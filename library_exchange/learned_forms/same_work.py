"""Which books may be one work in another language, as far as one book tells: its author by the sound, its title."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from library_exchange.core.scripts import script_of
from library_exchange.core.text import without_brackets
from library_exchange.search import conditions
from library_exchange.search.analysis.folding import NAME_DOT, prepared, runs
from library_exchange.search.port import AnalysedQuery, AnyOf, Condition
from library_exchange.search.title_translations import parts_of_title

MOST_BOOKS, MOST_WORDS = 3, 6
"""Books of which others are looked for, and telling words of a title."""
Card = Mapping[str, Any]
_END = re.compile(r"\s*[/:：;；=]\s*|\. ")


def with_other_languages(query: AnalysedQuery, cards: Iterable[Card]) -> AnalysedQuery | None:
    """Return a query that also takes what may be the books of these cards in other languages; None if nothing may.

    A title must share half of its words with the other by their meaning, and the author sound the same.
    """
    others = tuple(each for card in cards for each in _others(card))
    if not others:
        return None
    asked = conditions.all_of(query.wider or query.required)
    return replace(query, wider=(AnyOf((asked, *others)),), apt=query.apt or (asked,))


def _others(card: Card) -> list[Condition]:
    titles = [title for title, _lang, kind, *_rest in card["titles"] if kind == "original"]
    names = [name for forms in card["authors"][:1] for name, _lang, kind, *_rest in forms if kind == "original"]
    author = _author(names[-1]) if names else ""
    if not titles or not author:
        return []
    made_by = conditions.neighbouring(conditions.AUTHOR, list(runs(prepared(author))))
    head = _END.split(without_brackets(titles[0]), maxsplit=1)[0]
    shared = [each for parts in parts_of_title(list(runs(prepared(head)))) for each in _half(parts)]
    return [conditions.all_of([*made_by, conditions.any_part(shared)])] if made_by and shared else []


def _author(name: str) -> str:
    """Return a name as other scripts write it: without the country, of a foreigner in Han characters the surname."""
    bare = without_brackets(name)
    return NAME_DOT.split(bare)[-1] if script_of(bare) in ("Hans", "Hant") else bare


def _half(parts: Sequence[Condition | None]) -> list[Condition]:
    """Return the conditions that half of the words of a title are there."""
    found = [part for part in parts if part is not None]
    least = (len(parts) + 1) // 2
    if len(parts) > MOST_WORDS or len(found) < least:
        return []
    return [conditions.all_of(some) for some in combinations(found, least)]
