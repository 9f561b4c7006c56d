"""Who may do what with a request: by route, by step, and which requests one may know of."""

from library_exchange.core.actor import Actor, Role
from library_exchange.core.errors import Forbidden
from library_exchange.core.procedure import Part
from library_exchange.core.rights import SIGNED_IN, Access
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import FINAL_REFUSALS, Action, Side
from library_exchange.loans.rules.loan_steps import LoanStep
from library_exchange.loans.rules.steps import ENDED_WITHOUT, actions_from, parts_in

ROUTES: dict[str, Access] = {
    "loans.show": SIGNED_IN,
    "loans.act": SIGNED_IN,
}


def parts_of(actor: Actor, loan: LoanRequest) -> frozenset[Part]:
    """Return who `actor` is to this row: staff of its library and who runs it, its reader, the partner, the clock.

    Who came by a link answers for the library, on the row that the link was made for.
    """
    if actor.row_id is not None:
        is_this = (actor.library_id, actor.row_id) == (loan.library_id, loan.id)
        return frozenset({Part.OWNER}) if is_this else frozenset()
    found = {Part.AUTHOR} if _is_own(actor, loan) else set()
    if actor.library_id == loan.library_id:
        found |= ({Part.OWNER} if actor.is_staff else set()) | ({Part.PARTNER} if actor.kind == "partner" else set())
        found |= {Part.ADMINISTRATOR} if Role.LIBRARY_ADMIN in actor.roles else set()
    return frozenset(found | ({Part.CLOCK} if actor.kind == "clock" else set()))


def may_see(actor: Actor, loan: LoanRequest) -> bool:
    """Whether `actor` may know of this row: staff of its library, and the reader who asked."""
    return bool(parts_of(actor, loan) & {Part.OWNER, Part.AUTHOR})


def works_on(actor: Actor, loan: LoanRequest) -> bool:
    """Whether `actor` is of the staff of the row's library: what the libraries show each other is not the reader's."""
    return Part.OWNER in parts_of(actor, loan)


def may(actor: Actor, action: Action, loan: LoanRequest) -> bool:
    """Whether `actor` may take `action` on `loan`, if the procedure has such a step."""
    return bool(parts_of(actor, loan) & parts_in(action))


def find_step(actor: Actor, action: Action, loan: LoanRequest) -> LoanStep | None:
    """Return the step that `action` of `actor` makes where `loan` stands, None if there is none for them there."""
    found, parts = loan.step(action), parts_of(actor, loan)
    if action is Action.RENEW and loan.renewal_refusal in FINAL_REFUSALS:
        parts -= {Part.AUTHOR}
    return found if found is not None and parts & found.by else None


def may_ask_again(actor: Actor, loan: LoanRequest) -> bool:
    """Whether the request has ended without the book, and `actor` may ask anew."""
    is_ours = loan.side is Side.REQUESTING and actor.library_id == loan.library_id
    return is_ours and loan.stands in ENDED_WITHOUT and may_see(actor, loan)


def require(actor: Actor, action: Action, loan: LoanRequest) -> None:
    """Raise `Forbidden` unless `actor` may take `action` on `loan`."""
    if not may(actor, action, loan):
        raise Forbidden("step", action=action, loan=loan.id)


def actions_open_to(actor: Actor, loan: LoanRequest) -> tuple[Action, ...]:
    """Return the steps that `actor` may take now, the likeliest first."""
    actions = actions_from(loan.side, loan.stands, loan.due, loan.service)
    return tuple(action for action in actions if find_step(actor, action, loan))


def _is_own(actor: Actor, loan: LoanRequest) -> bool:
    return actor.user_id is not None and loan.reader_id == actor.user_id
