"""Reading standing exchanges: one of them, those of a library, their serials and issues."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import STANDS, BibliographicRecord, Identifier
from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.deals.models import Agreement
from library_exchange.deals.rules.agreements import AgreementState
from library_exchange.directory.models import Library
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.consigned import is_in_consignment
from library_exchange.standing_exchange.rules.agreeing import StandingState
from library_exchange.standing_exchange.rules.issues import AWAITED, Answer, Channel, IssueState, Standing, is_late


def get_exchange(session: Session, actor: Actor, exchange_id: int) -> StandingExchange:
    """Return a standing exchange of the actor's library. Raises NotFound."""
    found = session.get(StandingExchange, exchange_id)
    if found is None:
        raise NotFound("standing-exchange", exchange=exchange_id)
    rights.require_party(actor, found.first_id, found.second_id)
    return found


def serials_of(session: Session, exchange_ids: Collection[int]) -> Mapping[int, Sequence[StandingSerial]]:
    """Return the serials of standing exchanges by the ids of these; one query."""
    wanted = sa.select(StandingSerial).where(col(StandingSerial.exchange_id).in_(exchange_ids))
    found: dict[int, list[StandingSerial]] = defaultdict(list)
    for serial in session.scalars(wanted.order_by(col(StandingSerial.id))):
        found[serial.exchange_id].append(serial)
    return found


def issues_of(session: Session, serials: Sequence[StandingSerial], year: int | None = None) -> Sequence[SerialIssue]:
    """Return the issues of serials, of one year or of all, as they should appear; one query."""
    wanted = sa.select(SerialIssue).where(col(SerialIssue.serial_id).in_([each.id for each in serials]))
    if year is not None:
        wanted = wanted.where(col(SerialIssue.year) == year)
    return session.scalars(wanted.order_by(col(SerialIssue.due_on), col(SerialIssue.id))).all()


def late_among(issues: Sequence[SerialIssue], today: date) -> set[int]:
    """Return the ids of those of all issues of some serials that are late on the day `today`."""
    came: dict[int, list[date]] = defaultdict(list)
    for issue in issues:
        if issue.state is IssueState.RECEIVED:
            came[issue.serial_id].append(issue.due_on)
    return {
        issue.id
        for issue in issues
        if is_late(
            Standing(issue.state, issue.due_on, issue.late_from, issue.is_promised), today, came[issue.serial_id]
        )
    }


def ceased_among(issues: Sequence[SerialIssue]) -> set[int]:
    """Return the ids of the serials that no longer appear, by what was answered of all their issues."""
    return {each.serial_id for each in issues if each.state is IssueState.GONE and each.answer is Answer.CEASED}


def has_ceased(session: Session, exchange: StandingExchange) -> bool:
    """Whether no serial of a standing exchange appears any more; two queries."""
    serials = serials_of(session, [exchange.id])[exchange.id]
    return {each.id for each in serials} == ceased_among(issues_of(session, serials))


def is_late_on(today: date) -> sa.ColumnElement[bool]:
    """Return the condition that an issue is late on the day `today`, as `rules.issues.is_late` says it."""
    later = sa.orm.aliased(SerialIssue)
    has_later = sa.exists().where(
        col(later.serial_id) == col(SerialIssue.serial_id),
        col(later.state) == IssueState.RECEIVED,
        col(later.due_on) > col(SerialIssue.due_on),
    )
    return sa.and_(
        col(SerialIssue.state).in_(AWAITED),
        sa.or_(col(SerialIssue.late_from) <= today, sa.and_(col(SerialIssue.is_promised).is_(False), has_later)),
    )


def is_to_send_on(today: date) -> sa.ColumnElement[bool]:
    """Return the condition that a giver is to send an issue, as `rules.issues.is_to_send` says it.

    What waits in a consignment goes with that, and what the publisher sends nobody else does.
    """
    is_past = sa.and_(col(SerialIssue.is_promised).is_(False), col(SerialIssue.due_on) < today)
    return sa.and_(
        col(SerialIssue.state) == IssueState.EXPECTED,
        sa.or_(col(SerialIssue.late_from) <= today, is_past),
        col(StandingSerial.channel) != Channel.PUBLISHER,
        ~is_in_consignment(),
    )


def records_by_issn(session: Session, serials: Sequence[StandingSerial]) -> Mapping[str, int]:
    """Return by ISSN a record of the union catalogue that has it, as far as there is one; one query."""
    numbers = [each.issn for each in serials if each.issn]
    rows = session.execute(
        sa.select(col(Identifier.value), sa.func.min(col(Identifier.record_id)))
        .join(BibliographicRecord, col(BibliographicRecord.id) == col(Identifier.record_id))
        .where(col(Identifier.kind) == "issn", col(Identifier.value).in_(numbers), STANDS)
        .group_by(col(Identifier.value))
    )
    return dict(rows.all())


def may_exchange_with(session: Session, library_id: int) -> frozenset[int]:
    """Return the libraries with which a library has an agreement in force, and so may propose to; one query."""
    first, second = col(Agreement.first_id), col(Agreement.second_id)
    other = sa.case((first == library_id, second), else_=first)
    ours = sa.or_(first == library_id, second == library_id)
    return frozenset(session.scalars(sa.select(other).where(ours, col(Agreement.state) == AgreementState.ACTIVE)))


@dataclass(frozen=True)
class Row:
    """A standing exchange of a list: the partner, the serials, how many issues are late for us, how many claimed."""

    exchange: StandingExchange
    partner: Library
    serials: Sequence[StandingSerial]
    late: int
    claimed: int


def _of(library_id: int, state: StandingState | None, partner_id: int | None) -> list[sa.ColumnElement[bool]]:
    first, second = col(StandingExchange.first_id), col(StandingExchange.second_id)
    conditions: list[sa.ColumnElement[bool]] = [sa.or_(first == library_id, second == library_id)]
    if state is not None:
        conditions.append(col(StandingExchange.state) == state)
    if partner_id is not None:
        conditions.append(sa.or_(first == partner_id, second == partner_id))
    return conditions


def listed(
    session: Session,
    library_id: int,
    today: date,
    state: StandingState | None,
    partner_id: int | None,
    limit: int,
    offset: int,
) -> tuple[int, list[Row]]:
    """Return how many a library has, of a state and with a partner if asked, and a page of them; six queries."""
    conditions = _of(library_id, state, partner_id)
    total = session.scalar(sa.select(sa.func.count()).select_from(StandingExchange).where(*conditions)) or 0
    newest = sa.select(StandingExchange).where(*conditions).order_by(col(StandingExchange.id).desc())
    found = session.scalars(newest.limit(limit).offset(offset)).all()
    ids = [each.id for each in found]
    serials = serials_of(session, ids)
    late = _counted(session, ids, is_late_on(today), col(StandingSerial.giver_id) != library_id)
    claimed = _counted(session, ids, col(SerialIssue.state) == IssueState.CLAIMED)
    rows = session.scalars(sa.select(Library).where(col(Library.id).in_({each.other(library_id) for each in found})))
    partners = {each.id: each for each in rows}
    return total, [
        Row(each, partners[each.other(library_id)], serials[each.id], late.get(each.id, 0), claimed.get(each.id, 0))
        for each in found
    ]


def _counted(session: Session, exchange_ids: Sequence[int], *conditions: Any) -> Mapping[int, int]:
    rows = session.execute(
        sa.select(col(StandingSerial.exchange_id), sa.func.count())
        .join(SerialIssue, col(SerialIssue.serial_id) == col(StandingSerial.id))
        .where(col(StandingSerial.exchange_id).in_(exchange_ids), *conditions)
        .group_by(col(StandingSerial.exchange_id))
    )
    return dict(rows.all())


def partners_of(session: Session, library_id: int) -> Sequence[Library]:
    """Return the libraries with which a library has a standing exchange of any state; one query."""
    first, second = col(StandingExchange.first_id), col(StandingExchange.second_id)
    other = sa.case((first == library_id, second), else_=first)
    ids = sa.select(other).where(sa.or_(first == library_id, second == library_id))
    return session.scalars(sa.select(Library).where(col(Library.id).in_(ids)).order_by(col(Library.id))).all()
