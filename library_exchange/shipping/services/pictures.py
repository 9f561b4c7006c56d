"""Pictures on a claim: a side shows one, or takes one back, while the claim is open."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.i18n import _l
from library_exchange.core.pictures import Picture
from library_exchange.core.procedure import Part
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Claim, ClaimPicture, Consignment
from library_exchange.shipping.queries.pictures import shown_by
from library_exchange.shipping.rules.codes import ClaimState
from library_exchange.shipping.rules.pictures import MOST_OF_A_SIDE, PictureKind, kinds_for
from library_exchange.shipping.services import transitions


def add(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    claim: Claim,
    kind: PictureKind,
    picture: Picture,
    now: datetime,
) -> ClaimPicture:
    """Put a picture on a claim; the consignor's proof of posting counts from now on.

    Raises Forbidden for who has no side in the claim, Conflict once it is resolved or the side shows enough already.
    """
    policy.require(actor, consignment, Part.CONSIGNOR, Part.CONSIGNEE)
    already = shown_by(session, claim, actor.library_id)
    if already >= MOST_OF_A_SIDE:
        raise Conflict("enough-pictures", _l("Each side may show %(num)s pictures on a claim.", num=MOST_OF_A_SIDE))
    _require_open(claim)
    if kind not in kinds_for(policy.parts(actor, consignment), claim.state, already):
        raise Forbidden("not-your-picture", kind=str(kind))
    added = ClaimPicture(
        claim_id=claim.id,
        library_id=actor.library_id or 0,
        kind=kind,
        added_at=now,
        **picture.columns,
    )
    session.add(added)
    _note(session, claim, kind, now)
    audit.record(session, actor, "claim.show", "claim", claim.id, at=now, picture=str(kind))
    return added


def take_back(
    session: Session, actor: Actor, consignment: Consignment, claim: Claim, picture_id: int, now: datetime
) -> None:
    """Take a picture off a claim; without a picture of it the posting is proven no more.

    Raises Forbidden for who did not put it there, Conflict once the claim is resolved.
    """
    policy.require(actor, consignment, Part.CONSIGNOR, Part.CONSIGNEE)
    found = session.get(ClaimPicture, picture_id)
    if found is None or found.claim_id != claim.id or found.library_id != actor.library_id:
        raise Forbidden("not-your-picture", picture=picture_id)
    _require_open(claim)
    session.delete(found)
    _note(session, claim, found.kind, now)
    audit.record(session, actor, "claim.take_back", "claim", claim.id, at=now, picture=str(found.kind))


def _require_open(claim: Claim) -> None:
    if claim.state is ClaimState.RESOLVED:
        raise Conflict("claim-resolved", refusals.CLAIM_NOT_NOW)


def _note(session: Session, claim: Claim, kind: PictureKind, now: datetime) -> None:
    """Write down that a picture of this kind came or went: the next who acts on the claim must have seen it."""
    session.flush()
    is_proven = claim.has_proof_of_posting
    if kind is PictureKind.PROOF_OF_POSTING:
        proofs = sa.select(col(ClaimPicture.id)).where(
            col(ClaimPicture.claim_id) == claim.id, col(ClaimPicture.kind) == kind
        )
        is_proven = session.scalar(proofs.limit(1)) is not None
    transitions.write(session, claim, {"has_proof_of_posting": is_proven, "touched_at": now})
