"""What is asked before a change of several lines replaces what somebody filled in, and how what it did is told."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import flash
from sqlmodel import Session, col

from library_exchange.core.i18n import _, current, format_date, format_number
from library_exchange.directory.models import Library
from library_exchange.offers import labels
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.lines import known_of, title_of
from library_exchange.offers.queries.lists import offers_with_cards
from library_exchange.offers.schemas import BulkChange, BulkTerms
from library_exchange.offers.services.several import Changed
from library_exchange.offers.views import bulk_words
from library_exchange.web.confirming import Question, ask

MOST_NAMED = 50
"""So many lines are named before the rest is counted."""


def is_anything_told(given: BulkChange | BulkTerms) -> bool:
    """Whether the form says what is to change."""
    return bool(given.model_dump(exclude_none=True, exclude={"scope"}))


def ask_of_replaced(
    session: Session,
    table: type[Offer] | type[Want],
    changed: Changed,
    given: BulkChange | BulkTerms,
    label: Any,
    back_url: str,
) -> None:
    """Ask before what is filled in is replaced: in how many lines, in which, and by what."""
    if not changed.replaced:
        return
    some = dict(list(changed.replaced.items())[:MOST_NAMED])
    titles, names = _titles(session, table, some), _names(session, some, given)
    named = [(titles[one], _told(names, before, given)) for one, before in some.items()]
    rest = len(changed.replaced) - len(named)
    notices = [bulk_words.more(rest)] if rest else []
    told = bulk_words.replaced(len(changed.replaced), changed.changed)
    ask(Question(label, told, back_url, books=named, notices=notices))


def _titles(session: Session, table: type[Offer] | type[Want], ids: Iterable[int]) -> dict[int, str]:
    """Return the titles of lines by id: a fixed number of queries, for others wait until all is written."""
    if table is Want:
        wants = session.scalars(sa.select(Want).where(col(Want.id).in_(list(ids))))
        return {each.id: each.title or labels.profile_named(each.subject, each.author, each.series) for each in wants}
    offers = offers_with_cards(session, ids)
    known = known_of(session, [offer for offer, _card in offers.values()])
    return {one: title_of(offer, card, current().code, known).shown.value for one, (offer, card) in offers.items()}


def _names(
    session: Session, replaced: Mapping[int, Mapping[str, Any]], given: BulkChange | BulkTerms
) -> dict[int, str]:
    """Return the names of the libraries for which lines are kept, or are to be; one query, none without any."""
    ids = {before["reserved_for_id"] for before in replaced.values() if "reserved_for_id" in before}
    if not ids:
        return {}
    ids |= set(given.model_dump(include={"reserved_for_id"}).values())
    found = session.scalars(sa.select(Library).where(col(Library.id).in_(ids)))
    return {each.id: each.name_in(current().code) for each in found}


def _told(names: Mapping[int, str], before: Mapping[str, Any], given: BulkChange | BulkTerms) -> str:
    """Return what is replaced by what, as `300 g → 500 g`."""
    pairs = ((_word(names, name, value), _word(names, name, getattr(given, name))) for name, value in before.items())
    return "; ".join(f"{old} → {new}" for old, new in pairs)


def _word(names: Mapping[int, str], name: str, value: Any) -> str:
    if name == "weight_g":
        return _("%(num)s g", num=format_number(value))
    if name == "reserved_for_id":
        return names[value]
    if isinstance(value, date):
        return format_date(value, "medium")
    known: dict[str, Mapping[Any, Any]] = {"condition": labels.CONDITIONS, "reserve": labels.RESERVES}
    return str(known.get(name, {}).get(value, value))


def tell(sentences: Iterable[tuple[str, str]]) -> None:
    """Flash each sentence with its tone."""
    for sentence, tone in sentences:
        flash(sentence, tone)
