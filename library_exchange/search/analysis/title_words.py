"""Common words of titles and what they are in two other languages: война, 战争, war; each of one word.

Single characters tell what they mean in words of two (船 in 古船): only where they are, together, the whole of a title.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files

from library_exchange.search.analysis import foreign_names, han, latin, romanised, russian
from library_exchange.search.analysis.folding import prepared

SCRIPTS = ("han", "cyrillic", "latin")
"""The scripts of the columns of `title_words.txt`."""
NUMERALS = "一二三四五六七八九十"
MOST_DIGITS = 5
COUNTERS = "个本只条位件里中上下内些"
"""Characters that count things or say where they are, and in a title need no counterpart."""
Counterparts = Mapping[str, tuple[str, ...]]
NONE: Counterparts = {}
WORDS, CHARACTERS = "title_words.txt", "title_characters.txt"


def terms_of(script: str, word: str) -> tuple[str, ...]:
    """Return the dictionary forms under which a word is in the table and in the index."""
    if script == "cyrillic":
        return russian.query_lemmas(word)
    return (latin.stem(latin.plain(word)),) if script == "latin" else (word,)


def counterparts(script: str, word: str) -> Counterparts:
    """Return by script the words, as dictionary forms, that a word in any form may be in titles in other languages."""
    if script == "number":
        return _of_number(word)
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for each, term in _terms_asked(script, word):
        for other, terms in _table(WORDS).get((each, term), NONE).items():
            found[other] |= dict.fromkeys(terms)
    if script == "han" and word in NUMERALS:
        for other in ("cyrillic", "latin"):
            found[other][str(NUMERALS.index(word) + 1)] = None
    return {other: tuple(terms) for other, terms in found.items() if terms}


def of_characters(script: str, word: str) -> Counterparts:
    """Return by script what a character is beside another, or the characters that a word in letters is in Chinese."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for term in terms_of(script, word):
        for other, terms in _table(CHARACTERS).get((script, term), NONE).items():
            if "han" in (script, other):
                found[other] |= dict.fromkeys(terms)
    return {other: tuple(terms) for other, terms in found.items()}


def _of_number(digits: str) -> Counterparts:
    number = int(digits) if len(digits) < MOST_DIGITS else 0
    han_written = (NUMERALS[number - 1],) if 0 < number <= len(NUMERALS) else ()
    return {"han": (*han_written, digits), "cyrillic": (digits,), "latin": (digits,)}


def _terms_asked(script: str, word: str) -> Iterator[tuple[str, str]]:
    """Yield the dictionary forms of a word, of one in Latin letters also the Russian ones that it may romanise."""
    terms = terms_of(script, word)
    yield from ((script, term) for term in terms)
    if script == "latin" and not any((script, term) in _table(WORDS) for term in terms):
        skeletons = romanised.skeletons(word)
        yield from (("cyrillic", term) for skeleton in skeletons for term in _romanised().get(skeleton, ()))


@cache
def _romanised() -> Mapping[str, tuple[str, ...]]:
    """Return the Russian words of the table by the skeletons of all their forms."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for script, word in _table(WORDS):
        for written in russian.forms(word) if script == "cyrillic" else ():
            for skeleton in romanised.skeletons(written):
                found[skeleton][word] = None
    return {skeleton: tuple(words) for skeleton, words in found.items()}


def in_words(run: str) -> tuple[str, ...]:
    """Return the words of a run of simplified Han characters, without those that tell nothing.

    A word that is not in the table comes apart where its parts are.
    """
    words = (
        part for word in han.short_words(run) for part in ([word] if _is_listed(word) else han.PARTICLES.split(word))
    )
    return tuple(part for word in words if word for part in ([word] if _is_whole(word) else word))


def _is_known(character: str) -> bool:
    return _is_listed(character) or ("han", character) in _table(CHARACTERS)


def uncounted(word: str) -> str:
    """Return a word that is not in the table without the characters that count or say where: 十个 is 十."""
    return word if _is_listed(word) else word.rstrip(COUNTERS)


def _is_whole(word: str) -> bool:
    return _is_listed(word) or bool(foreign_names.asked_in_han(word)) or not all(map(_is_known, word))


def _is_listed(word: str) -> bool:
    return ("han", word) in _table(WORDS)


@cache
def _table(name: str) -> Mapping[tuple[str, str], Counterparts]:
    table: dict[tuple[str, str], dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for line in files(__package__).joinpath(name).read_text(encoding="utf-8").splitlines():
        cells = dict(zip(SCRIPTS, map(_terms, SCRIPTS, line.split("|")), strict=True))
        for script, words in cells.items():
            others = {other: dict.fromkeys(terms) for other, terms in cells.items() if other != script}
            for word in words:
                for other, terms in others.items():
                    table[script, word][other] |= terms
    return {word: {other: tuple(terms) for other, terms in found.items()} for word, found in table.items()}


def _terms(script: str, cell: str) -> Iterable[str]:
    """Return the words of a cell as the index has them; of a Russian one the likeliest form, and adjectives of it."""
    each = ((word, terms_of(script, word)) for word in prepared(cell).split())
    found = dict.fromkeys(word if word in terms else terms[0] for word, terms in each)
    if script == "cyrillic":
        found |= dict.fromkeys(adjective for word in list(found) for adjective in russian.adjectives_of(word))
    return found
