"""The books that the first ones found may be in other languages, by what their cards tell."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.among import among, as_parameter
from library_exchange.learned_forms.same_work import MOST_BOOKS, with_other_languages
from library_exchange.search.port import AnalysedQuery, Hits, SearchEngine


def in_other_languages(
    session: Session, engine: SearchEngine, planned: AnalysedQuery, found: Hits
) -> tuple[AnalysedQuery, Hits]:
    """Return what was asked and found, with what may be the first books found in other languages; one database query.

    Where something may be, the index is asked once more.
    """
    ids = list(found.ids[:MOST_BOOKS])
    cards = dict(session.connection().execute(_cards_query(), {"ids": as_parameter(ids)}).all())
    wider = with_other_languages(planned, (cards[i] for i in ids if i in cards))
    return (wider, engine.search(wider)) if wider else (planned, found)


@cache
def _cards_query() -> Any:
    record = BibliographicRecord
    return sa.select(col(record.id), col(record.card)).where(among(col(record.id), "ids"))
