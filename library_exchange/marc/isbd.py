"""The marks of ISBD that MARC 21 writes into its subfields and other formats do not."""

import re
import unicodedata

_MARKS = re.compile(r"(?:\s*[/:;,=+]\.?)+\s*$")
_LAST_WORD = re.compile(r"([^\W_]*)([\])>”\"']*)\.$")

_WORDS = """
    al calif conn mass mich minn pa tex va wash bd bros ca cm co col corp ed eds etc ill inc jr ltd mm no
    nos p pp pt pts sr st vol vols univ авт вып г гг др ил изд им кн л лит обл отв пер под пр предисл прил
    публ рец ред рис с сб св см сост т табл тип ун ч худож цв экз
"""

# Words whose full stop belongs to them; ISBD's own is then not written twice.
ABBREVIATIONS = frozenset(_WORDS.split())


def without_marks(text: str) -> str:
    """Return `text` without the ISBD mark that ends it; brackets, dots of abbreviations and "..." stay."""
    text = _MARKS.sub("", text).rstrip()
    if not text.endswith(".") or text.endswith("..") or len(text) == 1:
        return text
    word = _LAST_WORD.search(text)
    if word is not None and not word[2] and (word[1].lower() in ABBREVIATIONS or _is_initial(word[1])):
        return text
    return text[:-1].rstrip()


def last_mark(text: str) -> str:
    """Return the ISBD mark at the end of `text` ("=", ":", "/", ";"), or an empty string."""
    stripped = text.rstrip()
    return stripped[-1] if stripped[-1:] in ("=", ":", "/", ";") else ""


def _is_initial(word: str) -> bool:
    return len(word) == 1 and word.isalpha() and unicodedata.name(word, "").startswith(("LATIN", "CYRILLIC"))
