"""Reading: whose system speaks, which library is meant, what went to and fro with a partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address, ip_network
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.core.worklist import entries
from library_exchange.directory.models import Library
from library_exchange.directory.queries import is_member
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.standard_codes import MessageStatus
from library_exchange.protocols.iso18626.from_document import Agency
from library_exchange.protocols.iso18626.models import (
    AgencySymbol,
    Direction,
    EndPoint,
    WireMessage,
    WireRequest,
)

OWN_TYPE, ISIL = "BRIDGE", "ISIL"
"""The types under which libraries are named that have no symbol of their own: by our code, by their ISIL."""
SHOWN = 50
SILENCE = timedelta(hours=1)
"""So long without an answer, and a system is told as silent."""


def key_hash(key: str) -> str:
    """Return what is kept of a partner's key."""
    return sha256(key.encode()).hexdigest()


def speaking(session: Session, keys: Sequence[str], address: str) -> EndPoint | None:
    """Return the partner's system that speaks with one of `keys` from `address`; None if nobody may.

    A system that has a key must show it. One without a key is known by where it speaks from, and must be the only one
    there.
    """
    hashes = [key_hash(key) for key in keys if key]
    by_key = sa.select(EndPoint).where(col(EndPoint.key_hash).in_(hashes), col(EndPoint.is_active))
    found = list(session.scalars(by_key)) if hashes else []
    if found:
        return found[0] if not found[0].addresses or speaks_from(found[0].addresses, address) else None
    without = sa.select(EndPoint).where(col(EndPoint.key_hash).is_(None), col(EndPoint.is_active))
    there = [one for one in session.scalars(without) if speaks_from(one.addresses, address)]
    return there[0] if len(there) == 1 else None


def speaks_from(networks: str, address: str) -> bool:
    """Whether `address` lies in one of the `networks`; none lies in no network."""
    try:
        here = ip_address(address)
    except ValueError:
        return False
    return any(here in ip_network(one, strict=False) for one in _networks(networks))


def _networks(networks: str) -> list[str]:
    return [one for one in networks.replace(",", " ").split() if one]


def end_point_of(session: Session, library_id: int) -> EndPoint | None:
    """Return the system of a partner library."""
    return session.scalars(sa.select(EndPoint).where(col(EndPoint.library_id) == library_id)).one_or_none()


def not_connected() -> Any:
    """Select the libraries of other systems that nobody may speak for yet: no key and no address is known, by id.

    What they are asked could not be answered, so that nothing is sent there.
    """
    heard = sa.or_(col(EndPoint.key_hash).is_not(None), col(EndPoint.addresses) != "")
    connected = sa.select(col(EndPoint.library_id)).where(heard)
    others = (col(Library.is_remote), col(Library.id).not_in(connected))
    return sa.select(col(Library.id)).where(*others)


def of_the_same_node(session: Session, end_point: EndPoint, agency: Agency | None) -> EndPoint | None:
    """Return how the library `agency` of the node that speaks as `end_point` is connected; None if it is not.

    Libraries of one node are reached at one address. The only one that is connected is meant however it is named.
    """
    there = (col(EndPoint.url) == end_point.url, col(EndPoint.shim) == end_point.shim, col(EndPoint.is_active))
    found = session.scalars(sa.select(EndPoint).where(*there)).all()
    if len(found) == 1 or agency is None:
        return end_point
    named = sa.select(col(AgencySymbol.library_id)).where(
        col(AgencySymbol.type) == agency.type, col(AgencySymbol.value) == agency.value
    )
    number = session.scalar(named)
    return next((one for one in found if one.library_id == number), None)


def get_end_point(session: Session, number: int) -> EndPoint:
    """Return the system of that number; raises NotFound."""
    found = session.get(EndPoint, number)
    if found is None:
        raise NotFound("end-point", end_point=number)
    return found


def find_member(session: Session, agency: Agency | None) -> Library | None:
    """Return the library of this node that `agency` names: by a symbol, else by its ISIL or code, in any case."""
    if agency is None:
        return None
    symbol = sa.select(col(AgencySymbol.library_id)).where(
        col(AgencySymbol.type) == agency.type, col(AgencySymbol.value) == agency.value
    )
    value = agency.value.lower()
    named = sa.or_(
        col(Library.id).in_(symbol),
        sa.func.lower(col(Library.isil)) == value,
        sa.func.lower(col(Library.code)) == value,
    )
    by_symbol = sa.case((col(Library.id).in_(symbol), 0), else_=1)
    members = sa.select(Library).where(named, is_member()).order_by(by_symbol, col(Library.id))
    return session.scalars(members.limit(1)).one_or_none()


def agency_of(session: Session, library: Library) -> Agency:
    """Return how `library` is named on the wire: by its first symbol, else its ISIL, else our code."""
    symbols = sa.select(AgencySymbol).where(col(AgencySymbol.library_id) == library.id).order_by(col(AgencySymbol.id))
    symbol = session.scalars(symbols.limit(1)).one_or_none()
    if symbol is not None:
        return Agency(symbol.type, symbol.value)
    return Agency(ISIL, library.isil) if library.isil else Agency(OWN_TYPE, library.code)


def wire_request_of(session: Session, loan_id: int, request_id: str | None = None) -> WireRequest | None:
    """Return how the loan's row is known on the wire: under that number, or at last."""
    found = sa.select(WireRequest).where(col(WireRequest.loan_id) == loan_id).order_by(col(WireRequest.id).desc())
    if request_id is not None:
        found = found.where(col(WireRequest.request_id) == request_id)
    return session.scalars(found.limit(1)).one_or_none()


def wire_requests(session: Session, end_point: EndPoint, request_id: str, side: str) -> list[WireRequest]:
    """Return the rows of one side that are known by `request_id` to the partner's system, the latest first."""
    found = (
        sa.select(WireRequest)
        .join(LoanRequest, col(LoanRequest.id) == col(WireRequest.loan_id))
        .where(
            col(WireRequest.end_point_id) == end_point.id,
            col(WireRequest.request_id) == request_id,
            col(LoanRequest.side) == side,
        )
        .order_by(col(WireRequest.id).desc())
    )
    return list(session.scalars(found))


def message_of(session: Session, end_point: EndPoint, direction: Direction, digest: str) -> WireMessage | None:
    """Return the document if it came, or went, before."""
    wanted = (
        col(WireMessage.end_point_id) == end_point.id,
        col(WireMessage.direction) == direction,
        col(WireMessage.digest) == digest,
    )
    return session.scalars(sa.select(WireMessage).where(*wanted)).one_or_none()


@dataclass(frozen=True)
class Partner:
    """A partner's system on the list: its library, and how many documents went, came, failed, wait, since when."""

    library: Library
    end_point: EndPoint
    sent: int
    received: int
    failed: int
    waiting: int
    last_at: datetime | None


def partners(session: Session) -> list[Partner]:
    """Return all partners' systems with their figures, by code; one query."""
    direction, confirmation = col(WireMessage.direction), col(WireMessage.confirmation)

    def counted(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.count(sa.case((sa.and_(*conditions), 1)))

    rows = session.execute(
        sa.select(
            Library,
            EndPoint,
            counted(direction == Direction.OUT),
            counted(direction == Direction.IN),
            counted(confirmation == MessageStatus.ERROR),
            counted(col(WireMessage.id).is_not(None), confirmation.is_(None)),
            sa.func.max(col(WireMessage.at)),
        )
        .join(EndPoint, col(EndPoint.library_id) == col(Library.id))
        .outerjoin(WireMessage, col(WireMessage.end_point_id) == col(EndPoint.id))
        .group_by(col(Library.id), col(EndPoint.id))
        .order_by(col(Library.code))
    )
    return [Partner(*row) for row in rows]


@dataclass(frozen=True)
class Said:
    """How often a kind of message went or came, and how often it was refused."""

    direction: Direction
    message: str
    said: str
    version: str
    times: int
    refused: int


def conformance(session: Session, end_point: EndPoint) -> list[Said]:
    """Return what was exchanged with the partner's system, by kind of message; one query."""
    kinds = (col(WireMessage.direction), col(WireMessage.message), col(WireMessage.said), col(WireMessage.version))
    refused = sa.func.count(sa.case((col(WireMessage.confirmation) == MessageStatus.ERROR, 1)))
    rows = session.execute(
        sa.select(*kinds, sa.func.count(), refused)
        .where(col(WireMessage.end_point_id) == end_point.id)
        .group_by(*kinds)
        .order_by(*kinds)
    )
    return [Said(*row) for row in rows]


def last_messages(session: Session, end_point: EndPoint) -> Sequence[WireMessage]:
    """Return the last documents exchanged with the partner's system, the newest first."""
    found = sa.select(WireMessage).where(col(WireMessage.end_point_id) == end_point.id)
    return session.scalars(found.order_by(col(WireMessage.id).desc()).limit(SHOWN)).all()


def get_message(session: Session, number: int) -> WireMessage:
    """Return the document of that number; raises NotFound."""
    found = session.get(WireMessage, number)
    if found is None:
        raise NotFound("document", document=number)
    return found


def messages_of_loan(session: Session, loan_id: int) -> Sequence[tuple[WireMessage, Library]]:
    """Return what was exchanged about a loan's row, in order, each with the library whose system it was; one query."""
    found = (
        sa.select(WireMessage, Library)
        .join(EndPoint, col(EndPoint.id) == col(WireMessage.end_point_id))
        .join(Library, col(Library.id) == col(EndPoint.library_id))
        .where(col(WireMessage.loan_id) == loan_id)
        .order_by(col(WireMessage.id))
        .options(defer(WireMessage.raw))  # type: ignore[arg-type]
    )
    return [(row[0], row[1]) for row in session.execute(found)]


def symbols_of(session: Session, library_id: int) -> str:
    """Return the names of a library on the wire as they are written in the form, one a line."""
    found = sa.select(AgencySymbol).where(col(AgencySymbol.library_id) == library_id).order_by(col(AgencySymbol.id))
    return "\n".join(f"{one.type}:{one.value}" for one in session.scalars(found))


def refused_documents(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query of documents about the library's requests that were refused and that nobody has seen to."""
    return entries(
        WireMessage,
        col(WireMessage.loan_id) == col(LoanRequest.id),
        col(LoanRequest.library_id) == library_id,
        col(EndPoint.id) == col(WireMessage.end_point_id),
        col(WireMessage.direction) == Direction.OUT,
        col(WireMessage.confirmation) == MessageStatus.ERROR,
        col(WireMessage.seen_at).is_(None),
        since=col(WireMessage.at),
        partner=col(EndPoint.library_id),
    )


def silent_systems(at: datetime) -> sa.Select[Any]:
    """Return the query that finds the partners' systems that have left a document without an answer for an hour."""
    unanswered = (
        col(WireMessage.direction) == Direction.OUT,
        col(WireMessage.confirmation).is_(None),
        col(WireMessage.at) <= at - SILENCE,
    )
    silent = sa.select(col(WireMessage.end_point_id)).where(*unanswered)
    return entries(EndPoint, col(EndPoint.is_active), col(EndPoint.id).in_(silent))


def loans_of_messages(session: Session, ids: Sequence[int]) -> list[tuple[int, LoanRequest]]:
    """Return the row of a loan that each document is about; one query."""
    found = sa.select(col(WireMessage.id), LoanRequest).join(
        LoanRequest, col(LoanRequest.id) == col(WireMessage.loan_id)
    )
    return [(row[0], row[1]) for row in session.execute(found.where(col(WireMessage.id).in_(ids)))]
