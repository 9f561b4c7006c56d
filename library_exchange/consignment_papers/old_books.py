"""Books that may be too old to leave: that they may go, by which document, and that this is taken back."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import Part
from library_exchange.directory.queries import day_at
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.rules.codes import BookEvent
from library_exchange.shipping.rules.shipments import NOT_SENT
from library_exchange.shipping.schemas import ExportPermit
from library_exchange.shipping.services import transitions

BOTH = _l("A permission to leave has a number and a day: enter both as its document has them.")
SENT_ALREADY = _l("The consignment has been given to the carrier: what was noted of its books before stays.")
ASKED_MEANWHILE = _l("Nothing is noted of this book any more: it is asked about again before it leaves.")


def confirm_old(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    now: datetime,
    given: ExportPermit | None = None,
) -> None:
    """Note that the consignor made sure that a book may leave the country, by the document `given` if there is one.

    Raises InvalidInput for half a document, and for a day that has not come yet; Conflict once the books have left.
    """
    _require_not_sent(actor, consignment)
    permit = given or ExportPermit()
    if (permit.export_permit_no is None) != (permit.export_permit_on is None):
        raise InvalidInput({"export_permit_on" if permit.export_permit_no else "export_permit_no": BOTH})
    today = day_at(session, consignment.consignor_id, now)
    if permit.export_permit_on is not None and permit.export_permit_on > today:
        raise InvalidInput({"export_permit_on": refusals.not_yet(today)})
    line.old_confirmed_at = now
    line.export_permit_no, line.export_permit_on = permit.export_permit_no, permit.export_permit_on
    _note(session, actor, consignment, line, BookEvent.CONFIRM_OLD, now)


def withdraw_old(
    session: Session, actor: Actor, consignment: Consignment, line: ConsignmentLine, now: datetime
) -> None:
    """Take back that a book may leave: it is asked about again; the history keeps both.

    Raises Conflict once the books have left, and if nothing is noted of the book.
    """
    _require_not_sent(actor, consignment)
    if line.old_confirmed_at is None:
        raise Conflict("not-confirmed", ASKED_MEANWHILE, consignment=consignment.id)
    told = {"permit_no": line.export_permit_no}
    line.old_confirmed_at = line.export_permit_no = line.export_permit_on = None
    _note(session, actor, consignment, line, BookEvent.WITHDRAW_OLD, now, **told)


def _require_not_sent(actor: Actor, consignment: Consignment) -> None:
    policy.require(actor, consignment, Part.CONSIGNOR)
    if consignment.state not in NOT_SENT:
        raise Conflict("already-sent", SENT_ALREADY, consignment=consignment.id)


def _note(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    event: BookEvent,
    now: datetime,
    **told: Any,
) -> None:
    session.add(line)
    transitions.touch(session, consignment, now)
    facts = {"line": line.number, "permit_no": line.export_permit_no} | told
    audit.record(session, actor, str(event), "consignment", consignment.id, at=now, **facts)
