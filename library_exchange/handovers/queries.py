"""Reading: what stands in somebody's name at a library, what she has in hand, who could take it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.accounts import memberships
from library_exchange.accounts.looked_for import NAME
from library_exchange.accounts.models import Membership, SavedFilter, User
from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.actor import STAFF
from library_exchange.core.models import AuditEntry
from library_exchange.deals.models import Agreement, Box
from library_exchange.deals.rules.agreements import LIVE, AgreementState
from library_exchange.directory.models import Library
from library_exchange.exchange_lists.models import ListImport, ListImportState
from library_exchange.handovers.rules import IN_HAND_DAYS, MOST_NAMED, Kind, Subject
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import RequestingState
from library_exchange.programmes.models import Programme
from library_exchange.programmes.rules import PROGRAMME, ProgrammeState
from library_exchange.rounds.models import Round
from library_exchange.rounds.rules.rounds import CLOSED_ROUND
from library_exchange.search_alerts.models import SearchAlert
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.codes import ShipmentState

GOING = (ImportState.UPLOADED, ImportState.WAITING, ImportState.RUNNING)
SENT_BACK = (RequestingState.RETURN_SHIPPED, RequestingState.FORWARDED)
"""States of a loan that is not closed, in which its library has nothing to do any more."""
UNSETTLED = LIVE - {AgreementState.ACTIVE}
"""States of an agreement about which there is something to do: one that is in force goes on by itself."""
HANDED = "hand_over"
"""How the audit calls it that a colleague's work was handed over."""
MOST_HANDED = 5
AT_ONCE = 1000
"""So many numbers are looked for in one query."""
PROGRAMMES = tuple(state for state in ProgrammeState if not PROGRAMME.is_final(state))


@dataclass(frozen=True)
class Thing:
    """One thing in hand: what kind of thing, which one, what it is called, since when."""

    subject: Subject
    id: int
    name: str
    at: datetime


@dataclass(frozen=True)
class Handed:
    """One handing over: when, to whom, how much of each kind; of what is in hand, what was last done since `since`."""

    at: datetime
    to: str | None
    counts: Mapping[Kind, int]
    since: datetime | None


def _named(table: Any, language: str) -> sa.ColumnElement[str]:
    own = getattr(table, f"name_{language}")
    return sa.func.coalesce(col(own), col(table.name_zh), col(table.name_ru), "")


def _own(table: Any, name: Any, *conditions: Any) -> sa.Select[Any]:
    columns: tuple[Any, ...] = (col(table.id), name)
    return sa.select(*columns).where(*conditions)


def _with_partner(table: Any, library_id: int, language: str, *conditions: Any) -> sa.Select[Any]:
    """Return the query of rows of two libraries that are called by the other one."""
    other = sa.case((col(table.first_id) == library_id, col(table.second_id)), else_=col(table.first_id))
    pair = sa.or_(col(table.first_id) == library_id, col(table.second_id) == library_id)
    found = _own(table, col(getattr(Library, f"name_{language}")), pair, *conditions)
    return found.join(Library, col(Library.id) == other)


def _of(library_id: int, *columns: Any) -> sa.ColumnElement[bool]:
    return sa.or_(*(col(column) == library_id for column in columns))


def _open_at(library_id: int, language: str) -> Mapping[Subject, sa.Select[Any]]:
    """Return of each subject the query of what is open at a library: its number, and what it is called."""
    loan, shipment, taking, file, member = LoanRequest, Consignment, ListImport, Import, Membership
    ends = (shipment.consignor_id, shipment.consignee_id, shipment.consignor_gateway_id, shipment.consignee_gateway_id)
    name = sa.func.coalesce
    mine = {table: _of(library_id, table.library_id) for table in (loan, taking, file, member)}
    is_organised = (_of(library_id, Round.organiser_id), col(Round.state).not_in(list(CLOSED_ROUND)))
    is_planned = (_of(library_id, Programme.author_id, Programme.partner_id), col(Programme.state).in_(PROGRAMMES))
    is_open = col(taking.state) == ListImportState.OPEN
    goes_on = (col(shipment.closed_at).is_(None), col(shipment.state) != ShipmentState.RECEIVED)
    is_lent = (col(loan.closed_at).is_(None), col(loan.state).not_in(SENT_BACK))
    return {
        Subject.LOAN: _own(loan, col(loan.request_no), mine[loan], *is_lent),
        Subject.CONSIGNMENT: _own(shipment, col(shipment.number), _of(library_id, *ends), *goes_on),
        Subject.LIST: _own(taking, name(col(taking.filename), ""), mine[taking], is_open),
        Subject.IMPORT: _own(file, col(file.filename), mine[file], col(file.state).in_(GOING)),
        Subject.BOX: _with_partner(Box, library_id, language, col(Box.closed_at).is_(None)),
        Subject.AGREEMENT: _with_partner(Agreement, library_id, language, col(Agreement.state).in_(list(UNSETTLED))),
        Subject.ROUND: _own(Round, _named(Round, language), *is_organised),
        Subject.PROGRAMME: _own(Programme, _named(Programme, language), *is_planned),
        Subject.INVITATION: _own(member, name(col(member.invited_name), ""), mine[member], col(member.is_open)),
    }


def in_hand(session: Session, membership: Membership, language: str, at: datetime) -> list[Thing]:
    """Return what is open at a library and what the person was the last there to do something about, the latest first.

    What programs, partners and the clock did does not count, nor what was handed over since. One query for each subject
    of which there is something (of each thousand), and two more.
    """
    gone = handed(session, membership)
    entry = AuditEntry
    acts = (
        col(entry.library_id) == membership.library_id,
        col(entry.user_id).is_not(None),
        col(entry.subject).in_(list(Subject)),
        col(entry.at) > at - timedelta(days=IN_HAND_DAYS),
    )
    newest = sa.select(sa.func.max(entry.id)).where(*acts).group_by(col(entry.subject), col(entry.subject_id))
    hers = (col(entry.id).in_(newest), col(entry.user_id) == membership.user_id)
    rows = session.execute(sa.select(col(entry.subject), col(entry.subject_id), col(entry.at)).where(*hers)).all()
    last = {(subject, number): day for subject, number, day in rows if not _is_gone(gone, day)}
    found = []
    for subject, query in _open_at(membership.library_id, language).items():
        ids = [number for kind, number in last if kind == subject]
        row_id, *_rest = query.selected_columns
        for start in range(0, len(ids), AT_ONCE):
            for number, name in session.execute(query.where(row_id.in_(ids[start : start + AT_ONCE]))):
                found.append(Thing(subject, number, name, last[subject.value, number]))
    return sorted(found, key=lambda thing: (thing.at, thing.id), reverse=True)[:MOST_NAMED]


def _is_gone(gone: Sequence[Handed], day: datetime) -> bool:
    return any(each.since is not None and each.since <= day <= each.at for each in gone)


def handed(session: Session, membership: Membership) -> list[Handed]:
    """Return what of a person's work was handed over and to whom, the latest first; one query."""
    entry, receiver = AuditEntry, Membership
    shown = sa.func.coalesce(sa.func.nullif(NAME, ""), col(User.email))
    rows = session.execute(
        sa.select(col(entry.at), col(entry.facts), shown)
        .outerjoin(receiver, col(receiver.id) == col(entry.facts)["to"].as_integer())
        .outerjoin(User, col(User.id) == col(receiver.user_id))
        .where(
            col(entry.action) == HANDED,
            col(entry.subject) == "membership",
            col(entry.subject_id) == membership.id,
            col(entry.library_id) == membership.library_id,
        )
        .order_by(col(entry.id).desc())
    )
    return [
        Handed(at, to, {kind: facts[kind] for kind in Kind if facts.get(kind)}, _instant(facts.get("since")))
        for at, facts, to in rows
    ]


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def filters(membership: Membership, is_shared: bool) -> sa.Select[Any]:
    """Return the query of the filters that a person keeps at a library, those shared or the others."""
    hers = (col(SavedFilter.user_id) == membership.user_id, col(SavedFilter.library_id) == membership.library_id)
    found = sa.select(SavedFilter).where(*hers, col(SavedFilter.is_shared).is_(is_shared))
    return found.order_by(col(SavedFilter.id))


def alerts(membership: Membership) -> sa.Select[Any]:
    """Return the query of the searches of which a person is told."""
    return sa.select(SearchAlert).where(col(SearchAlert.user_id) == membership.user_id).order_by(col(SearchAlert.id))


FOUND: Mapping[Kind, Callable[[Membership], sa.Select[Any]]] = {
    Kind.SHARED_FILTERS: lambda membership: filters(membership, is_shared=True),
    Kind.OWN_FILTERS: lambda membership: filters(membership, is_shared=False),
    Kind.ALERTS: alerts,
}
"""What changes hands of each kind; what is in hand stays with the library."""


def counted(session: Session, membership: Membership) -> dict[Kind, int]:
    """Return how much of each kind would change hands; one query."""
    counts = (
        sa.select(sa.func.count()).select_from(found(membership).order_by(None).subquery(kind.value)).scalar_subquery()
        for kind, found in FOUND.items()
    )
    return dict(zip(FOUND, session.execute(sa.select(*counts)).one(), strict=True))


def filters_then(session: Session, membership: Membership, to_user_id: int, shared: Collection[bool]) -> int:
    """Return how many filters a colleague would have on the fullest page to which some come: those shared, or others.

    It is 0 where none come.
    """
    given = sa.and_(col(SavedFilter.user_id) == membership.user_id, col(SavedFilter.is_shared).in_(shared))
    either = (
        col(SavedFilter.library_id) == membership.library_id,
        sa.or_(given, col(SavedFilter.user_id) == to_user_id),
    )
    found = sa.select(sa.func.count()).where(*either).group_by(col(SavedFilter.page))
    some_come = sa.func.sum(sa.case((given, 1), else_=0)) > 0
    return session.scalar(found.having(some_come).order_by(sa.func.count().desc()).limit(1)) or 0


def alerts_then(session: Session, membership: Membership, to_user_id: int) -> int:
    """Return of how many searches a colleague would be told, the same ones once; 0 where none come."""
    given = col(SearchAlert.user_id) == membership.user_id
    either = sa.or_(given, col(SearchAlert.user_id) == to_user_id)
    found = sa.select(sa.func.count(sa.distinct(col(SearchAlert.query)))).where(either)
    return session.scalar(found.having(sa.func.sum(sa.case((given, 1), else_=0)) > 0)) or 0


def colleagues(session: Session, membership: Membership, at: datetime) -> Sequence[tuple[int, str]]:
    """Return who else works at the library and is there, each once: the number of her membership, and her name."""
    shown = sa.func.coalesce(sa.func.nullif(NAME, ""), col(User.email))
    found = sa.select(sa.func.min(Membership.id), shown).join(User, col(User.id) == col(Membership.user_id))
    there = (
        col(Membership.library_id) == membership.library_id,
        col(Membership.user_id) != membership.user_id,
        col(Membership.role).in_(STAFF),
        col(User.active),
        memberships.in_force(at),
    )
    rows = session.execute(found.where(*there).group_by(col(User.id), shown).order_by(shown, col(User.id)))
    return [(number, name) for number, name in rows]


def find_own(session: Session, library_id: int | None, user_id: int | None, at: datetime) -> Membership | None:
    """Return by what a person works at a library now, if she does."""
    found = sa.select(Membership).where(col(Membership.user_id) == user_id, col(Membership.library_id) == library_id)
    is_staff = (col(Membership.role).in_(STAFF), memberships.in_force(at))
    return session.scalar(found.where(*is_staff).order_by(col(Membership.id)).limit(1))
