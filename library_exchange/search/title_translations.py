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

    def certain(self) -> "Translated":
        """Return those that ask for nothing that only may be meant."""
        having, whole = ([conditions.certain(one) for one in some] for some in self)
        return Translated(
            [one for one in having if one != conditions.NOTHING], [one for one in whole if one != conditions.NOTHING]
        )


NOT_TRANSLATED = Translated([], [])


def other_names(found: Sequence[Run], dotted: Mapping[str, str]) -> list[Condition]:
    """Return what words may mean besides: a name without what is beside it."""
    named = conditions.by_name(ANYWHERE, found) or conditions.by_dots(found, dotted)
    return [named] if named else []


def translated(found: Sequence[Run]) -> Translated:
    """Return the conditions of titles that have each telling word of `found` in one other language, or a name's sound.

    A title of one word must be that word alone; of three words and more one may be missing where the others are all of
    the title. NOT_TRANSLATED if there are no or too many such words, or no counterpart is known of any of them.
    """
    words = [word for run in found for word in _words(run)]
    written = {run.script for run in words if run.script != "number"}
    if not 0 < len(words) <= MOST or len(written) != 1 or len({run.text for run in words}) < len(words):
        return NOT_TRANSLATED
    known = [title_words.counterparts(run.script, run.text) for run in words]
    if not any(of_word for run, of_word in zip(words, known, strict=True) if run.script != "number"):
        return NOT_TRANSLATED
    own = written.pop()
    found_in = [_in_script(script, words, known) for script in title_words.SCRIPTS if script != own]
    return Translated(
        [one for each in found_in for one in each.having], [one for each in found_in for one in each.whole]
    )


def _words(run: Run) -> list[Run]:
    if run.script == "han":
        words = [title_words.uncounted(word) for word in title_words.in_words(run.text)]
        return [run._replace(text=word) for word in words if word] or [run]
    return [] if is_slight(run) else [run]


def _in_script(script: str, words: Sequence[Run], known: Sequence[title_words.Counterparts]) -> Translated:
    """Return the conditions of titles in a script: of all words, and of all or all but one as the whole of it."""
    parts = [_part(script, run, others) for run, others in zip(words, known, strict=True)]
    terms = [others.get(script, ()) for others in known]
    lacking = [at for at, part in enumerate(parts) if part is None]
    whole = _whole(script, parts, terms)
    having = [conditions.all_of([part for part in parts if part is not None])] if len(words) >= LEAST else []
    if len(words) > LEAST and len(lacking) < LEAST:
        for at in lacking or range(len(words)):
            whole += _whole(script, _without(parts, at), _without(terms, at))
    return Translated([] if lacking else having, whole)


def _without(some: Sequence[T], at: int) -> list[T]:
    return [*some[:at], *some[at + 1 :]]


def _part(script: str, run: Run, others: title_words.Counterparts) -> Condition | None:
    either = [*(_title(script, term) for term in others.get(script, ())), *_sound(script, run)]
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
