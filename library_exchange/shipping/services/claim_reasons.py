"""Why steps of claims are taken, kept for both libraries and the coordinator; nothing personal crosses the border."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import NOTHING_PERSONAL
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.personal_data import traces
from library_exchange.shipping.models import Claim, ClaimReason
from library_exchange.shipping.rules.claim_reasons import REASONS
from library_exchange.shipping.schemas import Reasoned

NOTHING_SAID = Reasoned()
NEEDED = _l("Say why: choose a reason, or write it in your own words.")


def require_fit(step: str, said: Reasoned) -> None:
    """Raise InvalidInput for a reason of another step, or words that seem to hold personal data, not confirmed."""
    if said.why is not None and said.why not in REASONS.get(step, ()):
        raise InvalidInput({"why": _l("Choose one of the values offered.")})
    if said.words and not said.confirmed and (found := traces(said.words)):
        raise InvalidInput({"confirmed": NOTHING_PERSONAL}, traces=sorted(found))


def keep(session: Session, actor: Actor, claim: Claim, step: str, said: Reasoned, now: datetime) -> None:
    """Keep why `actor` took `step`, if that was said; raises InvalidInput as `require_fit` does.

    A step that was taken back and is taken again has the new reason alone.
    """
    require_fit(step, said)
    session.execute(sa.delete(ClaimReason).where(col(ClaimReason.claim_id) == claim.id, col(ClaimReason.step) == step))
    if said.says_something:
        words, library_id = said.words or None, None if actor.is_platform_admin else actor.library_id
        session.add(
            ClaimReason(claim_id=claim.id, step=step, library_id=library_id, why=said.why, words=words, said_at=now)
        )
