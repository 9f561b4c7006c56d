"""Pictures on claims: which there are, without their bytes, and one of them whole."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.kept_pictures import get_file
from library_exchange.shipping.models import Claim, ClaimPicture
from library_exchange.shipping.rules.pictures import PictureKind


@dataclass(frozen=True)
class Shown:
    """A picture as a page names it; size in pixels of the small one."""

    id: int
    library_id: int
    kind: PictureKind
    width: int
    height: int


def pictures_of(session: Session, claims: Sequence[Claim]) -> dict[int, list[Shown]]:
    """Return the pictures on each claim, the first shown first; one query."""
    found: dict[int, list[Shown]] = defaultdict(list)
    names = (ClaimPicture.id, ClaimPicture.library_id, ClaimPicture.kind, ClaimPicture.width, ClaimPicture.height)
    wanted = sa.select(col(ClaimPicture.claim_id), *(col(name) for name in names))
    on_these = col(ClaimPicture.claim_id).in_([claim.id for claim in claims])
    for claim_id, *told in session.execute(wanted.where(on_these).order_by(col(ClaimPicture.id))):
        found[claim_id].append(Shown(*told))
    return found


def shown_by(session: Session, claim: Claim, library_id: int | None) -> int:
    """Return how many pictures a library shows on a claim."""
    own = (col(ClaimPicture.claim_id) == claim.id, col(ClaimPicture.library_id) == library_id)
    return session.scalar(sa.select(sa.func.count()).select_from(ClaimPicture).where(*own)) or 0


def get_picture(session: Session, claim: Claim, picture_id: int, is_small: bool) -> bytes:
    """Return the JPEG file of a picture on this claim; raises NotFound."""
    this = (col(ClaimPicture.id) == picture_id, col(ClaimPicture.claim_id) == claim.id)
    return get_file(session, ClaimPicture, is_small, *this)
