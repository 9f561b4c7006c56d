"""Reading rounds: lists, one round with its equity table, one library's statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, SQLModel, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.db import pieces
from library_exchange.core.errors import NotFound
from library_exchange.core.regions import REGIONS
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.directory.rules.calendars import LibraryCalendar
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.lines import known_of, title_of
from library_exchange.offers.queries.lists import titles_of_wants
from library_exchange.rounds.models import DeclinedRound, ExcludedPartner, Round, RoundLine, RoundMember, RoundWant
from library_exchange.rounds.rules import answers
from library_exchange.rounds.rules.answers import Answer, LineState, Refusal, is_agreed
from library_exchange.rounds.rules.clearing.reasons import Outcome
from library_exchange.rounds.rules.rounds import CLOSED_ROUND, is_cleared_again

SHOWN = frozenset({LineState.PROPOSED, LineState.REFUSED, LineState.CONFIRMED, LineState.RECEIVED, LineState.FAILED})
Table = TypeVar("Table", bound=SQLModel)


def get_round(session: Session, round_id: int) -> Round:
    """Return a round; raises NotFound."""
    found = session.get(Round, round_id)
    if found is None:
        raise NotFound("no-such-round")
    return found


def find_member(session: Session, found: Round, library_id: int) -> RoundMember | None:
    """Return how the library takes part in the round, if it does."""
    wanted = (col(RoundMember.round_id) == found.id, col(RoundMember.library_id) == library_id)
    return session.scalar(sa.select(RoundMember).where(*wanted))


def get_member(session: Session, found: Round, library_id: int) -> RoundMember:
    """Return how the library takes part in the round; raises NotFound if it does not."""
    member = find_member(session, found, library_id)
    if member is None:
        raise NotFound("not-in-the-round")
    return member


def members(session: Session, found: Round) -> list[tuple[RoundMember, Library]]:
    """Return who takes part, by country and in the order in which libraries joined the bridge; one query."""
    rows = session.execute(
        sa.select(RoundMember, Library)
        .join(Library, col(Library.id) == col(RoundMember.library_id))
        .where(col(RoundMember.round_id) == found.id)
        .order_by(col(Library.country), col(Library.id))
    )
    return [(member, library) for member, library in rows]


def has_declined(session: Session, found: Round, library_id: int) -> bool:
    """Whether the library has said that it does not take part in the round."""
    return session.get(DeclinedRound, (found.id, library_id)) is not None


def libraries_with_wants(session: Session, found: Round) -> frozenset[int]:
    """Return the libraries of which the round has frozen wants, by id."""
    own = sa.select(col(RoundWant.library_id)).where(col(RoundWant.round_id) == found.id)
    return frozenset(session.scalars(own.distinct()))


def rounds(session: Session, limit: int, offset: int) -> tuple[int, list[tuple[Round, int]]]:
    """Return how many rounds there are, and some of them with the number of members, the latest first."""
    total = session.scalar(sa.select(sa.func.count()).select_from(Round)) or 0
    count = (
        sa.select(sa.func.count()).where(col(RoundMember.round_id) == col(Round.id)).correlate(Round).scalar_subquery()
    )
    rows = session.execute(
        sa.select(Round, count)
        .order_by(col(Round.listing_from).desc(), col(Round.id).desc())
        .limit(limit)
        .offset(offset)
    )
    return total, [(found, number) for found, number in rows]


def day_of(session: Session, found: Round, at: datetime) -> date:
    """Return the day that it is at the instant `at` for a round: that of the library which coordinates it."""
    return day_at(session, found.organiser_id, at)


def has_enough_days(session: Session, found: Round, at: datetime) -> bool:
    """Whether the lists of a round that are opened now are open on enough days on which both countries work."""
    return answers.has_enough_days(country_calendars(), day_of(session, found, at), found.listing_until)


def open_rounds(session: Session) -> list[Round]:
    """Return the rounds that are not over, the oldest first."""
    wanted = col(Round.state).not_in(list(CLOSED_ROUND))
    return list(session.scalars(sa.select(Round).where(wanted).order_by(col(Round.id))))


def country_calendars() -> tuple[LibraryCalendar, ...]:
    """Return the working days of each country, before any library has joined."""
    return tuple(LibraryCalendar(each.country, each.zone) for each in REGIONS.values())


def calendars_of(session: Session, found: Round) -> tuple[LibraryCalendar, ...]:
    """Return the working days of the countries that take part."""
    countries = set(
        session.scalars(
            sa.select(col(Library.country))
            .join(RoundMember, col(RoundMember.library_id) == col(Library.id))
            .where(col(RoundMember.round_id) == found.id)
            .distinct()
        )
    )
    known = country_calendars()
    return tuple(each for each in known if each.country in countries) or known


def by_id(session: Session, model: type[Table], ids: Collection[int]) -> list[Table]:
    """Return the rows of a table with these ids, in order of their ids."""
    table: Any = model
    return [
        row
        for piece in pieces(sorted(ids))
        for row in session.scalars(sa.select(table).where(table.id.in_(piece)).order_by(table.id))
    ]


def in_round(session: Session, model: type[Table], found: Round, column: Any, ids: Collection[int]) -> list[Table]:
    """Return the rows of the round whose `column` is one of `ids`."""
    table: Any = model
    return [
        row
        for piece in pieces(sorted(ids))
        for row in session.scalars(sa.select(table).where(table.round_id == found.id, col(column).in_(piece)))
    ]


def lines_of(session: Session, found: Round, states: Collection[LineState]) -> list[RoundLine]:
    """Return the round's lines in these states, in order."""
    wanted = (col(RoundLine.round_id) == found.id, col(RoundLine.state).in_(list(states)))
    return list(session.scalars(sa.select(RoundLine).where(*wanted).order_by(col(RoundLine.id))))


def get_line(session: Session, found: Round, library_id: int, line_id: int) -> RoundLine:
    """Return a line of the round in which the library is giver or receiver; raises NotFound."""
    line = session.get(RoundLine, line_id)
    if line is None or line.round_id != found.id or library_id not in (line.giver_id, line.receiver_id):
        raise NotFound("no-such-line")
    return line


# One library's statement ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StatementLine:
    """A line as one of its libraries sees it: the book, and the library at the other end."""

    line: RoundLine
    offer: Offer
    title: Any
    partner: Library
    own_answer: Answer


@dataclass(frozen=True)
class Unfilled:
    """A want that got nothing or not all, with the reason and the title of the offer that it is about."""

    row: RoundWant
    want: Want
    title: Any
    about: Any = None


@dataclass(frozen=True)
class Statement:
    """What a library gives and receives in a round, and what became of its other wants."""

    given: list[StatementLine]
    received: list[StatementLine]
    unfilled: list[Unfilled]
    wants: int

    @property
    def line_ids(self) -> frozenset[int]:
        """The lines in which the library gives or receives, by id."""
        return frozenset(each.line.id for each in (*self.given, *self.received))

    @property
    def grams(self) -> int:
        """The weight of what is given, as far as it is known."""
        return sum(each.offer.weight_g or 0 for each in self.given if each.line.state is not LineState.REFUSED)


def statement(session: Session, found: Round, library_id: int, language: str) -> Statement:
    """Return the statement of one library; at most nine queries."""
    rows = session.execute(
        sa.select(RoundLine, Offer, col(BibliographicRecord.card))
        .join(Offer, col(Offer.id) == col(RoundLine.offer_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .where(
            col(RoundLine.round_id) == found.id,
            col(RoundLine.state).in_(list(SHOWN)),
            sa.or_(col(RoundLine.giver_id) == library_id, col(RoundLine.receiver_id) == library_id),
        )
        .order_by(col(RoundLine.id))
    ).all()
    known = known_of(session, [offer for _line, offer, _card in rows])
    partners = _libraries(session, {each for line, _o, _c in rows for each in (line.giver_id, line.receiver_id)})
    given: list[StatementLine] = []
    received: list[StatementLine] = []
    for line, offer, card in rows:
        gives = line.giver_id == library_id
        partner = partners[line.receiver_id if gives else line.giver_id]
        own = line.giver_answer if gives else line.receiver_answer
        side = given if gives else received
        side.append(StatementLine(line, offer, title_of(offer, card, language, known), partner, own))
    wants = listed_wants(session, found, library_id, language)
    unfilled = [each for each in wants if each.row.outcome not in (None, Outcome.FILLED)]
    return Statement(given, received, unfilled, len([each for each in wants if not each.row.is_out]))


def _libraries(session: Session, ids: Collection[int]) -> Mapping[int, Library]:
    return {each.id: each for each in session.scalars(sa.select(Library).where(col(Library.id).in_(sorted(ids))))}


def listed_wants(session: Session, found: Round, library_id: int, language: str) -> list[Unfilled]:
    """Return the wants that the round froze for a library, the most urgent first; at most five queries."""
    offered = aliased(BibliographicRecord)
    rows = session.execute(
        sa.select(RoundWant, Want, col(BibliographicRecord.card), Offer, col(offered.card))
        .join(Want, col(Want.id) == col(RoundWant.want_id))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Want.record_id))
        .outerjoin(Offer, col(Offer.id) == col(RoundWant.about_offer_id))
        .outerjoin(offered, col(offered.id) == col(Offer.record_id))
        .where(col(RoundWant.round_id) == found.id, col(RoundWant.library_id) == library_id)
        .order_by(col(RoundWant.priority).desc(), col(RoundWant.number))
    ).all()
    titles = titles_of_wants(session, [(want, card) for _row, want, card, _offer, _of in rows], language)
    return [
        Unfilled(row, want, titles[want.id][0], title_of(offer, of_offer, language) if offer else None)
        for row, want, _card, offer, of_offer in rows
    ]


def counts(session: Session, found: Round) -> dict[str, int]:
    """Return how much the round is about: offers, wants, lines and lines agreed; no query tells whose."""
    from_lines = session.execute(
        sa.select(col(RoundLine.state), sa.func.count())
        .where(col(RoundLine.round_id) == found.id)
        .group_by(col(RoundLine.state))
    ).all()
    by_state = dict(from_lines)
    return {
        "lines": sum(by_state.get(state, 0) for state in SHOWN),
        "agreed": sum(by_state.get(s, 0) for s in (LineState.CONFIRMED, LineState.RECEIVED, LineState.FAILED)),
        "received": by_state.get(LineState.RECEIVED, 0),
    }


@dataclass(frozen=True)
class ManifestRow:
    """What crosses from one gateway to another in bulk: for one pair of libraries, the books and their weight."""

    giver: Library
    receiver: Library
    books: int
    grams: int


def manifests(session: Session, found: Round) -> dict[tuple[int, int], list[ManifestRow]]:
    """Return what each gateway sends to each gateway over the border, by ids; a library without one is its own."""
    rows = session.execute(
        sa.select(
            col(RoundLine.giver_id), col(RoundLine.receiver_id), sa.func.count(), sa.func.sum(col(Offer.weight_g))
        )
        .join(Offer, col(Offer.id) == col(RoundLine.offer_id))
        .where(col(RoundLine.round_id) == found.id, col(RoundLine.state).in_([LineState.CONFIRMED, LineState.RECEIVED]))
        .group_by(col(RoundLine.giver_id), col(RoundLine.receiver_id))
        .order_by(col(RoundLine.giver_id), col(RoundLine.receiver_id))
    ).all()
    libraries = {each.id: each for _member, each in members(session, found)}
    bulk: dict[tuple[int, int], list[ManifestRow]] = {}
    for giver_id, receiver_id, books, grams in rows:
        giver, receiver = libraries[giver_id], libraries[receiver_id]
        if giver.country != receiver.country:
            key = (giver.gateway_id or giver_id, receiver.gateway_id or receiver_id)
            bulk.setdefault(key, []).append(ManifestRow(giver, receiver, books, int(grams or 0)))
    return bulk


def excluded_partners(session: Session, library_id: int) -> frozenset[int]:
    """Return the libraries with which a library does not exchange."""
    own = sa.select(col(ExcludedPartner.partner_id)).where(col(ExcludedPartner.library_id) == library_id)
    return frozenset(session.scalars(own))


@dataclass(frozen=True)
class Answered:
    """What was answered in a round so far: the lines that nobody refused, and those refused since it was last cleared.

    The lines proposed are all agreed to once none waits. A line that was `lost` is none that was refused.
    """

    proposed: list[RoundLine]
    refused: list[RoundLine]
    lost: list[RoundLine]

    @property
    def is_waiting(self) -> bool:
        """Whether a side has not answered to a line."""
        return any(Answer.WAITING in (line.giver_answer, line.receiver_answer) for line in self.proposed)

    @property
    def is_refused_above_limit(self) -> bool:
        """Whether so many lines were refused that the round is cleared once more."""
        # A lost book that was proposed to another library is one book still.
        books = {line.offer_id for line in (*self.proposed, *self.refused, *self.lost)}
        return is_cleared_again(len(books), len(self.refused))

    @property
    def agreed(self) -> list[RoundLine]:
        """The lines that both sides said yes to."""
        return [line for line in self.proposed if is_agreed(line.giver_answer, line.receiver_answer)]


def answers_of(session: Session, found: Round) -> Answered:
    """Return what was answered in a round so far; two queries."""
    out = [line for line in lines_of(session, found, {LineState.REFUSED}) if line.clearing == found.clearings]
    refused = [line for line in out if line.refusal is not Refusal.LOST]
    lost = [line for line in out if line.refusal is Refusal.LOST]
    return Answered(lines_of(session, found, {LineState.PROPOSED}), refused, lost)


def is_under_way(session: Session, found: Round) -> bool:
    """Whether a book of the round is still on its way."""
    waiting = sa.select(col(RoundLine.id)).where(
        col(RoundLine.round_id) == found.id, col(RoundLine.state) == LineState.CONFIRMED
    )
    return session.scalar(waiting.limit(1)) is not None
