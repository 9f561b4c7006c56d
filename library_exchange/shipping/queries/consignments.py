"""Reading consignments: one of them with all it holds, and the list of a library."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.errors import NotFound
from library_exchange.core.models import AuditEntry
from library_exchange.directory.models import Library
from library_exchange.documents.paper_languages import PaperLanguages, paper_languages
from library_exchange.shipping import policy
from library_exchange.shipping.models import CarrierService, Claim, Clearance, Consignment, ConsignmentLine, Leg, Parcel
from library_exchange.shipping.queries.waiting_for import waits_for
from library_exchange.shipping.rules.codes import DROPPED, BookEvent, ClaimState, ShipmentState
from library_exchange.shipping.rules.shipments import FINAL, MAY_GROW


def get_consignment(session: Session, actor: Actor, consignment_id: int) -> Consignment:
    """Return the consignment; raises NotFound if there is none or `actor` may not know of it."""
    found = session.get(Consignment, consignment_id)
    if found is None or not policy.may_see(actor, found):
        raise NotFound("consignment", consignment=consignment_id)
    return found


@dataclass(frozen=True)
class Contents:
    """What a consignment holds; `lines` are all titles, `going` those that were not taken out of it.

    `languages` are those in which its papers stand.
    """

    lines: Sequence[ConsignmentLine]
    parcels: Sequence[Parcel]
    services: Mapping[int, CarrierService]
    clearances: Sequence[Clearance]
    claims: Sequence[Claim]
    legs: Sequence[Leg]
    languages: PaperLanguages

    @property
    def going(self) -> list[ConsignmentLine]:
        """The titles that go."""
        return [line for line in self.lines if line.state not in DROPPED]

    def in_parcel(self, parcel: Parcel) -> list[ConsignmentLine]:
        """The titles in `parcel`."""
        return [line for line in self.lines if line.parcel_id == parcel.id]

    @property
    def empty_parcels(self) -> list[Parcel]:
        """The parcels in which no title lies."""
        return [parcel for parcel in self.parcels if not self.in_parcel(parcel)]

    def net_g(self, parcel: Parcel) -> int:
        """The weight of the books in `parcel`, as far as it is known."""
        return sum((line.weight_g or 0) * line.copies for line in self.in_parcel(parcel))


def languages_of(session: Session, consignment: Consignment) -> PaperLanguages:
    """Return in which languages the papers of `consignment` stand; a query for each library that was not read yet."""
    ends = (consignment.consignor_id, consignment.consignee_id)
    return paper_languages(*(session.get_one(Library, each).country for each in ends))


def contents_of(session: Session, consignment: Consignment) -> Contents:
    """Return what `consignment` holds; six queries, however much it is, and its libraries."""

    def rows(table: Any, order: str) -> list[Any]:
        wanted: Any = sa.select(table).where(table.consignment_id == consignment.id)
        return list(session.scalars(wanted.order_by(getattr(table, order))))

    parcels: list[Parcel] = rows(Parcel, "number")
    wanted = sa.select(CarrierService).where(col(CarrierService.id).in_([each.service_id for each in parcels]))
    return Contents(
        lines=rows(ConsignmentLine, "number"),
        parcels=parcels,
        services={each.id: each for each in session.scalars(wanted)},
        clearances=rows(Clearance, "direction"),
        claims=rows(Claim, "id"),
        legs=rows(Leg, "seq"),
        languages=languages_of(session, consignment),
    )


def growing(session: Session, consignor_id: int, consignee_id: int) -> list[Consignment]:
    """Return the consignments between two libraries that may still take titles, the oldest first."""
    between = (col(Consignment.consignor_id) == consignor_id, col(Consignment.consignee_id) == consignee_id)
    open_still = col(Consignment.state).in_(MAY_GROW)
    return list(session.scalars(sa.select(Consignment).where(*between, open_still).order_by(col(Consignment.id))))


@dataclass(frozen=True)
class Row:
    """One consignment in a list."""

    id: int
    number: str
    state: ShipmentState
    consignor: Library
    consignee: Library
    titles: int
    weight_g: int
    eta_on: date | None
    touched_at: datetime
    is_outgoing: bool
    is_our_turn: bool


def consignments_of(
    session: Session,
    library_id: int,
    is_open: bool,
    today: date,
    limit: int = 50,
    offset: int = 0,
    left_to_others: Collection[int] = (),
) -> tuple[list[Row], int]:
    """Return a page of the consignments that the library sends, receives or passes on, and how many there are.

    Those that wait for it come first, but for what is `left_to_others`, then the last touched. `today` is the library's
    own day. Two queries.
    """
    consignor, consignee = aliased(Library), aliased(Library)
    mine = sa.or_(
        *(
            getattr(Consignment, name) == library_id
            for name in ("consignor_id", "consignee_id", "consignor_gateway_id", "consignee_gateway_id")
        )
    )
    state = col(Consignment.state).not_in(FINAL) if is_open else col(Consignment.state).in_(FINAL)
    weight = sa.func.coalesce(sa.func.sum(col(ConsignmentLine.weight_g) * col(ConsignmentLine.copies)), 0)
    held = (
        sa.select(col(ConsignmentLine.consignment_id), sa.func.count().label("titles"), weight.label("weight_g"))
        .where(col(ConsignmentLine.state).not_in(DROPPED))
        .group_by(col(ConsignmentLine.consignment_id))
        .subquery()
    )
    is_ours = sa.and_(waits_for(library_id, today), col(Consignment.id).not_in(left_to_others))
    turn = sa.case((is_ours, 1), else_=0).label("turn")
    query = (
        sa.select(Consignment, consignor, consignee, held.c.titles, held.c.weight_g, turn)
        .join(consignor, col(consignor.id) == col(Consignment.consignor_id))
        .join(consignee, col(consignee.id) == col(Consignment.consignee_id))
        .outerjoin(held, held.c.consignment_id == Consignment.id)
        .where(mine, state)
        .order_by(turn.desc(), col(Consignment.touched_at).desc(), col(Consignment.id).desc())
    )
    total = session.scalar(sa.select(sa.func.count()).select_from(Consignment).where(mine, state)) or 0
    rows = session.execute(query.limit(limit).offset(offset))
    return [_row(row, library_id) for row in rows], total


def _row(row: Any, library_id: int) -> Row:
    found, consignor, consignee, titles, weight_g, turn = row
    return Row(
        id=found.id,
        number=found.number,
        state=found.state,
        consignor=consignor,
        consignee=consignee,
        titles=titles or 0,
        weight_g=weight_g or 0,
        eta_on=found.eta_on,
        touched_at=found.touched_at,
        is_outgoing=found.consignor_id == library_id,
        is_our_turn=bool(turn),
    )


@dataclass(frozen=True)
class Event:
    """One line of a consignment's history: what, when, and which library did it, in the order of the ids."""

    id: int
    at: datetime
    action: str
    library_id: int | None
    line: int | None = None


def history(session: Session, consignment: Consignment) -> list[Event]:
    """Return what happened to the consignment, oldest first; steps only, no single scans."""
    rows = session.execute(
        sa.select(
            *(col(AuditEntry.id), col(AuditEntry.at), col(AuditEntry.action), col(AuditEntry.library_id)),
            col(AuditEntry.facts),
        )
        .where(
            col(AuditEntry.subject) == "consignment",
            col(AuditEntry.subject_id) == consignment.id,
            col(AuditEntry.action).startswith("shipping.") | col(AuditEntry.action).in_(list(BookEvent)),
        )
        .order_by(col(AuditEntry.id))
    )
    return [
        Event(number, at, action.removeprefix("shipping."), library, facts.get("line"))
        for number, at, action, library, facts in rows
    ]


def get_line(session: Session, consignment: Consignment, line_id: int) -> ConsignmentLine:
    """Return a title of the consignment; raises NotFound."""
    found = session.get(ConsignmentLine, line_id)
    if found is None or found.consignment_id != consignment.id:
        raise NotFound("line", line=line_id)
    return found


def get_parcel(session: Session, consignment: Consignment, parcel_id: int) -> Parcel:
    """Return a parcel of the consignment; raises NotFound."""
    found = session.get(Parcel, parcel_id)
    if found is None or found.consignment_id != consignment.id:
        raise NotFound("parcel", parcel=parcel_id)
    return found


def get_clearance(session: Session, consignment: Consignment, clearance_id: int) -> Clearance:
    """Return a permission of the consignment; raises NotFound."""
    found = session.get(Clearance, clearance_id)
    if found is None or found.consignment_id != consignment.id:
        raise NotFound("clearance", clearance=clearance_id)
    return found


def get_claim(session: Session, actor: Actor, claim_id: int) -> tuple[Consignment, Claim]:
    """Return a claim and its consignment for its two libraries, or for the coordinator once it is escalated."""
    found = session.get(Claim, claim_id)
    consignment = session.get(Consignment, found.consignment_id) if found else None
    if found is None or consignment is None:
        raise NotFound("claim", claim=claim_id)
    is_dispute = actor.is_platform_admin and found.state is ClaimState.ESCALATED
    if not (policy.may_see(actor, consignment) or is_dispute):
        raise NotFound("claim", claim=claim_id)
    return consignment, found


def disputes(session: Session) -> list[tuple[Claim, ConsignmentLine, Consignment]]:
    """Return the claims that the coordinator must decide, the oldest first."""
    rows = session.execute(
        sa.select(Claim, ConsignmentLine, Consignment)
        .join(ConsignmentLine, col(ConsignmentLine.id) == col(Claim.line_id))
        .join(Consignment, col(Consignment.id) == col(Claim.consignment_id))
        .where(col(Claim.state) == ClaimState.ESCALATED)
        .order_by(col(Claim.id))
    )
    return [(claim, line, consignment) for claim, line, consignment in rows]


def ids_with(session: Session, subject_kind: str, subject_ids: Collection[int]) -> tuple[int, ...]:
    """Return the ids of the consignments in which subjects of an upper room travel; one query, none without."""
    mine = (col(ConsignmentLine.subject_kind) == subject_kind, col(ConsignmentLine.subject_id).in_(sorted(subject_ids)))
    wanted = sa.select(col(ConsignmentLine.consignment_id)).where(*mine).distinct()
    return tuple(session.scalars(wanted)) if subject_ids else ()
