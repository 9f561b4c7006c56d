"""The books that the first ones found may be in other languages, by what their cards tell."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.among import among, as_parameter
from library_exchange.learned_forms.same_work import MOST_BOOKS, with_other_languages
from library_exchange.search.port import AnalysedQuery


def in_other_languages(session: Session, planned: AnalysedQuery, found: Sequence[int]) -> AnalysedQuery | None:
    """Return what was asked, widened by what may be the first books found in other languages; None if nothing may.

    One database query.
    """
    ids = list(found[:MOST_BOOKS])
    cards = dict(session.connection().execute(_cards_query(), {"ids": as_parameter(ids)}).all())
    return with_other_languages(planned, (cards[i] for i in ids if i in cards))


@cache
def _cards_query() -> Any:
    record = BibliographicRecord
    return sa.select(col(record.id), col(record.card)).where(among(col(record.id), "ids"))
