"""Titles translated by their meaning: what the words of a query may be, together, in a title in another language."""

from collections.abc import Mapping, Sequence

from library_exchange.search import conditions
from library_exchange.search.analysis import foreign_names, han, title_words
from library_exchange.search.analysis.folding import Run
from library_exchange.search.port import ANYWHERE, AnyOf, Condition, Term
from library_exchange.search.slight_words import is_slight

LEAST, MOST = 2, 6
"""Telling words of a title that may be translated: one alone would find every book that has it."""
TITLE = "title"


def other_ways(found: Sequence[Run], dotted: Mapping[str, str], is_all: bool) -> list[Condition]:
    """Return what words may mean besides: a name without what is beside it; a title, if they are all (`is_all`)."""
    named = conditions.by_name(ANYWHERE, found) or conditions.by_dots(found, dotted)
    return [each for each in (named, translated(found) if is_all else None) if each is not None]


def translated(found: Sequence[Run]) -> Condition | None:
    """Return the condition of a title that has each telling word of `found` in one other language, or a name's sound.

    None if there are too few or too many such words, or for some word no counterpart is known.
    """
    words = [word for run in found for word in _words(run)]
    if (
        not LEAST <= len(words) <= MOST
        or len({run.script for run in words}) > 1
        or len({run.text for run in words}) < LEAST
    ):
        return None
    known = [title_words.counterparts(run.script, run.text) for run in words]
    if not any(known):
        return None
    ways = [_in_script(script, words, known) for script in title_words.SCRIPTS if script != words[0].script]
    together = [way for way in ways if way is not None]
    return conditions.any_part(together) if together else None


def _words(run: Run) -> list[Run]:
    if run.script == "han":
        return [run._replace(text=word) for word in title_words.in_words(run.text)]
    return [] if is_slight(run) else [run]


def _in_script(script: str, words: Sequence[Run], known: Sequence[title_words.Counterparts]) -> Condition | None:
    parts: list[Condition] = []
    for run, others in zip(words, known, strict=True):
        either = [*(_title(script, term) for term in others.get(script, ())), *_sound(script, run)]
        if not either:
            return None
        parts.append(conditions.any_part(either))
    return conditions.all_of(parts)


def _title(script: str, term: str) -> Condition:
    return conditions.all_of([Term(TITLE, pair) for pair in han.pairs(term)]) if script == "han" else Term(TITLE, term)


def _sound(script: str, run: Run) -> list[Condition]:
    """Return the condition of a name by its sound; only Han characters write names of others so."""
    keys = foreign_names.asked_in_han(run.text) if run.script == "han" else foreign_names.asked_in_letters(run)
    return [AnyOf(tuple(Term(TITLE, key) for key in keys))] if keys and "han" in (script, run.script) else []
