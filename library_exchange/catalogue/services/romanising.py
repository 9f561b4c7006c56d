"""Latin letters for a title that has none, made by rule and marked as such."""

import iuliia
from pypinyin import Style, pinyin


def romanised(value: str, script: str) -> tuple[str, str] | None:
    """Return `value` in Latin letters and the scheme used, or None where that makes no sense.

    Chinese by pinyin with tones; Russian by BGN/PCGN, which readers of either side can guess.
    """
    if script in ("Hans", "Hant"):
        syllables = pinyin(value, style=Style.TONE, errors=lambda rest: [rest])
        return " ".join(" ".join(syllable[0] for syllable in syllables).split()), "pinyin"
    if script == "Cyrl":
        # The library's table leaves a Cyrillic ё in its Latin output.
        return iuliia.BGN_PCGN.translate(value).replace("ё", "ë").replace("Ё", "Ë"), "bgn-pcgn"
    return None
