"""Who may open the routes of this room, and which parts a library has in a standing exchange and its issues."""

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_STAFF, Access
from library_exchange.core.steps import nobodys
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange
from library_exchange.standing_exchange.rules import agreeing

ROUTES: dict[str, Access] = {
    "standing_exchange.listed": FOR_STAFF,
    "standing_exchange.serials_file": FOR_STAFF,
    "standing_exchange.issues_file": FOR_STAFF,
    "standing_exchange.new": FOR_STAFF,
    "standing_exchange.propose": FOR_STAFF,
    "standing_exchange.show": FOR_STAFF,
    "standing_exchange.move": FOR_STAFF,
    "standing_exchange.tick": FOR_STAFF,
    "standing_exchange.add_issue": FOR_STAFF,
    "standing_exchange.consign": FOR_STAFF,
    "standing_exchange.take_out": FOR_STAFF,
}


def parts_in_exchange(actor: Actor, exchange: StandingExchange) -> frozenset[Part]:
    """Return which parts `actor` has in a standing exchange."""
    author_id = exchange.author_id
    return nobodys(actor) or agreeing.parts(
        rights.home_of(actor), author_id, exchange.other(author_id), exchange.turn_id
    )


def parts_in_issue(actor: Actor, _issue: SerialIssue, way: tuple[int, int]) -> frozenset[Part]:
    """Return which part `actor` has in an issue: its library gives it, or receives it; `way` names the two."""
    part = dict(zip(way, (Part.CONSIGNOR, Part.CONSIGNEE), strict=True)).get(rights.home_of(actor) or 0)
    return by(part) if part else nobodys(actor)
