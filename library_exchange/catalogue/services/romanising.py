"""Latin letters for a title that has none, made by rule and marked as such."""

import re

from library_exchange.core.scripts import russian_in_latin
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
        return russian_in_latin(value), "bgn-pcgn"
    return None
