"""Pictures on a claim: what each side may show, and how many."""

from collections.abc import Iterable
from enum import StrEnum

from library_exchange.core.procedure import Part
from library_exchange.shipping.rules.codes import ClaimState


class PictureKind(StrEnum):
    """What a picture shows; it stands beside it in the reader's own language, in place of a caption."""

    DAMAGE = "damage"
    WRONG_BOOK = "wrong_book"
    PACKAGING = "packaging"
    PROOF_OF_POSTING = "proof_of_posting"
    OTHER = "other"


KINDS: dict[Part, tuple[PictureKind, ...]] = {
    Part.CONSIGNEE: (PictureKind.DAMAGE, PictureKind.WRONG_BOOK, PictureKind.PACKAGING, PictureKind.OTHER),
    Part.CONSIGNOR: (PictureKind.PROOF_OF_POSTING, PictureKind.PACKAGING, PictureKind.OTHER),
}
"""What each side may show, the likeliest first; nobody else shows anything."""
MOST_OF_A_SIDE = 4


def kinds_for(parts: Iterable[Part], state: ClaimState, shown: int) -> tuple[PictureKind, ...]:
    """Return what somebody with these `parts` may add to a claim on which her side already shows so many pictures."""
    if state is ClaimState.RESOLVED or shown >= MOST_OF_A_SIDE:
        return ()
    return tuple(dict.fromkeys(kind for part in parts for kind in KINDS.get(part, ())))
