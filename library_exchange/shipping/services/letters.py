"""Letters to the role mailboxes of the libraries of a consignment: what happened, and what to do now."""

from enum import StrEnum

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library
from library_exchange.shipping.letters import LETTERS
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.letters import TOLD


def tell(session: Session, actor: Actor, consignment: Consignment, event: StrEnum) -> None:
    """Write to everybody who is to know of `event`, each in her own language, but not to who brought it about."""
    told = TOLD[type(event)].get(event, frozenset())
    places = {
        Part.CONSIGNOR: (consignment.consignor_id,),
        Part.CONSIGNEE: (consignment.consignee_id,),
        Part.GATEWAY: consignment.gateways,
    }
    libraries = dict.fromkeys(each for part, found in places.items() if part in told for each in found)
    for library_id in libraries:
        if library_id == actor.library_id:
            continue
        library = session.get_one(Library, library_id)
        told_of = {"number": consignment.number, "consignment_id": consignment.id}
        notify_library(session, library, f"shipping/{LETTERS[type(event)][event]}", **told_of)
