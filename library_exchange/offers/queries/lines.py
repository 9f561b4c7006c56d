"""An offered or wanted book as pages show it: title and authors in the reader's language, as far as they are known."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from library_exchange.authority.name_display import name_blocks
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.titles import TitleBlock, completed, title_block, typed
from library_exchange.known_titles.queries import typed_names
from library_exchange.known_titles.queries.typed_names import NOTHING, TypedNames
from library_exchange.offers.models import Offer, Want

Card = Mapping[str, Any] | None


def known_of(session: Session, rows: Iterable[Offer | Want]) -> TypedNames:
    """Return what the product knows of the titles and authors of lines; two queries, none for no line."""
    return typed_names.known_of(session, [(row.title, row.author) for row in rows])


def title_of(row: Offer | Want, card: Card, language: str, known: TypedNames = NOTHING) -> TitleBlock:
    """Return the title as pages show it: as the line or its record tells it, else as it is known."""
    return title_block(completed(forms_of_line(row, card), known.title(row.title, row.author)), language)


def shown_title(session: Session, row: Offer | Want, language: str) -> TitleBlock:
    """Return the title of one line, for its own page; at most three queries."""
    return title_of(row, card_of(session, row), language, known_of(session, [row]))


def card_of(session: Session, row: Offer | Want) -> Card:
    """Return the card of a line's record, None without one."""
    record = session.get(BibliographicRecord, row.record_id) if row.record_id is not None else None
    return record.card if record else None


def authors_of(row: Offer | Want, card: Card, language: str, known: TypedNames) -> list[TitleBlock]:
    """Return the authors as a reader of `language` calls them: those of the record, else those that were typed."""
    return record_authors(card, language) or known.authors(row.title, row.author, language)


def record_authors(card: Card, language: str) -> list[TitleBlock]:
    """Return the authors on the card of a record, none without a record."""
    return name_blocks([forms for forms in (card or {}).get("authors") or [] if forms], language)


def forms_of_line(row: Offer | Want, card: Card) -> list[Sequence[Any]]:
    """Return the forms of a title: from the catalogue's record, else as the line tells it.

    The line's own title stands first: it may name a volume that the record does not.
    """
    forms: list[Sequence[Any]] = [typed(row.title, row.language)]
    translated = row.translated_title if isinstance(row, Offer) else None
    if translated:
        forms.append(typed(translated, kind="translation"))
    titles = (card or {}).get("titles") or []
    if titles and (titles[0][0] == row.title or not row.title):
        forms = [titles[0], *forms[1:], *titles[1:]]
    return forms
