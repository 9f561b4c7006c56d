"""Offers and wants as rows of a table for a spreadsheet: a column for each thing that a page says of them."""

from collections.abc import Iterable, Iterator
from typing import Any

from library_exchange.core.i18n import _, _l, country_name, language_name
from library_exchange.core.titles import in_cells, people_in_a_cell
from library_exchange.documents.sheets import Value
from library_exchange.offers import labels
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries.lists import OfferRow, WantRow
from library_exchange.offers.rules.offers import Reserve
from library_exchange.offers.rules.remarks import unpacked

BOOK = (_l("Title"), _l("Original title"), _l("Authors"), _l("Volume"), _l("ISBN or ISSN"), _l("Language"))
WHOSE = (_l("Library"), _l("Code"), _l("Country"))
OFFER = (
    *(_l("Subject"), _l("Publisher"), _l("Year"), _l("Condition"), _l("Remark"), _l("Copies")),
    *(_l("Pages"), _l("Weight, g")),
    *(_l("Given as a gift"), _l("For whom")),
)
WANT = (
    *(_l("Kind"), _l("Subject"), _l("Series"), _l("Published from"), _l("Published until"), _l("Condition")),
    *(_l("Copies that are still wanted"), _l("Wanted until")),
)


def offer_rows(rows: Iterable[OfferRow], *, is_own: bool = False) -> Iterator[list[Value]]:
    """Return the heading and the offers; those of the reader's own library with their state instead of its name."""
    yield _said(BOOK + OFFER + ((_l("State"), _l("Offered until")) if is_own else WHOSE))
    for row in rows:
        offer: Offer = row.offer
        end: list[Value] = [str(labels.OFFER_STATES[offer.state][0]), offer.expires_on] if is_own else _whose(row)
        yield [
            *in_cells(row.title),
            *_book(row),
            _named(labels.SUBJECTS, offer.subject),
            *(
                offer.publisher,
                offer.year,
                str(labels.CONDITIONS[offer.condition]),
                told_of_copy(offer),
                offer.quantity,
            ),
            *(offer.pages, offer.weight_g, _("gift") if offer.is_gift else None),
            _named(labels.RESERVES, offer.reserve if offer.reserve is not Reserve.ANYONE else None),
            *end,
        ]


def want_rows(rows: Iterable[WantRow], *, is_own: bool = False) -> Iterator[list[Value]]:
    """Return the heading and the wants; those of the reader's own library with their state instead of its name."""
    yield _said(BOOK + WANT + ((_l("State"),) if is_own else WHOSE))
    for row in rows:
        want: Want = row.want
        end: list[Value] = [str(labels.WANT_STATES[want.state][0])] if is_own else _whose(row)
        yield [
            *in_cells(row.title),
            *_book(row),
            str(labels.WANT_KINDS[want.kind]),
            _named(labels.SUBJECTS, want.subject),
            want.series,
            *(want.year_from, want.year_to, str(labels.ACCEPTED[want.condition])),
            *(want.cap - want.received, want.latest_on),
            *end,
        ]


def told_of_copy(offer: Offer) -> str | None:
    """Return in one cell what a copy has or lacks, and what its giver remarks."""
    told = labels.told_of_copy(unpacked(offer.marks), offer.missing)
    return "; ".join([*told, *filter(None, [offer.remark])]) or None


def _said(heads: Iterable[Any]) -> list[Value]:
    return [str(head) for head in heads]


def _book(row: OfferRow | WantRow) -> list[Value]:
    line: Any = row.offer if isinstance(row, OfferRow) else row.want
    number = line.isbn or line.issn or line.printed_isbn
    return [people_in_a_cell(row.authors), line.volume, number, language_name(line.language) if line.language else None]


def _whose(row: OfferRow | WantRow) -> list[Value]:
    return [row.library, row.code, country_name(row.country)]


def _named(names: Any, value: Any) -> Value:
    return str(names[value]) if value else None
