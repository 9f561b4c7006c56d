"""The verb of the room: a tracking number is put right once the carrier has the parcel."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library
from library_exchange.shipping.models import Consignment, Parcel
from library_exchange.shipping.rules.shipments import NEVER_LEFT
from library_exchange.shipping.services import transitions
from library_exchange.tracking_corrections import policy
from library_exchange.tracking_corrections.queries import CORRECTED
from library_exchange.tracking_corrections.schemas import Corrected

NOT_YET = _l("The parcels are not handed over yet: enter the number where the parcel is weighed.")


def correct(
    session: Session, actor: Actor, consignment: Consignment, parcel: Parcel, given: Corrected, now: datetime
) -> bool:
    """Put the number of a parcel right and write to the other libraries; return whether it is another one.

    Raises Forbidden for who did not hand it over, Conflict while it is not handed over.
    """
    policy.require_consignor(actor, consignment)
    if consignment.state in NEVER_LEFT:
        raise Conflict("not-handed-over", NOT_YET, consignment=consignment.id)
    before = parcel.tracking_no
    if given.tracking_no == before:
        return False
    parcel.tracking_no = given.tracking_no
    session.add(parcel)
    transitions.touch(session, consignment, now)
    facts = {"parcel": parcel.number, "before": before, "after": given.tracking_no}
    audit.record(session, actor, CORRECTED, "consignment", consignment.id, at=now, **facts)
    told = {"number": consignment.number, "consignment_id": consignment.id, "parcel": parcel.number}
    told |= {"before": before or "", "after": given.tracking_no}
    for library_id in sorted({consignment.consignee_id, *consignment.gateways} - {consignment.consignor_id}):
        library = session.get_one(Library, library_id)
        sender = session.get_one(Library, consignment.consignor_id).name_in(library.language)
        notify_library(session, library, "tracking_corrections/corrected", partner=sender, **told)
    return True
