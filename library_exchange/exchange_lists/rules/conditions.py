"""Words for the condition of a copy that do not go together: «как новая, без обложки», 全新，缺封面."""

import re
import unicodedata

from library_exchange.exchange_lists.rules.headings import CONDITIONS, condition_of

FAR = 2
"""Of four conditions these two are not next to each other."""
_ORDER = {code: at for at, code in enumerate(CONDITIONS)}
_BETWEEN = re.compile(r"\s*[,;、()\[\]。]\s*|\.\s+|\s+[–—-]\s+")


def clashing(text: str, title: str = "") -> tuple[str, str] | None:
    """Return the words of a text for conditions that contradict each other, and the code of the poorest; else None."""
    pieces = [piece.strip(" .") for piece in _BETWEEN.split(unicodedata.normalize("NFKC", text))]
    told = [(piece, code) for piece in pieces if piece and piece not in title and (code := condition_of(piece))]
    ranks = [_ORDER[code] for _piece, code in told]
    if not ranks or max(ranks) - min(ranks) < FAR:
        return None
    return ", ".join(piece for piece, _code in told), max((code for _piece, code in told), key=_ORDER.__getitem__)
