"""An offered book among what travels."""

from collections.abc import Mapping
from typing import Any

from library_exchange.offers.models import Offer
from library_exchange.offers.queries.lines import forms_of_line
from library_exchange.offers.rules.offers import Material as Offered
from library_exchange.shipping.rules.codes import Material
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services.new_lines import new_line

MATERIALS = {
    Offered.BOOK: Material.BOOK,
    Offered.PICTURE_BOOK: Material.PICTURE_BOOK,
    Offered.DICTIONARY: Material.DICTIONARY,
    Offered.PERIODICAL: Material.PERIODICAL,
    Offered.MUSIC: Material.MUSIC,
    Offered.MAP: Material.MAP,
    Offered.OTHER: Material.BOOK,
}
"""What an offered thing is for the customs.

Two lists, since librarians and the tariff divide otherwise: an offer may be something else, for which the tariff has no
heading, and the tariff knows newspapers and single sheets apart from what libraries call a periodical and a book.
"""


def offer_line(
    subject: tuple[str, int],
    offer: Offer,
    card: Mapping[str, Any] | None,
    *,
    copies: int = 1,
    weight_g: int | None = None,
    value_minor: int | None = None,
) -> NewLine:
    """Return an offered book as consignments know it; `subject` is the kind and id of the row it travels for."""
    return new_line(
        *subject,
        forms_of_line(offer, card),
        language=offer.language,
        author=offer.author,
        publisher=offer.publisher,
        year=offer.year,
        isbn=offer.isbn,
        printed_isbn=offer.printed_isbn,
        copies=copies,
        weight_g=weight_g,
        value_minor=value_minor,
        material=MATERIALS[offer.material],
    )
