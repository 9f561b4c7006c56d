"""What a record says, part by part: which parts an act changed, and a record with these parts as they were before.

A part is what one field of the form writes, in all its forms; so what was written since in another part stays.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from library_exchange.holdings.rules.book_fields import CLASSES, TEXTS
from library_exchange.marc.description import Description, Text, TextField

TITLE = "title"
_TEXTS = {TITLE: TextField.TITLE, **TEXTS}
_WHOLE = {"authors": "contributors", "isbn": "identifiers", "language": "languages"}
PARTS = (TITLE, "authors", "isbn", "year", "language", *TEXTS, *CLASSES)
"""The parts by the names of their fields."""


def changed(before: Description, after: Description) -> list[str]:
    """Return the parts in which two records differ."""
    return [name for name in PARTS if _part(before, name) != _part(after, name)]


def built_on(stands: Description, before: Description, after: Description) -> list[str]:
    """Return the parts that an act changed and that somebody has written anew since."""
    return [name for name in changed(before, after) if _part(stands, name) != _part(after, name)]


def taken_back(stands: Description, before: Description, after: Description) -> Description:
    """Return what stands now, but with the parts that an act changed as they were before it."""
    names = changed(before, after)
    kinds = {_TEXTS[name] for name in names if name in _TEXTS}
    schemes = {name for name in names if name in CLASSES}
    whole = {_WHOLE[name]: getattr(before, _WHOLE[name]) for name in names if name in _WHOLE}
    kept = tuple(each for each in stands.class_numbers if each.scheme not in schemes)
    was = tuple(each for each in before.class_numbers if each.scheme in schemes)
    is_year = "year" in names
    return replace(
        stands,
        texts=_texts(stands, before, kinds),
        class_numbers=(*kept, *was) if schemes else stands.class_numbers,
        year=before.year if is_year else stands.year,
        year_text=before.year_text if is_year else stands.year_text,
        **whole,
    )


def _part(said: Description, name: str) -> Any:
    if name in _TEXTS:
        return [each.forms for each in said.texts if each.field is _TEXTS[name]]
    if name in CLASSES:
        return [each.number for each in said.class_numbers if each.scheme == name]
    return (said.year, said.year_text) if name == "year" else getattr(said, _WHOLE[name])


def _texts(stands: Description, before: Description, kinds: Collection[TextField]) -> tuple[Text, ...]:
    if not kinds:
        return stands.texts
    kept = [each for each in stands.texts if each.field not in kinds]
    was = [each for each in before.texts if each.field in kinds]
    return tuple(sorted((*was, *kept), key=lambda each: each.position))
