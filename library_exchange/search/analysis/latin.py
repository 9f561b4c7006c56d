"""Latin letters: without diacritics (é as e, tones of pinyin, ü as u), English plurals as singulars."""

import re
import unicodedata

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ɡ": "g"})
_MARKS = re.compile("[\u0300-\u036f]")
FUNCTION_WORDS = frozenset({"a", "an", "the", "of", "and", "or", "in", "on", "to", "for", "by", "at", "from", "with"})


def plain(word: str) -> str:
    """Return a folded word in the letters a to z as far as its letters allow."""
    if word.isascii():
        return word
    return _MARKS.sub("", unicodedata.normalize("NFD", word.translate(_LETTERS)))


def stem(word: str) -> str:
    """Return the singular of a plain word, after Harman's "S" stemmer (1991): libraries, houses, books."""
    if len(word) < 4 or not word.endswith("s"):
        return word
    if word.endswith("ies") and word[-4] not in "ae":
        return word[:-3] + "y"
    if word.endswith("es") and word[-3] not in "aeo":
        return word[:-1]
    return word if word[-2] in "us" else word[:-1]
