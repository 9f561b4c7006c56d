"""What must stand in Latin letters: papers of post and customs are read where no other script is."""

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from library_exchange.core.i18n import _l
from library_exchange.core.scripts import is_latin

ONLY_LATIN = _l("Write this in Latin letters: papers for post and customs print it as it stands here.")


def _checked(text: str) -> str:
    if not is_latin(text):
        raise PydanticCustomError("not_latin", "letters of another script", {"sentence": ONLY_LATIN})
    return text


InLatin = AfterValidator(_checked)
"""Marks a text of an input as one in Latin letters."""
