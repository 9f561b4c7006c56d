"""Russian: words by their dictionary form, surnames kept apart from common words, old spelling read as new."""

from collections.abc import Iterable, Iterator, Set
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from pymorphy3 import MorphAnalyzer
from pymorphy3.analyzer import Parse

from library_exchange.search.analysis.folding import letters
from library_exchange.search.analysis.slips import first_wrong

LEAST_LIKELY = 0.05
ALPHABET = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
_LETTERS = {letter: [form.encode() for form in ("её" if letter == "е" else letter)] for letter in ALPHABET}
_END = b"\x01"
"""What stands behind each word in the dictionary's tree of letters."""
_OLD_LETTERS = str.maketrans({"ѣ": "е", "і": "и", "ї": "и", "ѳ": "ф", "ѵ": "и", "ѧ": "я", "ѫ": "у"})
_OLD_ENDINGS = (("аго", "ого"), ("яго", "его"), ("ыя", "ые"), ("ия", "ие"))
SHORTEST_STEM = 3
_VOWELS = "аеиоуыьэюяй"
_SOFTENED = {"к": "ч", "г": "ж", "х": "ш", "ц": "ч"}
_OF_NOUNS = ("ский", "ный", "овый", "евый", "еский")
"""How adjectives end that are made of nouns, and how the last letter of the noun may change before it."""
FUNCTION_WORDS = frozenset(
    {"и", "в", "во", "на", "с", "со", "к", "ко", "о", "об", "обо", "от", "из", "за", "по", "для", "у", "при", "до"}
    | {"а", "но", "или"}
)

JOINING = frozenset({"PREP", "CONJ", "PRCL", "NPRO", "INTJ"})
"""Parts of speech, as the dictionary calls them, of words without a meaning of their own."""

_BEGINNINGS = {"в": "б", "д": "р", "е": "боэ", "и": "о", "л": "гкхч", "м": "я", "н": "мопх", "с": "аб", "х": "п"} | {
    "ш": "исч",
    "щ": "с",
    "э": "н",
}
"""With what letter dictionary forms begin besides that of the word, which the dictionary has of few: люди, человек."""
_BEFORE_FORMS = ("по", "наи")
"""What stands before degrees of adjectives, which the dictionary form has not: побыстрее, наименьший."""


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
    is_adjective: bool = False


@lru_cache(maxsize=1)
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer()


@lru_cache(maxsize=65_536)
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
        is_adjective=any(parse.tag.POS == "ADJF" for parse in alike),
    )


@lru_cache(maxsize=16_384)
def is_known(word: str) -> bool:
    """Whether the dictionary has a folded word."""
    return bool(_dictionary().word_is_known(word))


@lru_cache(maxsize=16_384)
def is_joining(word: str) -> bool:
    """Whether a folded word is most likely a preposition, conjunction, particle or pronoun: как, кто, мой."""
    tag = _dictionary().parse(word)[0].tag
    return tag.POS in JOINING or "Apro" in tag


@lru_cache(maxsize=16_384)
def is_given_name(word: str, is_capital: bool) -> bool:
    """Whether a folded word is most likely a first name or a patronymic; with a capital, whether it may be one."""
    known = [parse for parse in _dictionary().parse(word) if parse.is_known]
    return any("Name" in parse.tag or "Patr" in parse.tag for parse in (known if is_capital else known[:1]))


def may_begin_with(word: str, initials: Set[str]) -> bool:
    """Whether a dictionary form of a folded word may begin with one of these letters; told without the dictionary."""
    first = word[:1]
    is_other = first not in ALPHABET or word.startswith(_BEFORE_FORMS)
    return is_other or first in initials or not initials.isdisjoint(_BEGINNINGS.get(first, ""))


def forms(lemma: str) -> tuple[str, ...]:
    """Return every form, folded, of a word given by its dictionary form."""
    parses = [parse for parse in _dictionary().parse(lemma) if letters(parse.normal_form) == lemma][:1]
    return tuple(dict.fromkeys(letters(form.word) for parse in parses for form in parse.lexeme))


def adjectives_of(noun: str) -> list[str]:
    """Return the adjectives, folded, that the dictionary has and a noun makes by rule: капитан, капитанский."""
    stem = noun.rstrip(_VOWELS)
    stems = dict.fromkeys((stem, stem[:-1] + _SOFTENED.get(stem[-1:], stem[-1:])))
    made = (each + ending for each in stems if len(each) >= SHORTEST_STEM for ending in _OF_NOUNS)
    return [letters(each) for each in made if is_known(each)]


def near(word: str) -> list[str]:
    """Return the words of the dictionary, folded, that are one slip away from a folded word.

    Its tree of letters is walked: of hundreds of spellings only those are looked at that begin like some word.
    """
    return list(dict.fromkeys(_near(_Tree(), word)))


class _Tree:
    """The dictionary's words as a tree of letters in which е is ё, too; a place in it is a set of nodes."""

    def __init__(self) -> None:
        self._nodes = _dictionary().dictionary.words.dct
        self.root: tuple[int, ...] = (self._nodes.ROOT,)

    def after(self, place: Iterable[int], text: str) -> tuple[int, ...]:
        """Return the place that `text` leads to from `place`, empty if no word goes on so."""
        for letter in text:
            forms = _LETTERS.get(letter, ())
            place = tuple(node for at in place for form in forms if (node := self._nodes.follow_bytes(form, at)))
        return tuple(place)

    def ends(self, place: Iterable[int], text: str) -> bool:
        """Whether some word goes on from `place` with `text` and ends there."""
        return any(self._nodes.follow_bytes(_END, node) for node in self.after(place, text))


def _near(tree: _Tree, word: str) -> Iterator[str]:
    place = tree.root
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if at >= first_wrong(word):
            yield from (head + end for end in _other_ends(tree, place, tail))
        place = tree.after(place, tail[:1])
        if not place:
            return


def _other_ends(tree: _Tree, place: tuple[int, ...], tail: str) -> Iterator[str]:
    """Yield how words go on from `place` that have a slip where `tail` begins."""
    if tail and tree.ends(place, tail[1:]):
        yield tail[1:]
    for letter in ALPHABET:
        beyond = tree.after(place, letter)
        if beyond:
            ways = (tail[1:], tail, *([tail[0] + tail[2:]] if tail[1:2] == letter else []))
            yield from (letter + way for way in dict.fromkeys(ways) if tree.ends(beyond, way))


def key(word: str) -> str:
    """Return the one dictionary form that stands for `word` in a phrase."""
    return readings(word)[0].lemma


@lru_cache(maxsize=65_536)
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
    # белые is a side of chess and the adjective
    besides = [
        r.lemma
        for r in others
        if (r.is_adjective if best.is_noun else r.is_noun) and r.share >= LEAST_LIKELY * best.is_noun
    ]
    return (best.lemma, *besides[:1])


@lru_cache(maxsize=16_384)
def query_lemmas(word: str) -> tuple[str, ...]:
    """Return the forms to look for: a surname's alone, otherwise each likely one."""
    best, *others = readings(word)
    if best.is_surname:
        return (best.lemma,)
    likely = [reading.lemma for reading in others if reading.share >= LEAST_LIKELY]
    return tuple(dict.fromkeys((best.lemma, *index_lemmas(word, Case.LOWER), *likely)))


@lru_cache(maxsize=16_384)
def modern(word: str) -> str:
    """Return a word spelled before 1918 in the present spelling (ѣ, і, ѳ, ѵ, final ъ, -аго), others as they are."""
    new = word.translate(_OLD_LETTERS).removesuffix("ъ") or word
    dictionary = _dictionary()
    for old_ending, ending in _OLD_ENDINGS:
        if new.endswith(old_ending) and not dictionary.word_is_known(new):
            guess = new.removesuffix(old_ending) + ending
            return guess if dictionary.word_is_known(guess) else new
    return new
