"""What a consignment that waits for a library asks of it, as the list of work says it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.bilingual import Place
from library_exchange.core.worklist import Line
from library_exchange.directory.models import Library
from library_exchange.shipping import labels
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import DROPPED, languages_of
from library_exchange.shipping.queries.waiting_for import consignment_line
from library_exchange.shipping.rules.codes import ShipmentState
from library_exchange.shipping.rules.shipments import TEXTS_KIND


def consignment_lines(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return how consignments stand on the list of work; four queries at most."""
    found = session.scalars(sa.select(Consignment).where(col(Consignment.id).in_(ids))).all()
    told = _tasks_of_planned(session, [each for each in found if each.state is ShipmentState.PLANNED])
    return {
        each.id: consignment_line(each.number, each.id, told.get(each.id, labels.TASKS[each.state]), "next-step")
        for each in found
    }


def _tasks_of_planned(session: Session, planned: Sequence[Consignment]) -> dict[int, Any]:
    """Return what those of the `planned` consignments ask that have titles: to complete them, or to close the list.

    Where every title that lacks is asked of the partner, that is awaited.
    """
    if not planned:
        return {}
    ids = [each.id for each in planned]
    mine = (col(ConsignmentLine.consignment_id).in_(ids), col(ConsignmentLine.state).not_in(DROPPED))
    lines: dict[int, list[ConsignmentLine]] = defaultdict(list)
    for line in session.scalars(sa.select(ConsignmentLine).where(*mine)):
        lines[line.consignment_id].append(line)
    ends = {end for each in planned for end in (each.consignor_id, each.consignee_id)}
    _read = session.scalars(sa.select(Library).where(col(Library.id).in_(ends))).all()
    awaited = bilingual.awaited_among(session, TEXTS_KIND, list(map(str, lines)))
    return {
        each.id: _task(_lacking(session, each, lines[each.id]), awaited.get(str(each.id), frozenset()))
        for each in planned
        if each.id in lines
    }


def _lacking(session: Session, consignment: Consignment, lines: Sequence[ConsignmentLine]) -> set[Place]:
    """Return where a title of `lines` lacks in a language in which the papers tell it."""
    languages = languages_of(session, consignment).titles
    return {Place(line.id, "title", code) for line in lines for code in languages if not getattr(line, f"title_{code}")}


def _task(lacking: set[Place], awaited: frozenset[Place]) -> Any:
    if not lacking:
        return labels.STEPS["make_ready"]
    return labels.FIRST["titles"] if lacking - awaited else labels.AWAITS_TITLES
