"""Words for the condition of a copy that do not go together: «как новая, без обложки», 全新，缺封面."""

import re
import unicodedata
from collections.abc import Sequence

from library_exchange.list_reading.rules.headings import CONDITIONS, condition_of

FAR = 2
"""Of four conditions these two are not next to each other."""
_WORDS = {
    "new": ("全新", "новая"),
    "good": ("良好", "хорошая"),
    "worn": ("较旧", "потёртая"),
    "damaged": ("破损", "повреждена"),
}
_ORDER = {code: at for at, code in enumerate(CONDITIONS)}
_BETWEEN = re.compile(r"\s*[,;、()\[\]。]\s*|\.\s+|\s+[–—-]\s+|(?<=[\d\u3400-\u9fff])\s*/\s*|(?<=[\d\u3400-\u9fff])\s+")


def clashing(text: str, title: str = "") -> tuple[str, str] | None:
    """Return the words of a text for conditions that contradict each other, and the code of the poorest; else None."""
    told = _told(text, (title,))
    ranks = [_ORDER[code] for _piece, code in told]
    if not ranks or max(ranks) - min(ranks) < FAR:
        return None
    return ", ".join(piece for piece, _code in told), max((code for _piece, code in told), key=_ORDER.__getitem__)


def poorest(text: str, title: str, *names: str) -> str | None:
    """Return the code of the poorest condition that a line tells behind its title, among whatever words; else None.

    What stands in its title or in `names`, those of author and publisher, is none.
    """
    given = unicodedata.normalize("NFKC", text)
    at = given.find(title) if title else -1
    if at < 0:
        return None
    codes = [code for _piece, code in _told(given[at + len(title) :], (title, *names))]
    return max(codes, key=_ORDER.__getitem__, default=None)


def word_for(code: str, title: str) -> str:
    """Return a word for a condition in the letters of a title; it is read as this condition again."""
    return _WORDS[code][0 if re.search("[\u3400-\u9fff]", title) else 1]


def words_for(text: str) -> list[str]:
    """Return the words of a text for conditions: 9成新, «потр.»."""
    return [piece for piece, _code in _told(text, ())]


def _told(text: str, names: Sequence[str]) -> list[tuple[str, str]]:
    pieces = [piece.strip(" .!") for piece in _BETWEEN.split(unicodedata.normalize("NFKC", text))]
    return [
        (piece, code)
        for piece in pieces
        if piece and not any(piece in name for name in names) and (code := condition_of(piece))
    ]
