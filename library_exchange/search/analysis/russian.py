"""Russian: words by their dictionary form, surnames kept apart from common words, old spelling read as new."""

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from pymorphy3 import MorphAnalyzer

from library_exchange.search.analysis.folding import letters

LEAST_LIKELY = 0.05
_OLD_LETTERS = str.maketrans({"ѣ": "е", "і": "и", "ї": "и", "ѳ": "ф", "ѵ": "и", "ѧ": "я", "ѫ": "у"})
_OLD_ENDINGS = (("аго", "ого"), ("яго", "его"), ("ыя", "ые"), ("ия", "ие"))
FUNCTION_WORDS = frozenset(
    {"и", "в", "во", "на", "с", "со", "к", "ко", "о", "об", "обо", "от", "из", "за", "по", "для", "у", "при", "до"}
    | {"а", "но", "или"}
)


class Case(Enum):
    """What the first letter of a word tells: a small one a common word, a capital inside a text a name."""

    LOWER = 0
    UNSURE = 1
    NAME = 2


class Reading(NamedTuple):
    """One dictionary form a word may belong to, with its share of all readings (0 to 1)."""

    lemma: str
    share: float
    is_surname: bool
    is_noun: bool


@lru_cache(maxsize=1)
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer()


@lru_cache(maxsize=200_000)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the readings of a folded word, the likeliest first; there is always one."""
    found: dict[str, Reading] = {}
    for parse in _dictionary().parse(modern(word)):
        lemma = letters(parse.normal_form)
        before = found.get(lemma, Reading(lemma, 0.0, False, False))
        found[lemma] = Reading(
            lemma,
            before.share + parse.score,
            before.is_surname or (parse.is_known and "Surn" in parse.tag),
            before.is_noun or parse.tag.POS == "NOUN",
        )
    ordered = sorted(found.values(), key=lambda reading: -reading.share)
    return tuple(ordered) or (Reading(word, 1.0, False, False),)


def key(word: str) -> str:
    """Return the one dictionary form that stands for `word` in a phrase."""
    return readings(word)[0].lemma


@lru_cache(maxsize=200_000)
def index_lemmas(word: str, case: Case) -> tuple[str, ...]:
    """Return the forms a word of a text is found by.

    Волков inside a text is the surname, «жизнь волков» the wolf, and at its beginning it may be either;
    стали is both the verb and the metal.
    """
    best, *others = readings(word)
    surnames = [reading.lemma for reading in (best, *others) if reading.is_surname][:1]
    common = [reading.lemma for reading in (best, *others) if not reading.is_surname][:1]
    if case is Case.NAME and surnames:
        return tuple(surnames if best.is_surname else (best.lemma, *surnames))
    if best.is_surname:
        return tuple(common or surnames if case is Case.LOWER else (*surnames, *common))
    nouns = [] if best.is_noun else [r.lemma for r in others if r.is_noun and not r.is_surname][:1]
    return (best.lemma, *nouns)


@lru_cache(maxsize=16_384)
def query_lemmas(word: str) -> tuple[str, ...]:
    """Return the forms to look for: a surname's alone, otherwise each likely one."""
    best, *others = readings(word)
    if best.is_surname:
        return (best.lemma,)
    likely = [reading.lemma for reading in others if reading.share >= LEAST_LIKELY]
    return tuple(dict.fromkeys([*index_lemmas(word, Case.LOWER), *likely]))


def modern(word: str) -> str:
    """Return a word spelled before 1918 in the present spelling (ѣ, і, ѳ, ѵ, final ъ, -аго), others as they are."""
    new = word.translate(_OLD_LETTERS).removesuffix("ъ") or word
    dictionary = _dictionary()
    for old_ending, ending in _OLD_ENDINGS:
        if new.endswith(old_ending) and not dictionary.word_is_known(new):
            guess = new.removesuffix(old_ending) + ending
            return guess if dictionary.word_is_known(guess) else new
    return new
