"""Who may open the routes of this room, who plans rounds and who coordinates one."""

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Forbidden, NotFound
from library_exchange.core.procedure import Part, by
from library_exchange.core.rights import FOR_PLATFORM, FOR_STAFF, PUBLIC, SIGNED_IN, Access
from library_exchange.core.steps import nobodys
from library_exchange.rounds.models import Round

ROUTES: dict[str, Access] = {
    "rounds.rule": PUBLIC,
    "rounds.rounds": PUBLIC,
    "rounds.results_file": PUBLIC,
    "rounds.lists_file": PUBLIC,
    "rounds.round": PUBLIC,
    "rounds.new_round": FOR_PLATFORM,
    "rounds.plan_round": FOR_PLATFORM,
    "rounds.move_round": SIGNED_IN,
    "rounds.change_form": SIGNED_IN,
    "rounds.change_round": SIGNED_IN,
    "rounds.remind": SIGNED_IN,
    "rounds.manifest": SIGNED_IN,
    "rounds.own_round": FOR_STAFF,
    "rounds.join_round": FOR_STAFF,
    "rounds.leave_round": FOR_STAFF,
    "rounds.decline_invitation": FOR_STAFF,
    "rounds.choose_in_round": FOR_STAFF,
    "rounds.accept_round": FOR_STAFF,
    "rounds.decline_round": FOR_STAFF,
    "rounds.answer_line": FOR_STAFF,
}


def parts_in_round(actor: Actor, found: Round) -> frozenset[Part]:
    """Return which parts `actor` has in a round."""
    coordinator = by(Part.COORDINATOR) if is_coordinator(actor, found.organiser_id) else by()
    return nobodys(actor) | coordinator


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
