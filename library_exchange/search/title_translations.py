"""Titles translated by their meaning: what the words of a query may be, together, in a title in another language."""

from collections.abc import Mapping, Sequence
from itertools import islice, product
from typing import NamedTuple, TypeVar

from library_exchange.search import conditions
from library_exchange.search.analysis import foreign_names, han, title_words
from library_exchange.search.analysis.folding import Run
from library_exchange.search.port import ANYWHERE, AnyOf, Condition, Term
from library_exchange.search.slight_words import is_slight
from library_exchange.search.title_sizes import length, size_term

LEAST, MOST = 2, 6
"""Telling words of a title that may be translated; of one alone, the title must have no other."""
MOST_SIZES = 64
TITLE = "title"
T = TypeVar("T")


class Translated(NamedTuple):
    """Conditions of titles in other languages: those that have the words, and of these the ones that have no others."""

    having: list[Condition]
    whole: list[Condition]

    @property
    def any(self) -> list[Condition]:
        """All of them."""
        return [*self.having, *self.whole]


class _Word(NamedTuple):
    """A telling word, what it is in titles in other languages, and whether it may be a name that sounds so there."""

    run: Run
    others: title_words.Counterparts
    may_be_name: bool


NOT_TRANSLATED = Translated([], [])


def other_names(found: Sequence[Run], dotted: Mapping[str, str]) -> list[Condition]:
    """Return what words may mean besides: a name without what is beside it."""
    named = conditions.by_name(ANYWHERE, found) or conditions.by_dots(found, dotted)
    return [named] if named else []


def translated(found: Sequence[Run], named: Sequence[Run] = ()) -> Translated:
    """Return the conditions of titles that have each telling word of `found` in one other language, or a name's sound.

    Words of `named` name something else, and nobody by their sound (西伯利亚).
    A title of one word must be that word alone; of three words and more one may be missing where the others are all of
    the title. NOT_TRANSLATED if there are no or too many such words, or no counterpart is known of any of them.
    """
    runs = [word for run in found for word in _words(run)]
    written = {run.script for run in runs if run.script != "number"}
    if not 0 < len(runs) <= MOST or len(written) != 1 or len({run.text for run in runs}) < len(runs):
        return NOT_TRANSLATED
    words = [_Word(run, title_words.counterparts(run.script, run.text), not _is_of(run, named)) for run in runs]
    if not any(word.others for word in words if word.run.script != "number"):
        return NOT_TRANSLATED
    own = written.pop()
    found_in = [_in_script(script, words) for script in title_words.SCRIPTS if script != own]
    return Translated(
        [one for each in found_in for one in each.having], [one for each in found_in for one in each.whole]
    )


def _is_of(word: Run, named: Sequence[Run]) -> bool:
    """Whether a word is one of these, or of Han characters, which come apart in several ways, a part of one."""
    if word.script == "han":
        return any(each.text in word.text or word.text in each.text for each in named)
    return any(each.text == word.text for each in named)


def _words(run: Run) -> list[Run]:
    if run.script == "han":
        words = [title_words.uncounted(word) for word in title_words.in_words(run.text)]
        return [run._replace(text=word) for word in words if word] or [run]
    return [] if is_slight(run) else [run]


def _in_script(script: str, words: Sequence[_Word]) -> Translated:
    """Return the conditions of titles in a script: of all words, and of all or all but one as the whole of it."""
    parts = [_part(script, word) for word in words]
    terms = [word.others.get(script, ()) for word in words]
    lacking = [at for at, part in enumerate(parts) if part is None]
    whole = _whole(script, parts, terms)
    having = [conditions.all_of([part for part in parts if part is not None])] if len(words) >= LEAST else []
    if len(words) > LEAST and len(lacking) < LEAST:
        for at in lacking or range(len(words)):
            whole += _whole(script, _without(parts, at), _without(terms, at))
    return Translated([] if lacking else having, whole)


def _without(some: Sequence[T], at: int) -> list[T]:
    return [*some[:at], *some[at + 1 :]]


def _part(script: str, word: _Word) -> Condition | None:
    sound = _sound(script, word.run) if word.may_be_name else []
    either = [*(_title(script, term) for term in word.others.get(script, ())), *sound]
    return conditions.any_part(either) if either else None


def _whole(script: str, parts: Sequence[Condition | None], terms: Sequence[tuple[str, ...]]) -> list[Condition]:
    """Return the condition that these words are the whole of a title; in Han characters its length tells."""
    kept = [part for part in parts if part is not None]
    if len(kept) < len(parts) or not all(terms):
        return []
    lengths = [sorted({length(term) for term in each}) if script == "han" else [1] for each in terms]
    sizes = {sum(way) for way in islice(product(*lengths), MOST_SIZES)}
    return [conditions.all_of([*kept, conditions.any_of(TITLE, map(size_term, sorted(sizes)))])]


def _title(script: str, term: str) -> Condition:
    return conditions.all_of([Term(TITLE, pair) for pair in han.pairs(term)]) if script == "han" else Term(TITLE, term)


def _sound(script: str, run: Run) -> list[Condition]:
    """Return the condition of a name by its sound; only Han characters write names of others so."""
    keys = foreign_names.asked_in_han(run.text) if run.script == "han" else foreign_names.asked_in_letters(run)
    return [AnyOf(tuple(Term(TITLE, key) for key in keys))] if keys and "han" in (script, run.script) else []
