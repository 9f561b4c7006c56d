"""Mongol, Todo, Sibe and Manchu script in Latin letters, for papers whose fonts cannot join its letters."""

import re

_MONGOL = "a e i o u ö ü é n ng b p q g m l s š t d č j y r w f k kh c z h ž lh zh ch"
_TODO = ": e i o u ö ü ng b p q g m t d č j c y w k g h j ny dz"
_SIBE = "e i iy u ū ng k g h p š t d j f g h ts dz ž ch zh"
_MANCHU = "i k r f zh"
_SIGNS = "· … , . : , . - ’ ( )"
_DIGITS = "0 1 2 3 4 5 6 7 8 9"

LATIN: dict[str, str] = {
    chr(first + place): latin
    for first, row in (
        (0x1800, _SIGNS),
        (0x1810, _DIGITS),
        (0x1820, _MONGOL),
        (0x1843, _TODO),
        (0x185D, _SIBE),
        (0x1873, _MANCHU),
    )
    for place, latin in enumerate(row.split())
}
"""By letter of the block Mongolian; the letters of Manchu as Möllendorff writes them."""
NOT_WRITTEN = "\u180b\u180c\u180d\u180e\u180f\u200c\u200d\u202f"
"""Signs that choose a shape, and the narrow space before a suffix."""

_RUN = re.compile(f"[\u1800-\u1877{NOT_WRITTEN[:5]}](?:[\u1800-\u1877 {NOT_WRITTEN}]*[\u1800-\u1877])?[{NOT_WRITTEN}]*")


def in_latin(text: str) -> str:
    """Return `text` with each run of Mongol or Manchu script in Latin letters, between brackets."""
    return _RUN.sub(lambda run: f"[{_letter_by_letter(run[0])}]", text)


def _letter_by_letter(run: str) -> str:
    return "".join(
        LATIN.get(letter, "-" if letter == "\u202f" else "" if letter in NOT_WRITTEN else letter) for letter in run
    )
