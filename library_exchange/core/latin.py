"""What must stand in Latin letters: papers of post and customs are read where no other script is."""

import unicodedata

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from library_exchange.core.i18n import _l

ONLY_LATIN = _l("Write this in Latin letters: papers for post and customs print it as it stands here.")
MARKS = ("Lm", "Mn")
"""Categories of signs that stand with letters of any script, as in a romanised title."""


def is_latin(text: str) -> bool:
    """Whether every letter of `text` is a Latin one, with marks or without; digits and signs do not count."""
    letters = (each for each in text if each.isalpha() and unicodedata.category(each) not in MARKS)
    return all(unicodedata.name(each, "").startswith("LATIN") for each in letters)


def _checked(text: str) -> str:
    if not is_latin(text):
        raise PydanticCustomError("not_latin", "letters of another script", {"sentence": ONLY_LATIN})
    return text


InLatin = AfterValidator(_checked)
"""Marks a text of an input as one in Latin letters."""
