"""Writing down the lists of a round when they close, under names that depend on what is listed and nothing else."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import Work
from library_exchange.directory.closing import closing_ids
from library_exchange.directory.models import Library
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState
from library_exchange.rounds.models import Round, RoundMember, RoundOffer, RoundWant

OFFERED = (
    *("title_key", "volume_key", "isbn", "issn", "series_key", "language", "year", "level", "subject"),
    *("condition", "reserve", "quantity", "is_old"),
)
WANTED = (
    *("title_key", "series_key", "volume_key", "isbn", "issn", "subject", "language", "level", "year_from", "year_to"),
    *("kind", "condition", "priority", "cap", "received", "author"),
)
"""What tells lines of one list apart, in order; lines alike in all of it may change places without harm."""


def freeze(session: Session, found: Round) -> None:
    """Write down every open offer and want of the members that stay, numbered within each library by title."""
    stays = col(RoundMember.library_id).not_in(closing_ids())
    members = sa.select(col(RoundMember.library_id)).where(col(RoundMember.round_id) == found.id, stays)
    listed = (col(Offer.state) == OfferState.OPEN, col(Offer.library_id).in_(members))
    theme = [col(Offer.subject) == found.subject] if found.subject else []
    codes = dict(session.execute(sa.select(col(Library.id), col(Library.code))).all())
    for number, offer in _numbered(session.scalars(sa.select(Offer).where(*listed, *theme)), OFFERED, codes):
        key = offer.id
        session.add(RoundOffer(round_id=found.id, offer_id=key, library_id=offer.library_id, number=number, lot_id=key))
    wanted = (col(Want.state) == WantState.OPEN, col(Want.library_id).in_(members))
    works = dict(session.execute(sa.select(col(Work.id), col(Work.key)).join(Want).where(*wanted)).all())
    for number, want in _numbered(session.scalars(sa.select(Want).where(*wanted)), WANTED, works):
        session.add(
            RoundWant(
                round_id=found.id,
                want_id=want.id,
                library_id=want.library_id,
                number=number,
                priority=want.priority,
                cap=want.cap - want.received,
            )
        )
    session.flush()


def _numbered(rows: Iterable[Any], names: tuple[str, ...], keys: Mapping[int, str]) -> Iterable[tuple[int, Any]]:
    """Yield the lines of each library from 1; `keys` are those of the libraries or works that they refer to."""
    lists: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        lists[row.library_id].append(row)
    for _library_id, own in sorted(lists.items()):
        yield from enumerate(sorted(own, key=lambda row: _place(row, names, keys)), 1)


def _place(row: Offer | Want, names: tuple[str, ...], keys: Mapping[int, str]) -> tuple[object, ...]:
    """Return what a line is sorted by: a title before none, what is not told before what is, the id at last."""
    told = tuple((value is not None, "" if value is None else value) for value in (getattr(row, n) for n in names))
    refers_to = row.reserved_for_id if isinstance(row, Offer) else row.work_id
    return not row.title_key, told, keys.get(refers_to or 0, ""), row.id
