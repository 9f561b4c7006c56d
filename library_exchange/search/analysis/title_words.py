"""Common words of titles and what they are in two other languages: война, 战争, war; each of one word."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

from library_exchange.search.analysis import han, latin, russian
from library_exchange.search.analysis.folding import prepared

SCRIPTS = ("han", "cyrillic", "latin")
"""The scripts of the columns of `title_words.txt`."""
Counterparts = Mapping[str, tuple[str, ...]]
NONE: Counterparts = {}


def terms_of(script: str, word: str) -> tuple[str, ...]:
    """Return the dictionary forms under which a word is in the table and in the index."""
    if script == "cyrillic":
        return russian.query_lemmas(word)
    return (latin.stem(latin.plain(word)),) if script == "latin" else (word,)


def counterparts(script: str, word: str) -> Counterparts:
    """Return by script the words, as dictionary forms, that a word in any form may be in titles in other languages."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for term in terms_of(script, word):
        for other, terms in _table().get((script, term), NONE).items():
            found[other] |= dict.fromkeys(terms)
    return {other: tuple(terms) for other, terms in found.items()}


def in_words(run: str) -> tuple[str, ...]:
    """Return the words of a run of simplified Han characters, without those that tell nothing.

    A word that is not in the table comes apart where its parts are.
    """
    words = (
        part for word in han.short_words(run) for part in ([word] if _is_listed(word) else han.PARTICLES.split(word))
    )
    return tuple(part for word in words if word for part in ([word] if _is_whole(word) else word))


def _is_whole(word: str) -> bool:
    return _is_listed(word) or not all(map(_is_listed, word))


def _is_listed(word: str) -> bool:
    return ("han", word) in _table()


@cache
def _table() -> Mapping[tuple[str, str], Counterparts]:
    table: dict[tuple[str, str], dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
    for line in files(__package__).joinpath("title_words.txt").read_text(encoding="utf-8").splitlines():
        cells = dict(zip(SCRIPTS, map(_terms, SCRIPTS, line.split("|")), strict=True))
        for script, words in cells.items():
            others = {other: dict.fromkeys(terms) for other, terms in cells.items() if other != script}
            for word in words:
                for other, terms in others.items():
                    table[script, word][other] |= terms
    return {word: {other: tuple(terms) for other, terms in found.items()} for word, found in table.items()}


def _terms(script: str, cell: str) -> Iterable[str]:
    """Return the words of a cell as the index has them; of a Russian word the likeliest dictionary form."""
    each = ((word, terms_of(script, word)) for word in prepared(cell).split())
    return dict.fromkeys(word if word in terms else terms[0] for word, terms in each)
