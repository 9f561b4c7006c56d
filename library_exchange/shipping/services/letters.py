"""Letters to the role mailboxes of the libraries of a consignment: what happened, and what to do now."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.hooks import Hook
from library_exchange.core.personal_data import traces
from library_exchange.core.procedure import Part
from library_exchange.directory.models import Library
from library_exchange.notifications.services import notify_library
from library_exchange.shipping.labels.claim_reasons import WHY
from library_exchange.shipping.letters import LETTERS
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.rules.codes import ShipmentEvent
from library_exchange.shipping.rules.letters import TOLD
from library_exchange.shipping.schemas import Reasoned

WRITTEN_OFF: Hook[Callable[[Session, Library, int], Sequence[str]]] = Hook()
"""Who names, of what comes in a consignment, the titles that a library had written off as lost, in its language."""


def tell(
    session: Session, actor: Actor, consignment: Consignment, event: StrEnum, said: Reasoned | None = None
) -> None:
    """Write to everybody who is to know of `event`, each in her own language, but not to who brought it about.

    Why it was done is quoted if that was `said`, but no words that seem to hold personal data.
    """
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
        told_of = {"number": consignment.number, "consignment_id": consignment.id} | _quoted(said)
        tellers = WRITTEN_OFF.fillings().values() if event is ShipmentEvent.RECEIVE else ()
        told_of["lost"] = [title for each in tellers for title in each(session, library, consignment.id)]
        notify_library(session, library, f"shipping/{LETTERS[type(event)][event]}", **told_of)


def _quoted(said: Reasoned | None) -> dict[str, Any]:
    """Return a reason as a letter tells it: one of those that stand in every language, own words, or both."""
    if said is None:
        return {}
    words = said.words or ""
    return {"why": WHY[said.why] if said.why else "", "words": "" if traces(words) else words}
