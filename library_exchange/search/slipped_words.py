"""Words that are slips put right: by the dictionary, by the words of books, by the names of those who made books."""

from collections.abc import Iterable, Iterator, Set

from library_exchange.search.analysis import english, romanised, syllables, title_words
from library_exchange.search.analysis.folding import Run, prepared
from library_exchange.search.analysis.romanised import FROM_CYRILLIC
from library_exchange.search.analysis.slips import likely, one_away
from library_exchange.search.analysis.spelling import near
from library_exchange.search.analysis.syllable_cuts import mistaken
from library_exchange.search.analysis.terms import PRINTED, printed
from library_exchange.search.budget import Budget
from library_exchange.search.conditions import own_terms
from library_exchange.search.port import AUTHORED, SearchEngine
from library_exchange.search.word_counts import commonest, with_linked

SHORTEST_WORD, SHORTEST_GUESS = 5, 6
"""Letters of a word in which a slip is looked for; and where it is no word of a book in its own script."""
LONGEST_GIVEN = 10
"""Letters of a given name in pinyin, which is two syllables."""
MOST_LEMMAS = 60
SOUNDS = "abcdefghiklmnoprstuvz"
"""The letters of romanised names as they are compared."""


def put_right(engine: SearchEngine, text: str, doubtful: Set[Run], budget: Budget) -> Iterator[str]:
    """Yield the text with names of Chinese authors as they are spelled, then with each doubtful word put right."""
    yield from _syllables(engine, text, doubtful, budget)
    yield from _words(engine, text, doubtful, budget)


def _syllables(engine: SearchEngine, text: str, doubtful: Set[Run], budget: Budget) -> Iterator[str]:
    """Yield the text with a word that writes Chinese in letters as the name of some author is written."""
    ready = prepared(text)
    for run in sorted(doubtful, key=lambda run: run.start):
        keys = {key: each for each in _readable(run, budget) for key in _author_keys(run._replace(text=each))}
        for each in dict.fromkeys(keys[key] for key in engine.known(keys)):
            yield ready[: run.start] + _as_written(run, each) + ready[run.end :]


def _readable(run: Run, budget: Budget) -> list[str]:
    """Return what a doubtful word may be that writes Chinese: one syllable for another, or a slip in pinyin."""
    if run.script == "cyrillic":
        return mistaken(run.text) if syllables.is_readable(run) else []
    is_slip = run.script == "latin" and run.is_capital and not syllables.is_readable(run)
    if not is_slip or not SHORTEST_WORD <= len(run.text) <= LONGEST_GIVEN:
        return []
    slips = budget.part_of(dict.fromkeys(one_away(printed(run), english.ALPHABET)))
    return [each for each in slips if syllables.is_readable(run._replace(text=each))]


def _author_keys(run: Run) -> list[str]:
    """Return what the index has of authors whose given name is read so."""
    return [AUTHORED + key for way in syllables.readings([run]) if len(way) == 1 for key in way[0]]


def _as_written(run: Run, word: str) -> str:
    return word.capitalize() if run.is_capital else word


def _words(engine: SearchEngine, text: str, doubtful: Set[Run], budget: Budget) -> Iterator[str]:
    """Yield the text with each doubtful word replaced by the commonest one a letter away."""
    ready = prepared(text)
    corrected, end = "", 0
    better: dict[str, str | None] = {}
    for run in sorted(doubtful, key=lambda run: run.start):
        if run.text not in better:
            better[run.text] = _better(engine, run, budget)
        best = better[run.text]
        corrected += ready[end : run.start] + (_as_written(run, best) if best else ready[run.start : run.end])
        end = run.end
    corrected += ready[end:]
    if corrected != ready:
        yield corrected


def _better(engine: SearchEngine, run: Run, budget: Budget) -> str | None:
    """Return the word that a word was meant to be: of the dictionary and some book or its translation, or of a book."""
    word = printed(run)
    if run.script == "han" or len(word) < SHORTEST_WORD or syllables.is_readable(run):
        return None
    of_dictionary = budget.part_of(near(run)[:MOST_LEMMAS])
    best = commonest(engine, _as_own(run, of_dictionary))
    if best is None:
        of_books = list(dict.fromkeys(budget.part_of(likely(word))))
        best = commonest(engine, {term: each for each in of_books for term in with_linked((PRINTED + each, each))})
    if best is None and len(word) >= SHORTEST_GUESS:
        best = commonest(engine, {t: each for each in of_dictionary for t in _translations(run.script, each)})
        best = best or _author(engine, run, budget)
    return best


def _as_own(run: Run, candidates: Iterable[str]) -> dict[str, str]:
    return {term: each for each in candidates for term in with_linked(own_terms(run._replace(text=each)))}


def _translations(script: str, word: str) -> Iterable[str]:
    """Return the words that are this one in titles in other languages."""
    return (term for terms in title_words.counterparts(script, word).values() for term in terms)


def _author(engine: SearchEngine, run: Run, budget: Budget) -> str | None:
    """Return the romanised name of an author in Cyrillic that a word with a capital is a slip of: Gonharov."""
    if run.script != "latin" or not run.is_capital:
        return None
    slips = (each for skeleton in romanised.skeletons(run.text) for each in one_away(skeleton, SOUNDS))
    terms = {AUTHORED + FROM_CYRILLIC + each: each for each in budget.part_of(dict.fromkeys(slips))}
    return commonest(engine, terms)
