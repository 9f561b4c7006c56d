"""Where a book that came with a consignment is entered into the catalogue of who received it."""

from flask import url_for

from library_exchange.citations.publishers import other_than
from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.rules.codes import LineState, Purpose


def enter_url(line: ConsignmentLine) -> str | None:
    """Return where a book that came in order, and to stay, is entered into the catalogue; with its ISBN looked up."""
    if line.state is not LineState.GOOD or line.purpose is not Purpose.PERMANENT:
        return None
    return url_for(
        "holdings.new",
        title=line.title,
        authors=line.author,
        publisher=other_than(line.title, line.publisher),
        year=line.year,
        isbn=line.isbn,
        copies=line.copies,
    )
