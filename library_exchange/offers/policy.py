"""Who may open the routes of this room, and who may do what with an offer or a want."""

from typing import Protocol

from library_exchange.core import rights
from library_exchange.core.actor import STAFF, Actor, Role, clock
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_STAFF, PUBLIC, Access
from library_exchange.core.steps import nobodys

FOLLOWS = clock("exchange")
"""Who takes the steps that follow by themselves from what somebody did."""


FOR_MEMBERS = Access(roles=STAFF | {Role.READER})


ROUTES: dict[str, Access] = {
    "offers.offers": PUBLIC,
    "offers.offers_file": PUBLIC,
    "offers.wants": PUBLIC,
    "offers.wants_file": PUBLIC,
    "feeds.offers": PUBLIC,
    "feeds.wants": PUBLIC,
    "offers.desk": FOR_STAFF,
    "offers.own_offers": FOR_STAFF,
    "offers.own_offers_file": FOR_STAFF,
    "offers.own_wants": FOR_STAFF,
    "offers.own_wants_file": FOR_STAFF,
    "offers.copies": FOR_STAFF,
    "offers.offer_item": FOR_STAFF,
    "offers.edit_offer": FOR_STAFF,
    "offers.change_offer": FOR_STAFF,
    "offers.move_offer": FOR_STAFF,
    "offers.change_offers": FOR_STAFF,
    "offers.new_want": FOR_STAFF,
    "offers.add_want": FOR_STAFF,
    "offers.edit_want": FOR_STAFF,
    "offers.change_want": FOR_STAFF,
    "offers.move_want": FOR_STAFF,
    "offers.change_wants": FOR_STAFF,
    "offers.prolong": FOR_STAFF,
    "offers.wanted_here": FOR_STAFF,
    "offers.propose": FOR_MEMBERS,
    "offers.send_proposal": FOR_MEMBERS,
    "offers.answer_proposal": FOR_STAFF,
}


class OfOneLibrary(Protocol):
    """A row that belongs to one library."""

    library_id: int


def parts_in_line(actor: Actor, line: OfOneLibrary) -> frozenset[Part]:
    """Return which parts `actor` has in an offer, a want or a library's proposal in a round.

    What the exchange itself does (boxes, rounds, shipments) is asked for by a service, on behalf of either side.
    """
    if not actor.is_staff and actor.kind not in ("clock", "partner"):
        return by()
    owner = by(Part.OWNER) if rights.home_of(actor) == line.library_id else by()
    return nobodys(actor) | by(Part.SERVICE) | owner
