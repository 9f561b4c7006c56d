"""What a consignment that waits for a library asks of it, as the list of work says it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.bilingual import Place
from library_exchange.core.hooks import Hook
from library_exchange.core.worklist import Line
from library_exchange.directory.models import Library
from library_exchange.shipping.labels import consignments as consignment_labels
from library_exchange.shipping.labels import sentences
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import languages_of
from library_exchange.shipping.queries.waiting_for import consignment_line, consignments
from library_exchange.shipping.rules.codes import DROPPED, ShipmentState
from library_exchange.shipping.rules.shipments import TEXTS_KIND

AT_REST = (ShipmentState.PLANNED, ShipmentState.READY, ShipmentState.PACKED)
ASKED_OF_NOBODY = "consignments_asked_of_nobody"
"""Where a session keeps which consignments await no text: counting and listing stand on one page."""
ADDRESSES: Hook[Callable[[Session, Collection[Consignment]], Mapping[int, Any]]] = Hook()
"""Who tells, by their ids, which consignments are kept by an address alone: for whose one waits, None if for none."""


def consignment_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how consignments stand on the list of work; a fixed number of queries."""
    rows = _with_titles_of_planned(session, ids)
    lines: dict[int, list[ConsignmentLine]] = defaultdict(list)
    for it, line, *_ends in rows:
        if line is not None:
            lines[it.id].append(line)
    found = {it.id: it for it, *_more in rows}
    told = _tasks(session, found, lines, _awaited(session, [found[number] for number in lines]))
    kept = kept_by_addresses(session, [it for it, *_more in rows])
    told |= {number: why or sentences.FIRST["addresses"] for number, why in kept.items()}
    return {
        it.id: consignment_line(it.number, it.id, told.get(it.id, consignment_labels.TASKS[it.state]), "next-step")
        for it, *_more in rows
    }


def left_to_others(session: Session, library_id: int, today: date) -> set[int]:
    """Return which consignments only await titles or addresses that another library was asked for."""
    found = consignments(library_id, today).where(col(Consignment.state).in_(AT_REST)).subquery()
    is_asked = bilingual.is_awaited(TEXTS_KIND, sa.cast(col(Consignment.id), sa.String))
    rows = session.execute(sa.select(Consignment, is_asked).where(col(Consignment.id).in_(sa.select(found.c.id)))).all()
    waiting = [row[0] for row in rows]
    planned = [each for each in waiting if each.state is ShipmentState.PLANNED]
    session.info[ASKED_OF_NOBODY] = {each.id for each, is_asked in rows if not is_asked}
    asked = _awaited(session, planned)
    lines = _with_titles_of_planned(session, list(asked)) if asked else ()
    within = {number: [row[1] for row in lines if row[0].id == number and row[1]] for number in asked}
    told = _tasks(session, {each.id: each for each in planned}, within, asked)
    ready = [each for each in waiting if each.state is not ShipmentState.PLANNED]
    kept = kept_by_addresses(session, ready) if ready else {}
    awaiting = {number for number, task in told.items() if task is consignment_labels.AWAITS_TITLES}
    return awaiting | {number for number, why in kept.items() if why}


def kept_by_addresses(session: Session, consignments: Collection[Consignment]) -> dict[int, Any]:
    """Return what rooms tell of consignments that an address keeps."""
    return {each: why for kept in ADDRESSES.fillings().values() for each, why in kept(session, consignments).items()}


def _with_titles_of_planned(session: Session, ids: Sequence[int]) -> Sequence[Any]:
    """Return consignments, those that are planned once for each title in them, with both their libraries."""
    consignor, consignee = aliased(Library), aliased(Library)
    is_in = (
        col(ConsignmentLine.consignment_id) == col(Consignment.id),
        col(Consignment.state) == ShipmentState.PLANNED,
        col(ConsignmentLine.state).not_in(DROPPED),
    )
    return session.execute(
        sa.select(Consignment, ConsignmentLine, consignor, consignee)
        .join(consignor, col(consignor.id) == col(Consignment.consignor_id))
        .join(consignee, col(consignee.id) == col(Consignment.consignee_id))
        .outerjoin(ConsignmentLine, sa.and_(*is_in))
        .where(col(Consignment.id).in_(ids))
        .order_by(col(ConsignmentLine.id))
    ).all()


def _tasks(
    session: Session,
    consignments: Mapping[int, Consignment],
    lines: Mapping[int, Sequence[ConsignmentLine]],
    awaited: Mapping[int, frozenset[Place]],
) -> dict[int, Any]:
    """Return what planned consignments with titles ask: to complete these, or to close the list.

    Where every title that lacks is asked of the partner, that is awaited.
    """
    return {
        number: _task(_lacking(session, consignments[number], within), awaited.get(number, frozenset()))
        for number, within in lines.items()
    }


def _awaited(session: Session, consignments: Sequence[Consignment]) -> dict[int, frozenset[Place]]:
    """Return the texts that each consignment awaits from its consignee; its consignor is asked for others, perhaps."""
    ids = [str(each.id) for each in consignments if each.id not in session.info.get(ASKED_OF_NOBODY, ())]
    asked = bilingual.awaited_among(session, TEXTS_KIND, ids) if ids else {}
    own: dict[str, frozenset[Place]] = {}
    for consignor_id in {each.consignor_id for each in consignments if str(each.id) in asked}:
        own |= bilingual.awaited_among(session, TEXTS_KIND, ids, consignor_id)
    return {int(number): places - own.get(number, frozenset()) for number, places in asked.items()}


def _lacking(session: Session, consignment: Consignment, lines: Sequence[ConsignmentLine]) -> set[Place]:
    """Return where a title of `lines` lacks in a language in which the papers tell it."""
    languages = languages_of(session, consignment).titles
    return {Place(line.id, "title", code) for line in lines for code in languages if not getattr(line, f"title_{code}")}


def awaits_titles(session: Session, consignment: Consignment, lines: Sequence[ConsignmentLine]) -> bool:
    """Whether titles of `lines` lack for the papers and the partner was asked for each of them."""
    lacking = _lacking(session, consignment, lines)
    return bool(lacking) and lacking <= _awaited(session, [consignment]).get(consignment.id, frozenset())


def _task(lacking: set[Place], awaited: frozenset[Place]) -> Any:
    if not lacking:
        return consignment_labels.STEPS["make_ready"]
    return sentences.FIRST["titles"] if lacking - awaited else consignment_labels.AWAITS_TITLES
