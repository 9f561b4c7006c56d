"""Latin letters for a title that has none, made by rule and marked as such."""

import re

import iuliia

from library_exchange.search.analysis import pinyin

_INNER_SPACE = re.compile(r"(?<=[（(《〈“\[【]) | (?=[）)》〉”\]】，。：；、！？,.:;!?])")

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
        # The library's table leaves a Cyrillic ё in its Latin output.
        return iuliia.BGN_PCGN.translate(value).replace("ё", "ë").replace("Ё", "Ë"), "bgn-pcgn"
    return None
