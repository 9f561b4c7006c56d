"""Why steps of claims are taken, kept for both libraries and the coordinator; nothing personal crosses the border."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import NOTHING_PERSONAL
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.personal_data import traces
from library_exchange.shipping.models import Claim, ClaimReason
from library_exchange.shipping.rules.claim_reasons import REASONS, fits, reasons_for
from library_exchange.shipping.rules.codes import LineState
from library_exchange.shipping.schemas import Reasoned

NOTHING_SAID = Reasoned()
NEEDED = _l("Say why: choose a reason, or write it in your own words.")

UNFIT = _l("This reason does not belong to what is wrong with the book: choose another one.")


def require_said(said: Reasoned, faults: Collection[LineState], mark: str = "") -> None:
    """Raise InvalidInput, at a field whose name ends in `mark`, unless it is said why `faults` are claimed."""
    if not said.says_something:
        raise InvalidInput({f"why{mark}": NEEDED})
    if not fits(said.why, faults):
        raise InvalidInput({f"why{mark}": UNFIT})


def require_fit(step: str, said: Reasoned) -> None:
    """Raise InvalidInput for a reason of another step, or words that seem to hold personal data, not confirmed."""
    if said.why is not None and said.why not in REASONS.get(step, ()):
        raise InvalidInput({"why": _l("Choose one of the values offered.")})
    if said.words and not said.confirmed and (found := traces(said.words)):
        raise InvalidInput({"confirmed": NOTHING_PERSONAL}, traces=sorted(found))


def keep(session: Session, actor: Actor, claim: Claim, step: str, said: Reasoned, now: datetime) -> None:
    """Keep why `actor` took `step`, if that was said; raises InvalidInput as `require_fit` does, and for a reason that
    does not belong to what is claimed.

    A step that is taken once more has the new reason alone.
    """
    require_fit(step, said)
    if said.why is not None and said.why not in reasons_for(step, claim.fault):
        raise InvalidInput({"why": UNFIT})
    session.execute(sa.delete(ClaimReason).where(col(ClaimReason.claim_id) == claim.id, col(ClaimReason.step) == step))
    if said.says_something:
        words, library_id = said.words or None, None if actor.is_platform_admin else actor.library_id
        session.add(
            ClaimReason(claim_id=claim.id, step=step, library_id=library_id, why=said.why, words=words, said_at=now)
        )
