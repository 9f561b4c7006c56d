"""What is told of a copy besides its condition: marks in the reader's language, and the giver's words beneath them."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from library_exchange.core import bilingual
from library_exchange.offers import labels
from library_exchange.offers.models import Offer
from library_exchange.offers.remark_texts import TEXTS_KIND, words_of
from library_exchange.offers.rules.remarks import unpacked
from library_exchange.offers.views.blueprint import bp
from library_exchange.web.guard import current_actor


@bp.app_template_filter("copy_marks")
def copy_marks(offer: Offer) -> list[str]:
    """Return in words what the copy of an offer has or lacks."""
    return labels.told_of_copy(unpacked(offer.marks), offer.missing)


def remarks_of(session: Session, offers: Iterable[tuple[Offer, str]], back_url: str) -> Mapping[int, dict[str, Any]]:
    """Return by offer, each with the code of its library, the remark with its translation, or how one asks for one.

    No query where nothing is remarked.
    """
    said = {offer.id: words_of(offer, code) for offer, code in offers if offer.remark}
    return bilingual.beneath(session, current_actor(), TEXTS_KIND, said, back_url) if said else {}
