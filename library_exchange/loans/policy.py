"""Who may do what with a request: by route, by step, and which requests one may know of."""

from library_exchange.core.actor import STAFF, Actor, Role
from library_exchange.core.errors import Forbidden
from library_exchange.core.rights import FOR_STAFF, SIGNED_IN, Access
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.steps import actions_from

FOR_MEMBERS = Access(roles=STAFF | {Role.READER})

ROUTES: dict[str, Access] = {
    "loans.new": FOR_MEMBERS,
    "loans.ask": FOR_MEMBERS,
    "loans.mine": SIGNED_IN,
    "loans.show": SIGNED_IN,
    "loans.act": SIGNED_IN,
    "loans.queue": FOR_STAFF,
    "loans.slip": FOR_STAFF,
    "loans.consign": FOR_STAFF,
}

WHO: dict[Action, frozenset[Role]] = dict.fromkeys(Action, STAFF) | {Action.CANCEL: STAFF | {Role.READER}}
"""The roles that may take a step: staff at the row's own library, a reader on her own request."""


def may_see(actor: Actor, loan: LoanRequest) -> bool:
    """Whether `actor` may know of this row: staff of its library, and the reader who asked."""
    works_there = actor.is_staff and actor.library_id == loan.library_id
    return works_there or _is_own(actor, loan)


def may(actor: Actor, action: Action, loan: LoanRequest) -> bool:
    """Whether `actor` may take `action` on `loan`, if the procedure has such a step."""
    works_there = actor.library_id == loan.library_id and bool(actor.roles & WHO[action] & STAFF)
    return works_there or (Role.READER in WHO[action] and _is_own(actor, loan))


def require(actor: Actor, action: Action, loan: LoanRequest) -> None:
    """Raise `Forbidden` unless `actor` may take `action` on `loan`."""
    if not may(actor, action, loan):
        raise Forbidden("step", action=action, loan=loan.id)


def actions_open_to(actor: Actor, loan: LoanRequest) -> tuple[Action, ...]:
    """Return the steps that `actor` may take now, the likeliest first."""
    return tuple(action for action in actions_from(loan.side, loan.stands) if may(actor, action, loan))


def _is_own(actor: Actor, loan: LoanRequest) -> bool:
    return actor.user_id is not None and loan.reader_id == actor.user_id
