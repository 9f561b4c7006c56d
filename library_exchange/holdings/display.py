"""What pages show of a library's own records."""

from typing import Any

from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.core.i18n import language_name
from library_exchange.core.titles import TitleBlock, name_block, title_block
from library_exchange.holdings import labels
from library_exchange.holdings.queries.lists import OwnRecord
from library_exchange.holdings.queries.own_records import OwnCopy
from library_exchange.holdings.rules.codes import Reason
from library_exchange.imports.display import number_given
from library_exchange.imports.labels import number_shown

LANGUAGES = ("chi", "rus", "eng", "ger", "fre", "jpn", "kor", "mon", "spa")
"""The languages that the form offers first."""


def line(row: OwnRecord, language: str) -> dict[str, Any]:
    """Return a line of the list."""
    return {
        "id": row.source.id,
        "tick": f"{row.source.id}.{row.version}",
        "title": title_of(row.card, language),
        "authors": [name_block(forms, language) for forms in row.card["authors"] if forms],
        "imprint": row.card["imprint"],
        "number": shown_number(row.source.source_id),
        "copies": [copy(each) for each in row.copies],
        "is_withdrawn": row.source.withdrawn_at is not None,
        "corrected_at": row.source.corrected_at,
    }


def title_of(card: dict[str, Any], language: str) -> TitleBlock:
    """Return a title by the card of its record."""
    return title_block(card["titles"], language)


def shown_number(source_id: str) -> str:
    """Return the number of a record as people read it."""
    return number_shown(number_given(source_id, None))


def copy(each: OwnCopy) -> dict[str, Any]:
    """Return a copy with its state in words."""
    return {
        "id": each.id,
        "number": each.number,
        "call_number": each.call_number or "",
        "barcode": each.barcode or "",
        "place": each.place or "",
        "state": LOCAL_STATES[each.state],
        "code": each.state.value,
        "is_promised": each.is_promised,
        "tick": f"{each.id}-{each.seen}",
        "seen": each.seen,
    }


def languages(chosen: str) -> list[tuple[str, str]]:
    """Return the languages to choose from, the one that the record has among them."""
    codes = dict.fromkeys([*LANGUAGES, *filter(None, [chosen])])
    return [("", ""), *((code, language_name(code)) for code in codes)]


def reasons() -> list[tuple[str, Any]]:
    """Return the reasons to choose from; none is chosen beforehand."""
    return [("", ""), *((reason.value, labels.REASONS[reason]) for reason in Reason)]
