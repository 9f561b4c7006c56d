"""Who may open the routes of this room, and who may do what with an offer or a want."""

from library_exchange.core.actor import STAFF, Actor, Role, clock
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.rights import FOR_PLATFORM, FOR_STAFF, PUBLIC, SIGNED_IN, Access
from library_exchange.exchange.rules.offers import By

FOLLOWS = clock("exchange")
"""Who takes the steps that follow by themselves from what somebody did."""
FOR_MEMBERS = Access(roles=STAFF | {Role.READER})

ROUTES: dict[str, Access] = {
    "exchange.offers": PUBLIC,
    "exchange.wants": PUBLIC,
    "feeds.offers": PUBLIC,
    "feeds.wants": PUBLIC,
    "exchange.desk": FOR_STAFF,
    "exchange.own_offers": FOR_STAFF,
    "exchange.own_wants": FOR_STAFF,
    "exchange.new_list": FOR_STAFF,
    "exchange.send_list": FOR_STAFF,
    "exchange.show_list": FOR_STAFF,
    "exchange.correct_line": FOR_STAFF,
    "exchange.leave_line_out": FOR_STAFF,
    "exchange.answer_list": FOR_STAFF,
    "exchange.take_list": FOR_STAFF,
    "exchange.discard_list": FOR_STAFF,
    "exchange.scan": FOR_STAFF,
    "exchange.scan_one": FOR_STAFF,
    "exchange.copies": FOR_STAFF,
    "exchange.offer_item": FOR_STAFF,
    "exchange.edit_offer": FOR_STAFF,
    "exchange.change_offer": FOR_STAFF,
    "exchange.move_offer": FOR_STAFF,
    "exchange.change_offers": FOR_STAFF,
    "exchange.new_want": FOR_STAFF,
    "exchange.add_want": FOR_STAFF,
    "exchange.edit_want": FOR_STAFF,
    "exchange.change_want": FOR_STAFF,
    "exchange.move_want": FOR_STAFF,
    "exchange.prolong": FOR_STAFF,
    "exchange.wanted_here": FOR_STAFF,
    "exchange.propose": FOR_MEMBERS,
    "exchange.send_proposal": FOR_MEMBERS,
    "exchange.answer_proposal": FOR_STAFF,
    "exchange.rule": PUBLIC,
    "exchange.rounds": PUBLIC,
    "exchange.round": PUBLIC,
    "exchange.new_round": FOR_PLATFORM,
    "exchange.plan_round": FOR_PLATFORM,
    "exchange.move_round": SIGNED_IN,
    "exchange.manifest": SIGNED_IN,
    "exchange.own_round": FOR_STAFF,
    "exchange.join_round": FOR_STAFF,
    "exchange.leave_round": FOR_STAFF,
    "exchange.choose_in_round": FOR_STAFF,
    "exchange.accept_round": FOR_STAFF,
    "exchange.decline_round": FOR_STAFF,
    "exchange.answer_line": FOR_STAFF,
    "exchange.agreements": FOR_STAFF,
    "exchange.new_agreement": FOR_STAFF,
    "exchange.draft_agreement": FOR_STAFF,
    "exchange.show_agreement": FOR_STAFF,
    "exchange.edit_agreement": FOR_STAFF,
    "exchange.change_agreement": FOR_STAFF,
    "exchange.move_agreement": FOR_STAFF,
    "exchange.boxes": FOR_STAFF,
    "exchange.open_box": FOR_STAFF,
    "exchange.show_box": FOR_STAFF,
    "exchange.tick": FOR_STAFF,
    "exchange.counter": FOR_STAFF,
    "exchange.move_box": FOR_STAFF,
    "exchange.not_found": FOR_STAFF,
    "exchange.account": FOR_STAFF,
    "exchange.period_act": FOR_STAFF,
    "exchange.consignment_act": FOR_STAFF,
    "exchange.settle": FOR_STAFF,
    "exchange.move_settlement": FOR_STAFF,
}


def may_bring_about(actor: Actor, by: By, library_id: int) -> bool:
    """Whether `actor` may bring an event about that belongs to `by`, on a line of the library `library_id`.

    What the exchange itself does (boxes, rounds, shipments) is asked for by a service, on behalf of either side.
    """
    if by is By.OWNER:
        return actor.is_staff and actor.library_id == library_id
    if by is By.CLOCK:
        return actor.kind == "clock"
    return actor.is_staff or actor.kind in ("clock", "partner")


def require_planner(actor: Actor) -> None:
    """Raise Forbidden unless the actor may plan rounds: the platform's administrators."""
    if not actor.is_platform_admin:
        raise Forbidden("not-a-coordinator")


def is_coordinator(actor: Actor, organiser_id: int) -> bool:
    """Whether the actor coordinates a round: the platform's administrators, staff of its organising library."""
    return actor.is_platform_admin or (actor.is_staff and actor.library_id == organiser_id)


def require_coordinator(actor: Actor, organiser_id: int) -> None:
    """Raise NotFound unless the actor coordinates the round that the library `organiser_id` organises."""
    if not is_coordinator(actor, organiser_id):
        raise NotFound("not-a-coordinator")
