"""Latin letters for a title that has none, made by rule and marked as such."""

import re
from functools import lru_cache

import iuliia

from library_exchange.search.analysis import pinyin

_INNER_SPACE = re.compile(r"(?<=[（(《〈“\[【]) | (?=[）)》〉”\]】，。：；、！？,.:;!?])")

_WORD = re.compile(r"\w+")
_LATIN_MARKS = str.maketrans("（）【】《》，、。：；！？", "()[]“”,,.:;!?")


def romanised(value: str, script: str) -> tuple[str, str] | None:
    """Return `value` in Latin letters and the scheme used, or None where that makes no sense.

    Chinese by pinyin with tones; Russian by BGN/PCGN, which readers of either side can guess.
    """
    if script in ("Hans", "Hant"):
        # No space inside brackets, though every syllable stands alone.
        spaced = " ".join(pinyin.marked(value))
        return _INNER_SPACE.sub("", " ".join(spaced.split())).translate(_LATIN_MARKS), "pinyin"
    if script == "Cyrl":
        return _WORD.sub(lambda word: _in_latin(word.group()), value), "bgn-pcgn"
    return None


@lru_cache(maxsize=16_384)
def _in_latin(word: str) -> str:
    # The library's table leaves a Cyrillic ё in its Latin output.
    latin: str = iuliia.BGN_PCGN.translate(word)
    return latin.replace("ё", "ë").replace("Ё", "Ë")
