"""What the page of a consignment shows of its permissions: how far each is, and what the library that asks may do."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.regions import REGIONS
from library_exchange.core.titles import TitleBlock
from library_exchange.directory.models import Library
from library_exchange.shipping import policy
from library_exchange.shipping.labels import permissions as labels
from library_exchange.shipping.models import Clearance
from library_exchange.shipping.rules import customs_rules
from library_exchange.shipping.rules.clearances import CLEARANCE
from library_exchange.shipping.rules.codes import ClearanceEvent, ClearanceState, Direction
from library_exchange.shipping.services import permits
from library_exchange.shipping.services.guards import Case

LEAD_DAYS = {
    customs_rules.PERMIT_LIST: customs_rules.PERMIT_DAYS,
    customs_rules.ADVANCE_LIST: customs_rules.ADVANCE_DAYS,
}
"""Which rule says how long an authority takes, by the list that it reads."""


def clearance_row(
    session: Session, actor: Actor, clearance: Clearance, case: Case, titled: Mapping[int, TitleBlock]
) -> dict[str, Any]:
    """Return a permission; what was said of each title only to the library that asked."""
    label, tone = labels.CLEARANCES[clearance.state]
    is_list = is_list_ahead(session, clearance)
    mine = policy.is_applicant(actor, case.consignment, clearance)
    parts = policy.parts_in_clearance(actor, clearance, case.consignment)
    events = CLEARANCE.events_from(clearance.state, parts)
    needed = clearance.state is not ClearanceState.NOT_NEEDED
    lines = permits.concerned(session, case, clearance.direction) if mine and needed else []
    is_short = ClearanceEvent.SUBMIT in events and bool(permits.lacking(session, case, clearance))
    return {
        "id": clearance.id,
        "direction": labels.LIST_AHEAD if is_list else labels.DIRECTIONS[clearance.direction],
        "number_label": labels.NUMBERS[is_list],
        "numbered": labels.numbered(clearance.permit_no or "", is_list),
        "state": label,
        "tone": tone,
        "is_needed": needed,
        "permit_no": clearance.permit_no if mine else None,
        "valid_until": clearance.valid_until if mine else None,
        "submitted_on": clearance.submitted_on,
        "lead_days": _lead_days(session, clearance, case) if clearance.state is ClearanceState.TO_PREPARE else None,
        "steps": [
            (str(event), labels.CLEARANCE_STEPS[event])
            for event in events
            if event in labels.CLEARANCE_STEPS and not (event is ClearanceEvent.SUBMIT and is_short)
        ],
        "is_short": is_short,
        "asks_answer": ClearanceEvent.GRANT in events,
        "lines": [{"id": each.id, "number": each.number, "title": titled[each.id]} for each in lines]
        if ClearanceEvent.GRANT in events
        else [],
        "may_note": mine and permits.may_note_permit(case.consignment, clearance),
    }


def is_list_ahead(session: Session, clearance: Clearance) -> bool:
    """Whether what is asked for is no permit: the authority of the country wants a list in advance."""
    country = session.get_one(Library, clearance.library_id).country
    return clearance.direction is Direction.IMPORT and REGIONS[country].border_list == customs_rules.ADVANCE_LIST


def _lead_days(session: Session, clearance: Clearance, case: Case) -> int:
    """Return how many days the authority wants for the list that it reads."""
    region = REGIONS[session.get_one(Library, clearance.library_id).country]
    return case.rules.number(LEAD_DAYS[region.border_list])
