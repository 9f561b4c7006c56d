"""Fees on pages: as sentences, and what entries of an account about them are about."""

from collections.abc import Sequence

from flask import url_for
from sqlmodel import Session

from library_exchange.core.i18n import _
from library_exchange.ledger.display import Shown
from library_exchange.ledger.schemas import Reference
from library_exchange.loans.queries.charged import requests_of
from library_exchange.loans.schemas import BibliographicInfo


def about(session: Session, library_id: int, references: Sequence[Reference], language: str) -> dict[Reference, Shown]:
    """Return the number and the book of the request behind each entry, with its page; one query."""
    shown: dict[Reference, Shown] = {}
    for reference, loan in requests_of(session, library_id, references).items():
        title = BibliographicInfo.model_validate(loan.book).title_in(language).shown
        told = _("%(title)s (request %(number)s)", title=title.value, number=loan.public_no)
        shown[reference] = (told, url_for("loans.show", loan_id=loan.id), title.lang)
    return shown
