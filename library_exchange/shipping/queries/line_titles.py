"""Titles that travel, in the reader's language: as they were completed, else as the product knows them."""

from collections.abc import Iterable

from sqlmodel import Session

from library_exchange.core.titles import TitleBlock, completed, forms_of, title_block
from library_exchange.known_titles.queries.typed_names import known_of
from library_exchange.shipping.models import ConsignmentLine


def titles_of(session: Session, lines: Iterable[ConsignmentLine], language: str) -> dict[int, TitleBlock]:
    """Return the titles of lines by id; two queries, none for no line."""
    wanted = list(lines)
    known = known_of(session, [(line.title, line.author) for line in wanted])
    return {
        line.id: title_block(completed(forms_of(line), known.title(line.title, line.author)), language)
        for line in wanted
    }
