"""Russian in Latin letters: every way of romanising a word leads to one skeleton (Tolstoy, Tolstoj, Tolstoĭ)."""

import re
from functools import lru_cache

from library_exchange.search.analysis import latin

# Skeletons of words written in Cyrillic, and of words written in Latin letters: й and и meet in a skeleton,
# so that what is asked in Cyrillic must not be compared with the first.
FROM_CYRILLIC, FROM_LATIN = ":c:", ":l:"
SHORTEST = 3

_CYRILLIC = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "і": "i", "ѣ": "e", "ѳ": "f", "ѵ": "i",
})  # fmt: skip
# Letters whose marks tell a sound; the marks of others are dropped.
_MARKED = str.maketrans({
    "š": "sh", "č": "ch", "ž": "zh", "ŝ": "shch", "ĉ": "ch", "ĝ": "zh", "û": "iu", "â": "ia", "ĥ": "h", "ḥ": "h",
})  # fmt: skip
_RULES = [
    (letters, re.compile(pattern), replacement)
    for letters, pattern, replacement in (
        ("h", r"shch|shtch|schtsch|shh|sch", "shch"),
        ("ch", r"tch|tsch", "ch"),
        ("kh", r"kh", "h"),
        ("", r"tz|cz|tc(?!h)", "ts"),
        ("c", r"c(?!h)", "ts"),
        ("w", r"w", "v"),
        ("ff", r"ff$", "v"),
        ("", r"[yj][oe]", "e"),
        ("", r"[yj]a", "ia"),
        ("", r"[yj]u", "iu"),
        ("", r"[yj]", "i"),
        ("ie", r"ie", "e"),
        ("ii", r"ii+", "i"),
    )
]
"""Letters without which there is nothing to replace, what is replaced, and by what."""


@lru_cache(maxsize=65_536)
def skeletons(word: str) -> tuple[str, ...]:
    """Return the skeletons of a folded word in either script; none for a word too short to tell anything."""
    made = (_reduced(spelling) for spelling in _spellings(word.translate(_CYRILLIC)))
    return tuple(dict.fromkeys(skeleton for skeleton in made if len(skeleton) >= SHORTEST))


@lru_cache(maxsize=65_536)
def sound(word: str) -> str:
    """Return one skeleton of a folded word of any length in either script, for names that are compared whole."""
    return sound_of_text(word)


def sound_of_text(letters: str) -> str:
    """Return what `sound` does of the letters of a whole title: these are many and long, and not remembered here."""
    return _reduced(letters.translate(_CYRILLIC).replace("x", "h"))


@lru_cache(maxsize=65_536)
def sounds(word: str) -> tuple[str, ...]:
    """Return every skeleton of a folded word of any length in either script, for names that are asked for."""
    return tuple(dict.fromkeys(_reduced(spelling) for spelling in _spellings(word.translate(_CYRILLIC))))


def _spellings(letters: str) -> list[str]:
    """Return the ways to read letters that systems use differently: x is х or кс, cz is ц or цз."""
    ways = [letters]
    for written, read in (("x", ("h", "ks")), ("cz", ("ts", "tsz"))):
        if written in letters:
            ways = [way.replace(written, each) for way in ways for each in read]
    return ways


def _reduced(spelling: str) -> str:
    reduced = latin.plain(spelling.translate(_MARKED))
    for letters, pattern, replacement in _RULES:
        if letters in reduced:
            reduced = pattern.sub(replacement, reduced)
    return reduced
