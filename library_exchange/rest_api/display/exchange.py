"""What is told of offers and wants."""

from typing import Any

from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.lines import forms_of_line
from library_exchange.offers.rules.wants import WantKind
from library_exchange.rest_api.display import texts
from library_exchange.rest_api.schemas import exchange as exchange_answers

OFFER_FIELDS = tuple(name for name in exchange_answers.Offer.model_fields if name not in ("library", "titles"))
WANT_FIELDS = tuple(name for name in exchange_answers.Want.model_fields if name not in ("library", "titles"))


def offer(row: Offer, code: str, card: Any) -> exchange_answers.Offer:
    """Return an offer of the library with that code."""
    told = {name: getattr(row, name) for name in OFFER_FIELDS} | {"marks": row.marks.split()}
    return exchange_answers.Offer(library=code, titles=texts.forms(forms_of_line(row, card)), **told)


def want(row: Want, code: str, card: Any) -> exchange_answers.Want:
    """Return a want of the library with that code."""
    told = {name: getattr(row, name) for name in WANT_FIELDS}
    titles = [] if row.kind is WantKind.PROFILE else texts.forms(forms_of_line(row, card))
    return exchange_answers.Want(library=code, titles=titles, **told)
