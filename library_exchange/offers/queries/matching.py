"""Which offers meet which wants: pairs by edition and work joined in SQL, by profile a bounded number for each want.

A pair is never one of a library with itself, never against the giver's reserve, never a book that the wanting
library holds. The same conditions serve a librarian's "wanted from you" and a round of many libraries.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, WorkLink
from library_exchange.catalogue.models import Identifier, Item
from library_exchange.catalogue.queries.availability import promised
from library_exchange.core.hooks import Hook
from library_exchange.directory.closing import closing_ids
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.held_books import HeldBooks
from library_exchange.offers.queries.profiles import asks_author, asks_series
from library_exchange.offers.rules.closeness import Kind
from library_exchange.offers.rules.offers import Condition, OfferState, Reserve
from library_exchange.offers.rules.wants import WantKind, WantState

BEST_FOR_EACH_COPY = 4
"""Offers proposed to a profile want, for each copy it takes."""
LOOKED_AT = 400
"""Of the offers that fit a profile, at most this many are looked at for one library."""
BETTER = list(Condition)
UNDECIDED: Hook[sa.Select[tuple[int]]] = Hook()
"""Queries of the ids of open offers about which a room above is deciding, so that nobody else may take them."""


@dataclass(frozen=True)
class Pair:
    """An offer that meets a want."""

    offer_id: int
    want_id: int
    kind: Kind


@dataclass(frozen=True)
class Scope:
    """What is matched: everything that is open, or only offers of one library, or only wants of one.

    `offers` and `wants` are further conditions on Offer and on Want. With `held`, the pairs are those that do not come
    about because the wanting library has the very book or work. With `unclassed`, offers without a class number stand
    for those of a profile's subject.
    """

    giver_id: int | None = None
    receiver_id: int | None = None
    offers: sa.ColumnElement[bool] = field(default_factory=sa.true)
    wants: sa.ColumnElement[bool] = field(default_factory=sa.true)
    held: bool = False
    unclassed: bool = False


EVERYTHING = Scope()


@dataclass(frozen=True)
class Draw:
    """What decides between offers that fit a profile alike: a seed, and the public names of offers and wants by id.

    Where there are names the choice can be repeated on any database; elsewhere the ids stand for them.
    """

    seed: str = ""
    offers: Mapping[int, str] = field(default_factory=dict)
    wants: Mapping[int, str] = field(default_factory=dict)

    def place(self, offer_id: int) -> tuple[str, int]:
        """Return what the offers stand in order by."""
        return self.offers.get(offer_id, ""), offer_id

    def start(self, want_id: int, offers: int) -> int:
        """Return at which of so many offers the choice for a want begins."""
        drawn = f"{self.seed}:{self.wants.get(want_id, want_id)}"
        return int.from_bytes(hashlib.sha256(drawn.encode()).digest()[:8]) % offers


BY_ID = Draw()


def pairs(session: Session, scope: Scope = EVERYTHING, draw: Draw = BY_ID) -> list[Pair]:
    """Return every pair of an open offer and an open want, each once, by its closest kind, in order of their ids.

    A profile want gets at most `BEST_FOR_EACH_COPY` offers for each copy it takes; `draw` decides which of those
    that fit alike, so that the choice can be repeated and does not depend on the order of rows.
    """
    found: dict[tuple[int, int], Kind] = {}
    held = HeldBooks(session)
    exact, works = session.execute(exact_pairs(scope)).all(), session.execute(work_pairs(scope)).all()
    held.read((row.record_id, row.isbn) for row in (*exact, *works))
    for offer_id, want_id, receiver_id, record_id, isbn in exact:
        if held.has(receiver_id, record_id, isbn) == scope.held:
            found.setdefault((offer_id, want_id), Kind.EXACT)
    for offer_id, want_id, receiver_id, record_id, isbn, work_id, language in works:
        is_held = held.has(receiver_id, record_id, isbn) or held.has_work(receiver_id, work_id, language)
        if is_held == scope.held:
            found.setdefault((offer_id, want_id), Kind.WORK)
    for offer_id, want_id in [] if scope.held else _profile_pairs(session, scope, draw, held):
        found.setdefault((offer_id, want_id), Kind.PROFILE)
    return [Pair(offer_id, want_id, kind) for (offer_id, want_id), kind in sorted(found.items())]


def unclassed(session: Session, scope: Scope = EVERYTHING, draw: Draw = BY_ID) -> list[Pair]:
    """Return for each profile want an offer without a class number that fits it in everything else, if there is one."""
    found = _profile_pairs(session, replace(scope, unclassed=True), draw, HeldBooks(session))
    return [Pair(offer_id, want_id, Kind.PROFILE) for offer_id, want_id in found]


def exact_pairs(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of the pairs of an offer and a want of one edition, or of a wanted volume of a series."""
    columns = _columns()
    is_edition = col(Want.kind) == WantKind.EDITION
    number = _numbers()
    by_isbn = sa.and_(is_edition, col(Want.isbn) == col(Offer.isbn))
    by_record = sa.and_(is_edition, col(Want.record_id) == col(Offer.record_id))
    by_issn = sa.and_(is_edition, col(Want.issn) == col(Offer.issn), _same_volume())
    by_title = sa.and_(
        is_edition,
        col(Want.title_key) == col(Offer.title_key),
        col(Want.title_key) != "",
        col(Want.isbn).is_(None),
        col(Want.issn).is_(None),
        col(Want.record_id).is_(None),
    )
    is_series = col(Want.kind) == WantKind.SERIES
    in_series = sa.and_(
        is_series, col(Want.series_key) == col(Offer.series_key), col(Want.series_key) != "", _same_volume()
    )
    of_serial = sa.and_(is_series, col(Want.issn) == col(Offer.issn), _same_volume())
    as_title = sa.and_(
        is_series, col(Want.series_key) == col(Offer.title_key), col(Want.series_key) != "", _same_volume()
    )
    direct = [
        may_come_about(scope, sa.select(*columns).select_from(Offer).join(Want, condition))
        for condition in (by_isbn, by_record, by_issn, by_title, in_series, of_serial, as_title)
    ]
    # A record may have several ISBNs: the wanted one need not be the one on the offer.
    through_record = may_come_about(
        scope,
        sa.select(*columns)
        .select_from(Want)
        .join(number, sa.and_(number.c.value == col(Want.isbn), is_edition))
        .join(Offer, col(Offer.record_id) == number.c.record_id),
    )
    joined = sa.union(*direct, through_record).subquery()
    return sa.select(*joined.c)


def _columns() -> tuple[Any, ...]:
    """Return what is read of a pair: the offer, the want, who wants it, and what the offered book is."""
    ids: tuple[Any, ...] = (col(Offer.id).label("offer_id"), col(Want.id).label("want_id"))
    return (*ids, col(Want.library_id), col(Offer.record_id), col(Offer.isbn))


def _numbers() -> sa.Subquery:
    return (
        sa.select(col(Identifier.value).label("value"), col(Identifier.record_id).label("record_id"))
        .where(col(Identifier.kind) == "isbn")
        .subquery()
    )


def _same_volume() -> sa.ColumnElement[bool]:
    return sa.or_(col(Want.volume_key) == "", col(Want.volume_key) == col(Offer.volume_key))


def work_pairs(scope: Scope) -> sa.Select[*tuple[Any, ...]]:
    """Return the query of the pairs where the offer is an edition of the work that is wanted."""
    statement = (
        sa.select(*_columns(), col(Want.work_id), col(Want.language))
        .select_from(Want)
        .join(WorkLink, sa.and_(col(WorkLink.work_id) == col(Want.work_id), col(Want.kind) == WantKind.WORK))
        .join(Offer, col(Offer.record_id) == col(WorkLink.record_id))
        .where(
            col(WorkLink.state) == LinkState.CONFIRMED,
            sa.or_(col(Want.language).is_(None), col(Want.language) == col(Offer.language)),
        )
    )
    return may_come_about(scope, statement)


def may_come_about(scope: Scope, statement: sa.Select[*tuple[Any, ...]]) -> sa.Select[*tuple[Any, ...]]:
    """Keep the pairs that may come about at all."""
    receiver = aliased(Library)
    return statement.join(receiver, col(receiver.id) == col(Want.library_id)).where(
        _stands_open(scope.giver_id),
        is_open_want(scope.receiver_id),
        scope.offers,
        scope.wants,
        col(Offer.library_id) != col(Want.library_id),
        is_good_enough(),
        reserve_allows(receiver),
    )


def _stands_open(giver_id: int | None) -> sa.ColumnElement[bool]:
    """Return the condition of an open offer in a form that no index serves.

    Nearly every offer is open: SQLite, which keeps no statistics, would else walk through all of them for each want
    in place of looking the number or title up.
    """
    is_open = sa.func.lower(sa.cast(col(Offer.state), sa.String)) == OfferState.OPEN.value
    return _of(giver_id, sa.and_(is_open, _is_in_the_house(), _stays(Offer)))


def is_open_offer(giver_id: int | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on Offer for one that can be given: of the library `giver_id`, if one is named."""
    return _of(giver_id, sa.and_(col(Offer.state) == OfferState.OPEN, _is_in_the_house(), _stays(Offer)))


def is_free() -> sa.ColumnElement[bool]:
    """Return the condition on Offer that it waits for no decision elsewhere, as long as a round is being cleared."""
    return sa.and_(sa.true(), *(col(Offer.id).not_in(ids) for ids in UNDECIDED.fillings().values()))


def _of(giver_id: int | None, condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.and_(condition, col(Offer.library_id) == giver_id) if giver_id is not None else condition


def _is_in_the_house() -> sa.ColumnElement[bool]:
    """Return the condition that the copy offered, if it is one of the catalogue's, is lent or promised to nobody."""
    return ~sa.exists(sa.select(col(Item.id)).where(col(Item.id) == col(Offer.item_id), promised()))


def _stays(table: type[Offer] | type[Want]) -> sa.ColumnElement[bool]:
    """Return the condition that a line is none of a library that leaves: nothing new begins with it."""
    return col(table.library_id).not_in(closing_ids())


def is_open_want(receiver_id: int | None = None) -> sa.ColumnElement[bool]:
    """Return the condition on Want for one that waits: of the library `receiver_id`, if one is named."""
    is_open = sa.and_(col(Want.state) == WantState.OPEN, _stays(Want))
    return sa.and_(is_open, col(Want.library_id) == receiver_id) if receiver_id is not None else is_open


def is_good_enough() -> sa.ColumnElement[bool]:
    """Return the condition on Offer and Want that the copy is kept well enough."""
    rank = {condition.value: place for place, condition in enumerate(BETTER)}
    return sa.case(rank, value=sa.cast(col(Offer.condition), sa.String)) <= sa.case(
        rank, value=sa.cast(col(Want.condition), sa.String)
    )


def reserve_allows(receiver: type[Library]) -> sa.ColumnElement[bool]:
    """Return the condition on Offer that its giver means it for such a library as `receiver`."""
    return sa.or_(
        col(Offer.reserve) == Reserve.ANYONE,
        sa.and_(col(Offer.reserve) == Reserve.SCHOOLS, col(receiver.kind) == LibraryKind.SCHOOL),
        sa.and_(col(Offer.reserve) == Reserve.NGOS, col(receiver.kind) == LibraryKind.NGO),
        sa.and_(col(Offer.reserve) == Reserve.PARTNER, col(Offer.reserved_for_id) == col(receiver.id)),
    )


# Profiles -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Fit:
    """An offer that fits a profile, as far as it must be known to be given to somebody."""

    id: int
    library_id: int
    record_id: int | None
    isbn: str | None
    condition: Condition
    reserve: Reserve
    reserved_for_id: int | None


def _profile_pairs(session: Session, scope: Scope, draw: Draw, held: HeldBooks) -> Iterable[tuple[int, int]]:
    """Yield offers for each profile want; wants with one profile share one query."""
    rows = session.execute(
        sa.select(Want, col(Library.kind))
        .join(Library, col(Library.id) == col(Want.library_id))
        .where(
            col(Want.kind) == WantKind.PROFILE,
            is_open_want(scope.receiver_id),
            scope.wants,
            *([col(Want.subject).is_not(None)] if scope.unclassed else []),
        )
        .order_by(col(Want.id))
    ).all()
    by_profile: dict[tuple[object, ...], list[tuple[Want, LibraryKind]]] = defaultdict(list)
    for want, kind in rows:
        of = (want.subject, want.author, want.person_id, want.series_key)
        by_profile[of, want.language, want.level, want.year_from, want.year_to].append((want, kind))
    fitting = {
        profile: sorted(_fitting(session, wishers[0][0], scope), key=lambda offer: draw.place(offer.id))
        for profile, wishers in by_profile.items()
    }
    held.read((offer.record_id, offer.isbn) for offers in fitting.values() for offer in offers)
    for profile, wishers in by_profile.items():
        for want, kind in wishers:
            most = 1 if scope.unclassed else BEST_FOR_EACH_COPY * (want.cap - want.received)
            yield from ((offer.id, want.id) for offer in _best(fitting[profile], want, kind, held, draw, most))


def _fitting(session: Session, profile: Want, scope: Scope) -> list[_Fit]:
    of_subject: list[sa.ColumnElement[bool]] = [col(Offer.subject).is_(None)] if scope.unclassed else []
    if profile.subject is not None and not scope.unclassed:
        of_subject = [col(Offer.subject) == profile.subject]
    conditions = [
        _stands_open(scope.giver_id),
        scope.offers,
        *of_subject,
        *([col(Offer.language) == profile.language] if profile.language else []),
        *([col(Offer.level) == profile.level] if profile.level else []),
        *([col(Offer.year) >= profile.year_from] if profile.year_from is not None else []),
        *([col(Offer.year) <= profile.year_to] if profile.year_to is not None else []),
    ]
    columns = (
        *(col(Offer.id), col(Offer.library_id), col(Offer.record_id), col(Offer.isbn), col(Offer.condition)),
        *(col(Offer.reserve), col(Offer.reserved_for_id)),
    )
    wanted = sa.select(*columns).where(*conditions)
    if profile.author or profile.series_key:
        wanted = wanted.join(Want, col(Want.id) == profile.id).where(asks_author(), asks_series())
    return [_Fit(*row) for row in session.execute(wanted)]


def _best(
    fitting: Sequence[_Fit], want: Want, kind: LibraryKind, held: HeldBooks, draw: Draw, most: int
) -> Iterable[_Fit]:
    """Yield up to `most` offers that the want may get, beginning at a place that is drawn for each want."""
    if not fitting:
        return
    start = draw.start(want.id, len(fitting))
    found = 0
    for step in range(min(len(fitting), LOOKED_AT)):
        offer = fitting[(start + step) % len(fitting)]
        if found < most and _may_get(offer, want, kind) and not held.has(want.library_id, offer.record_id, offer.isbn):
            found += 1
            yield offer


def _may_get(offer: _Fit, want: Want, kind: LibraryKind) -> bool:
    allowed = {
        Reserve.ANYONE: True,
        Reserve.SCHOOLS: kind is LibraryKind.SCHOOL,
        Reserve.NGOS: kind is LibraryKind.NGO,
        Reserve.PARTNER: offer.reserved_for_id == want.library_id,
    }
    is_kept_well = BETTER.index(offer.condition) <= BETTER.index(want.condition)
    return offer.library_id != want.library_id and allowed[offer.reserve] and is_kept_well
