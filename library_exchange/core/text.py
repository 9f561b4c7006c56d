"""The boundary of texts: what comes in from outside is normalised once, here."""

import re
import unicodedata

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return `text` in NFC without control, bidi-override and unpaired surrogate characters, ends stripped."""
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()


def one_line(text: str) -> str:
    """Return `text` cleaned and with every run of white space made one space."""
    return " ".join(clean(text).split())


def folded(text: str) -> str:
    """Return `text` for comparison: NFKC, no case, ё as е; й stays й."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def bare(text: str) -> str:
    """Return `text` folded, its letters and digits alone: what is left when signs and spaces tell nothing."""
    return "".join(filter(str.isalnum, folded(text)))
