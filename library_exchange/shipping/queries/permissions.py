"""Which titles need permission to cross, by the rules of the day: for the page, the list and its papers alike."""

from sqlmodel import Session

from library_exchange.directory.models import Library
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import Contents
from library_exchange.shipping.queries.regulations import Rules
from library_exchange.shipping.rules.clearances import rule_code
from library_exchange.shipping.rules.codes import ClearanceState, Direction, Purpose


def is_asked_for(
    session: Session, consignment: Consignment, direction: Direction, purpose: Purpose, rules: Rules
) -> bool:
    """Whether what travels for `purpose` needs permission in `direction`, once it crosses a border."""
    library_id = consignment.consignor_id if direction is Direction.EXPORT else consignment.consignee_id
    return rules.is_set(rule_code(direction, session.get_one(Library, library_id).country, purpose))


def concerned(
    session: Session, consignment: Consignment, contents: Contents, direction: Direction, rules: Rules
) -> list[ConsignmentLine]:
    """Return the titles that need permission in `direction`; within a country none does."""
    if not contents.languages.crosses:
        return []
    asked = {each for each in Purpose if is_asked_for(session, consignment, direction, each, rules)}
    return [line for line in contents.going if line.purpose in asked]


def listed(session: Session, consignment: Consignment, contents: Contents, rules: Rules) -> list[ConsignmentLine]:
    """Return the titles of the list that the consignee's authority reads; none once it is settled that it need not."""
    settled = [each for each in contents.clearances if each.direction is Direction.IMPORT]
    if any(each.state is ClearanceState.NOT_NEEDED for each in settled):
        return []
    return concerned(session, consignment, contents, Direction.IMPORT, rules)


def is_needed(session: Session, consignment: Consignment, contents: Contents, rules: Rules) -> bool:
    """Whether the consignment waits for a permission on its way, or will; until it has titles its purpose decides."""
    if contents.clearances:
        return any(each.state is not ClearanceState.NOT_NEEDED for each in contents.clearances)
    if contents.going:
        return any(concerned(session, consignment, contents, each, rules) for each in Direction)
    return contents.languages.crosses and any(
        is_asked_for(session, consignment, each, consignment.purpose, rules) for each in Direction
    )
