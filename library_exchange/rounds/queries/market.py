"""What a round gives the clearing: members, frozen lists and candidate pairs, under names alike on any database."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.directory.models import Library
from library_exchange.ledger.models import Account, Book, BookKind, Line, Unit
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import matching
from library_exchange.offers.queries.matching import Draw, Scope
from library_exchange.offers.queries.recognition import works_of
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState
from library_exchange.rounds.models import ExcludedPartner, Round, RoundLine, RoundMember, RoundOffer, RoundWant
from library_exchange.rounds.queries.forfeits import answers_before, standing
from library_exchange.rounds.queries.waiting_time import rounds_waited, times_failed
from library_exchange.rounds.rules.answers import Answer, LineState
from library_exchange.rounds.rules.clearing import market as m
from library_exchange.rounds.rules.clearing.clear import clear_again
from library_exchange.rounds.rules.clearing.pseudonyms import pseudonyms_of, renamed
from library_exchange.rounds.rules.forfeits import Standing, most_received
from library_exchange.rounds.rules.rounds import RoundState


@dataclass(frozen=True)
class Gathered:
    """A market, and which rows its public names stand for."""

    market: m.Market
    offer_ids: dict[str, int]
    want_ids: dict[str, int]
    library_ids: dict[str, int]


def under_pseudonyms(gathered: Gathered) -> Gathered:
    """Return the same market under names of this one clearing, under which it is cleared and published."""
    names = pseudonyms_of(gathered.market)
    return Gathered(
        renamed(gathered.market, names),
        {names.offers[name]: offer_id for name, offer_id in gathered.offer_ids.items()},
        {names.wants[name]: want_id for name, want_id in gathered.want_ids.items()},
        {names.libraries[code]: library_id for code, library_id in gathered.library_ids.items()},
    )


def rules_of(found: Round) -> m.Rules:
    """Return the published rule of a round from its snapshot."""
    values = dict(found.rules)
    values["tiers"] = tuple(tuple(pair) for pair in values["tiers"])
    values["equity"] = tuple(tuple(pair) for pair in values["equity"])
    # Rounds planned earlier published points for waiting, not a part of the weight.
    return m.Rules(**{"waiting": 0} | values)


def gather(session: Session, found: Round) -> Gathered:
    """Return what the round is cleared from; in the second clearing without the refused lines."""
    codes = _codes(session, found)
    offers = _offers(session, found)
    wants = _wants(session, found)
    offer_name = {offer.id: _name(codes, row) for row, offer in offers}
    want_name = {row.want_id: _name(codes, row) for row in wants}
    here = Scope(offers=_is_listed(found), wants=_is_asked(found))
    draw = Draw(found.seed, offer_name, want_name)
    pairs = matching.pairs(session, here, draw)
    barred = _barred(session, here, draw, offers, pairs)
    market = m.Market(
        institutions=tuple(institutions(session, found)),
        offers=tuple(_market_offers(session, found, offers, offer_name, codes)),
        wants=tuple(_market_wants(session, found, wants, want_name, codes)),
        pairs=tuple(m.Pair(offer_name[p.offer_id], want_name[p.want_id], p.kind) for p in pairs),
        rules=rules_of(found),
        barred=tuple(barred),
    )
    if found.clearings:
        market = _without_refused(session, found, market, offers, offer_name, want_name)
    return Gathered(market, _turned(offer_name), _turned(want_name), {code: library for library, code in codes.items()})


def _is_listed(found: Round) -> sa.ColumnElement[bool]:
    """Return the condition on Offer that it takes part in the round."""
    listed = sa.select(col(RoundOffer.offer_id)).where(
        col(RoundOffer.round_id) == found.id,
        col(RoundOffer.offer_id) == col(Offer.id),
        col(RoundOffer.is_out).is_(False),
    )
    return sa.exists(listed.correlate(Offer))


def _is_asked(found: Round) -> sa.ColumnElement[bool]:
    """Return the condition on Want that it takes part in the round."""
    listed = sa.select(col(RoundWant.want_id)).where(
        col(RoundWant.round_id) == found.id,
        col(RoundWant.want_id) == col(Want.id),
        col(RoundWant.is_out).is_(False),
    )
    return sa.exists(listed.correlate(Want))


def being_cleared() -> sa.Select[Any]:
    """Return the query of the ids of offers with which a round is being cleared: they wait for its result."""
    return (
        sa.select(col(RoundOffer.offer_id))
        .join(Round, col(Round.id) == col(RoundOffer.round_id))
        .where(col(Round.state) == RoundState.CLEARING, sa.not_(col(RoundOffer.is_out)))
    )


def in_closed_lists() -> sa.Select[Any]:
    """Return the query of the ids of offers on the lists of rounds that are closed and not yet cleared."""
    closed = (RoundState.SELECTING, RoundState.CLEARING)
    return (
        sa.select(col(RoundOffer.offer_id))
        .join(Round, col(Round.id) == col(RoundOffer.round_id))
        .where(col(Round.state).in_(closed), sa.not_(col(RoundOffer.is_out)))
    )


def _turned(names: dict[int, str]) -> dict[str, int]:
    return {name: number for number, name in names.items()}


def _name(codes: dict[int, str], row: RoundOffer | RoundWant) -> str:
    return f"{codes[row.library_id]}/{row.number:05d}"


def _codes(session: Session, found: Round) -> dict[int, str]:
    rows = session.execute(
        sa.select(col(Library.id), col(Library.code))
        .join(RoundMember, col(RoundMember.library_id) == col(Library.id))
        .where(col(RoundMember.round_id) == found.id)
    )
    return dict(rows.all())


def _offers(session: Session, found: Round) -> list[tuple[RoundOffer, Offer]]:
    rows = session.execute(
        sa.select(RoundOffer, Offer)
        .join(Offer, col(Offer.id) == col(RoundOffer.offer_id))
        .where(
            col(RoundOffer.round_id) == found.id,
            col(RoundOffer.is_out).is_(False),
            col(Offer.state) == OfferState.OPEN,
        )
    )
    return [(row, offer) for row, offer in rows]


def _wants(session: Session, found: Round) -> list[RoundWant]:
    rows = session.scalars(
        sa.select(RoundWant)
        .join(Want, col(Want.id) == col(RoundWant.want_id))
        .where(col(RoundWant.round_id) == found.id, col(RoundWant.is_out).is_(False), col(Want.state) == WantState.OPEN)
    )
    return list(rows)


def opening_balances(session: Session, found: Round) -> dict[int, int]:
    """Return by member what the network owes it in pieces (below zero: what it owes); one query."""
    rows = session.execute(
        sa.select(col(Account.library_id), sa.func.sum(col(Line.amount)))
        .join(Line, col(Line.account_id) == col(Account.id))
        .join(Book, col(Book.id) == col(Account.book_id))
        .join(RoundMember, col(RoundMember.library_id) == col(Account.library_id))
        .where(
            col(RoundMember.round_id) == found.id,
            col(Book.kind) == BookKind.NETWORK,
            col(Line.unit) == Unit.PIECES,
        )
        .group_by(col(Account.library_id))
    )
    return {library_id: int(amount) for library_id, amount in rows}


def institutions(session: Session, found: Round) -> Iterable[m.Institution]:
    """Yield who takes part with its limits, by code; in the second clearing with what each has lost by refusing."""
    opening = opening_balances(session, found)
    codes = dict(session.execute(sa.select(col(Library.id), col(Library.code))).all())
    excludes: dict[int, set[str]] = defaultdict(set)
    for row in session.scalars(sa.select(ExcludedPartner)):
        excludes[row.library_id].add(codes[row.partner_id])
    rows = session.execute(
        sa.select(RoundMember, Library)
        .join(Library, col(Library.id) == col(RoundMember.library_id))
        .where(col(RoundMember.round_id) == found.id)
    )
    promised, refused = answers_before(session, found)
    for member, library in rows:
        yield m.Institution(
            id=library.code,
            country=library.country,
            kind=library.kind.value,
            settlement=library.city_en,
            is_inland=library.is_inland,
            opening=opening.get(member.library_id, 0),
            credit=member.credit,
            gift_budget=member.gift_budget,
            in_limit=most_received(promised[library.id], refused[library.id], found.in_limit),
            out_limit=found.out_limit,
            excludes=frozenset(excludes[member.library_id]),
        )


def standing_of(session: Session, found: Round) -> Standing:
    """Return a round as it stands while libraries answer."""
    ids = {code: library_id for library_id, code in _codes(session, found).items()}
    return standing(session, found, ids, list(institutions(session, found)), rules_of(found))


def _market_offers(
    session: Session,
    found: Round,
    offers: list[tuple[RoundOffer, Offer]],
    names: dict[int, str],
    codes: dict[int, str],
) -> Iterable[m.Offer]:
    """Yield the offers; a work goes by the name of the first offer of it, which is alike on any database."""
    works = works_of(session, [offer.record_id for _row, offer in offers if offer.record_id is not None])
    waited = rounds_waited(session, found)
    first: dict[str, str] = {}
    for name, row, offer in sorted(((names[row.offer_id], row, offer) for row, offer in offers), key=itemgetter(0)):
        work = works.get(offer.record_id or 0)
        key = f"w{work}" if work else offer.isbn or (f"r{offer.record_id}" if offer.record_id else offer.title_key)
        public = first.setdefault(f"{key} {offer.volume_key}", name)
        yield m.Offer(name, codes[row.library_id], public, offer.quantity, waited.get(row.offer_id, 0))


def _market_wants(
    session: Session, found: Round, wants: list[RoundWant], names: dict[int, str], codes: dict[int, str]
) -> Iterable[m.Want]:
    failed = times_failed(session, found)
    for row in wants:
        yield m.Want(names[row.want_id], codes[row.library_id], row.cap, row.priority, failed.get(row.want_id, 0))


def _barred(
    session: Session, here: Scope, draw: Draw, offers: list[tuple[RoundOffer, Offer]], pairs: list[matching.Pair]
) -> Iterable[m.Barred]:
    """Yield what meets a want and may not serve it.

    These are books that the library has, old ones that wait for a permit, and for a profile that nothing fits one that
    would, if it had a class number.
    """
    old = {row.offer_id for row, offer in offers if offer.is_old}
    served = {pair.want_id for pair in pairs}
    barred = [(pair, m.Barrier.NOT_CLEARED) for pair in pairs if pair.offer_id in old]
    barred += [(pair, m.Barrier.ALREADY_HELD) for pair in matching.pairs(session, replace(here, held=True))]
    unclassed = [pair for pair in matching.unclassed(session, here, draw) if pair.want_id not in served]
    barred += [(pair, m.Barrier.NO_CLASS) for pair in unclassed]
    for pair, barrier in barred:
        if pair.offer_id in draw.offers and pair.want_id in draw.wants:
            yield m.Barred(draw.offers[pair.offer_id], draw.wants[pair.want_id], barrier)


def _without_refused(
    session: Session,
    found: Round,
    market: m.Market,
    offers: list[tuple[RoundOffer, Offer]],
    offer_name: dict[int, str],
    want_name: dict[int, str],
) -> m.Market:
    """Take the refused pairs out, for every copy of the lot, and keep what both sides accepted."""
    copies: dict[int, list[str]] = defaultdict(list)
    lots = dict(
        session.execute(
            sa.select(col(RoundOffer.offer_id), col(RoundOffer.lot_id)).where(col(RoundOffer.round_id) == found.id)
        ).all()
    )
    for row, _offer in offers:
        copies[row.lot_id].append(offer_name[row.offer_id])
    refused, accepted = set(), set()
    for line in session.scalars(sa.select(RoundLine).where(col(RoundLine.round_id) == found.id)):
        want = want_name.get(line.want_id)
        if want is None:
            continue
        if line.state is LineState.REFUSED:
            refused |= {(name, want) for name in copies[lots[line.offer_id]]}
        elif line.giver_answer is line.receiver_answer is Answer.ACCEPTED and line.offer_id in offer_name:
            accepted.add((offer_name[line.offer_id], want))
    return clear_again(market, refused, accepted)
