"""Books that may be too old to leave: those to be asked about before they are packed, and that they may go."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.procedure import Part
from library_exchange.directory.queries import day_at
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.schemas import ExportPermit
from library_exchange.shipping.services import transitions

BOTH = _l("A permission to leave has a number and a day: enter both as its document has them.")


def confirm_old(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    line: ConsignmentLine,
    now: datetime,
    given: ExportPermit | None = None,
) -> None:
    """Note that the consignor made sure that a book may leave the country, by the document `given` if there is one.

    Raises InvalidInput for half a document, and for a day that has not come yet.
    """
    policy.require(actor, consignment, Part.CONSIGNOR)
    transitions.require_open(consignment)
    permit = given or ExportPermit()
    if (permit.export_permit_no is None) != (permit.export_permit_on is None):
        raise InvalidInput({"export_permit_on" if permit.export_permit_no else "export_permit_no": BOTH})
    today = day_at(session, consignment.consignor_id, now)
    if permit.export_permit_on is not None and permit.export_permit_on > today:
        raise InvalidInput({"export_permit_on": refusals.not_yet(today)})
    line.old_confirmed_at = now
    line.export_permit_no, line.export_permit_on = permit.export_permit_no, permit.export_permit_on
    session.add(line)
    transitions.touch(session, consignment, now)
    told = {"line": line.number, "permit_no": permit.export_permit_no}
    audit.record(session, actor, "confirm_old", "consignment", consignment.id, at=now, **told)
