"""A title of several copies that did not all come alike becomes several lines, each with a fate of its own."""

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.rules.codes import LineState


def divide(session: Session, line: ConsignmentLine, copies: int, state: LineState) -> ConsignmentLine:
    """Take `copies` of `line` into a new line in `state`; return it, or `line` itself if those are all it has.

    Both are the same title of the same subject; together they have as many copies as before. The caller flushes when
    what goes with the state is set too.
    """
    if copies < line.copies:
        line.copies -= copies
        session.add(line)
        last = sa.select(sa.func.max(col(ConsignmentLine.number))).where(
            col(ConsignmentLine.consignment_id) == line.consignment_id
        )
        alike = line.model_dump(exclude={"id", "number", "copies", "state"})
        line = ConsignmentLine(**alike, number=(session.scalar(last) or 0) + 1, copies=copies, state=state)
    line.state = state
    session.add(line)
    return line
