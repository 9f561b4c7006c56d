"""Signs that reading spells out, given back to what is kept of a line: № stays №, ½ stays ½, м² stays м²."""

import re
import unicodedata

_SIGNS = "№℗℠™²³¹⁰⁴-⁹₀-₉¼½¾⅐-⅞Ⅰ-Ⅿⅰ-ⅿﬀ-ﬆ"
_WORD = re.compile(rf"(?<![\w{_SIGNS}])\w*[{_SIGNS}][\w{_SIGNS}]*")
"""A word, or what stands for one, with such a sign in it."""
MOST_WORDS = 50
"""So many such words of a line are looked for: what has more is no line of a book."""


def with_signs(kept: str, given: str) -> str:
    """Return what is `kept` of a line with the signs that the line has as it was `given`.

    A word that the line has spelled out as well stays as it is: nobody can tell which of the two is meant.
    """
    words = sorted(set(_WORD.findall(given)), key=len, reverse=True)[:MOST_WORDS]
    spelled_line = unicodedata.normalize("NFKC", given) if words else ""
    for word in words:
        spelled = _alone(unicodedata.normalize("NFKC", word))
        if len(spelled.findall(spelled_line)) == len(_alone(word).findall(given)):
            kept = spelled.sub(word, kept)
    return kept


def _alone(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
