"""Russian: words by their dictionary form, surnames kept apart from common words, old spelling read as new."""

from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

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
    is_only_name: bool
    is_noun: bool


@lru_cache(maxsize=1)
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer()


@lru_cache(maxsize=200_000)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the readings of a folded word, the likeliest first; there is always one."""
    parses: dict[str, list[Parse]] = {}
    for parse in _dictionary().parse(modern(word)):
        parses.setdefault(letters(parse.normal_form), []).append(parse)
    found = [_reading(lemma, alike) for lemma, alike in parses.items()]
    return tuple(sorted(found, key=lambda reading: -reading.share)) or (Reading(word, 1.0, False, False, False),)


def _reading(lemma: str, alike: list[Parse]) -> Reading:
    return Reading(
        lemma,
        share=sum(parse.score for parse in alike),
        is_surname=any(parse.is_known and "Surn" in parse.tag for parse in alike),
        is_only_name=all("Surn" in parse.tag or "Name" in parse.tag for parse in alike),
        is_noun=any(parse.tag.POS == "NOUN" for parse in alike),
    )


def is_known(word: str) -> bool:
    """Whether the dictionary has a folded word."""
    return bool(_dictionary().word_is_known(word))


def key(word: str) -> str:
    """Return the one dictionary form that stands for `word` in a phrase."""
    return readings(word)[0].lemma


@lru_cache(maxsize=200_000)
def index_lemmas(word: str, case: Case) -> tuple[str, ...]:
    """Return the forms a word of a text is found by.

    Волков inside a text is the surname, «жизнь волков» the wolf, and at its beginning it may be either;
    стали is both the verb and the metal.
    """
    found = readings(word)
    if case is Case.UNSURE:
        likeliest = index_lemmas(word, Case.NAME) if found[0].is_surname else ()
        return tuple(dict.fromkeys((*likeliest, *index_lemmas(word, Case.LOWER))))
    surname = next((reading for reading in found if reading.is_surname), None)
    if case is Case.NAME and surname is not None:
        return (surname.lemma,) if surname is found[0] else (found[0].lemma, surname.lemma)
    best, *others = [reading for reading in found if not reading.is_only_name or case is Case.NAME] or found
    nouns = [] if best.is_noun else [reading.lemma for reading in others if reading.is_noun][:1]
    return (best.lemma, *nouns)


@lru_cache(maxsize=16_384)
def query_lemmas(word: str) -> tuple[str, ...]:
    """Return the forms to look for: a surname's alone, otherwise each likely one."""
    best, *others = readings(word)
    if best.is_surname:
        return (best.lemma,)
    likely = [reading.lemma for reading in others if reading.share >= LEAST_LIKELY]
    return tuple(dict.fromkeys((best.lemma, *index_lemmas(word, Case.LOWER), *likely)))


def modern(word: str) -> str:
    """Return a word spelled before 1918 in the present spelling (ѣ, і, ѳ, ѵ, final ъ, -аго), others as they are."""
    new = word.translate(_OLD_LETTERS).removesuffix("ъ") or word
    dictionary = _dictionary()
    for old_ending, ending in _OLD_ENDINGS:
        if new.endswith(old_ending) and not dictionary.word_is_known(new):
            guess = new.removesuffix(old_ending) + ending
            return guess if dictionary.word_is_known(guess) else new
    return new
