"""One step for several requests: which of them it is taken for, and what is told with it for each."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.loans import policy
from library_exchange.loans.labels.sentences import CHANGED_MEANWHILE
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.queries import copies
from library_exchange.loans.queries.suppliers import staff_order
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.rules.standard_codes import ServiceType
from library_exchange.loans.rules.tasks import REFUSED_TOGETHER
from library_exchange.loans.schemas import StepInput
from library_exchange.loans.services import steps

NOT_NEXT = _l("Another step comes next with this request. Open it.")
NO_FREE_COPY = _l("Your library has no free copy of this book now.")
SEVERAL_COPIES = _l("Several free copies fit. Open the request and choose one.")
COPY_NOT_KNOWN = _l("Your catalogue does not tell which copy is meant. Open the request.")
NOBODY_PROPOSED = _l("The catalogue does not tell which library has this book. Open the request and choose one.")


def require_next(
    session: Session, actor: Actor, loan: LoanRequest, action: Action, version: int, now: datetime
) -> None:
    """Raise unless `action` may be taken for the row among several: Forbidden to a stranger, Conflict else.

    It must be what usually comes next on the row of the `version` seen, or the refusal of just that: so nothing that is
    asked about first is done by one click, and no refusal takes back what was promised.
    """
    policy.require(actor, action, loan)
    if version != loan.version:
        raise Conflict("changed-meanwhile", CHANGED_MEANWHILE, loan=loan.id)
    if steps.usual_step(session, loan, now) is not REFUSED_TOGETHER.get(action, action):
        raise Conflict("not-next", NOT_NEXT, loan=loan.id)


def take_among_several(
    session: Session, actor: Actor, loan: LoanRequest, action: Action, given: StepInput, now: datetime
) -> None:
    """Take `action` on one of several rows, with what is proposed for it beside what is `given` for all.

    A request goes to the first library proposed, and a copy is promised where exactly one fits. Raises what
    `require_next` and the step raise, and Conflict where somebody has to choose.
    """
    require_next(session, actor, loan, action, given.version or 0, now)
    proposed = PROPOSED.get(action)
    told = given.model_copy(update=proposed(session, loan)) if proposed else given
    steps.take_step(session, actor, loan, action, told, now)


def _first_library(_session: Session, loan: LoanRequest) -> steps.Changes:
    """Have the first library be asked that is known to have the book, or that staff has put first."""
    if loan.record_id is None and not staff_order(loan).order:
        raise Conflict("nobody-proposed", NOBODY_PROPOSED, loan=loan.id)
    return {"asks_on": loan.asks_on}


def _only_copy(session: Session, loan: LoanRequest) -> steps.Changes:
    if loan.service is ServiceType.COPY:
        return {}
    if loan.record_id is None:
        raise Conflict("copy-not-known", COPY_NOT_KNOWN, loan=loan.id)
    free = copies.free_copies(session, loan.library_id, loan.record_id)
    if len(free) != 1:
        raise Conflict("not-one-copy", SEVERAL_COPIES if free else NO_FREE_COPY, loan=loan.id)
    return {"item_id": free[0].item_id}


PROPOSED: dict[Action, Callable[[Session, LoanRequest], steps.Changes]] = {
    Action.SEND: _first_library,
    Action.WILL_SUPPLY: _only_copy,
}
"""What is told with a step that needs something filled in."""
