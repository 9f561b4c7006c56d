"""Texts in the forms that a card keeps, and languages by their tags."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from library_exchange.core.scripts import html_lang
from library_exchange.marc.description import Form
from library_exchange.rest_api.schemas.answers import Text

Card = Mapping[str, Any]


def plain(written: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Return the forms as they are written out at once: a list of hits has a hundred of them."""
    return [{"value": form[0], "lang": form[1], "kind": form[2], "machine": bool(form[3])} for form in written]


def forms(written: Iterable[Sequence[Any]]) -> list[Text]:
    """Return the forms of a title or name as a card keeps them."""
    return [Text.model_construct(value=form[0], lang=form[1], kind=form[2], machine=bool(form[3])) for form in written]


def titles(card: Card) -> list[Text]:
    """Return the forms of the title."""
    return forms(card.get("titles") or ())


def imprint(card: Card) -> list[str]:
    """Return place, publisher and year as printed."""
    return [each[0] for each in card.get("imprint") or ()]


def described(written: Iterable[Form]) -> list[Text]:
    """Return the forms of a text of a description."""
    return [
        Text.model_construct(
            value=form.value, lang=html_lang(form.script, form.language), kind=form.kind, machine=False
        )
        for form in written
    ]
