"""Letters to partners: a library leaves, stays after all, or has left."""

from sqlmodel import Session

from library_exchange.directory.models import Library
from library_exchange.leaving import queries
from library_exchange.leaving.models import Departure
from library_exchange.notifications.services import notify_library


def tell_partners(session: Session, departure: Departure, what: str) -> None:
    """Write to each partner with which something was open when it was announced, in its language.

    `what` names the letter.
    """
    library = session.get_one(Library, departure.library_id)
    successor = session.get(Library, departure.successor_id) if departure.successor_id else None
    for partner in queries.partners(session, library.id, departure.announced_at):
        told = {
            "leaver": library.name_in(partner.language),
            "code": library.code,
            "day": departure.leaves_on,
            "successor": successor.name_in(partner.language) if successor and successor.id != partner.id else "",
        }
        notify_library(session, partner, f"leaving/{what}", **told)
