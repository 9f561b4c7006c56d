"""What pages show of a library's own records."""

from collections.abc import Iterable
from typing import Any

from library_exchange.catalogue.labels import LOCAL_STATES
from library_exchange.catalogue.models import LocalState
from library_exchange.core.i18n import _, format_list, language_name
from library_exchange.core.text import bare
from library_exchange.core.titles import TitleBlock, name_block, title_block
from library_exchange.holdings import labels
from library_exchange.holdings.queries.history import Event, Line, Written, fields_of
from library_exchange.holdings.queries.lists import OwnRecord
from library_exchange.holdings.queries.own_records import OwnCopy
from library_exchange.holdings.rules.codes import Reason
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
        "number": shown_number(row.source.source_id, [each.barcode for each in row.copies]),
        "copies": [copy(each) for each in row.copies],
        "is_withdrawn": row.source.withdrawn_at is not None,
        "corrected_at": row.source.corrected_at,
    }


def title_of(card: dict[str, Any], language: str) -> TitleBlock:
    """Return a title by the card of its record."""
    return title_block(card["titles"], language)


def shown_number(source_id: str, barcodes: Iterable[str | None] = ()) -> str:
    """Return the number of a record as people read it, that of a copy as it is written on one of these `barcodes`."""
    kind, _colon, known = source_id.partition(":")
    written = next((each for each in barcodes if each and kind == "barcode" and bare(each) == known), None)
    return number_shown(f"barcode::{written}" if written else source_id)


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


def event(each: Event) -> dict[str, Any]:
    """Return an event of a record's history; `id` is that of an act by hand that can be taken back."""
    done = each.correction
    return {
        "at": each.at,
        "act": labels.ACTS[each.act] if each.act else _("A file was taken in"),
        "who": each.who,
        "fields": [_written(field) for field in each.fields],
        "copies": [(number, [_written(field) for field in fields]) for number, fields in each.copies],
        "id": done.id if done and each.why_not is None else None,
        "why_not": each.why_not if done and not done.undone_at else None,
        "undone_at": done.undone_at if done else None,
        "takes_back": done is not None and done.undoes_id is not None,
        "import_id": each.import_id,
        "filename": each.filename,
        "has_overwritten": each.has_overwritten,
    }


def _written(field: Written) -> dict[str, Any]:
    return {
        "label": labels.ALL_FIELDS[field.name],
        "old": _value(field.name, field.old),
        "new": _value(field.name, field.new),
        "is_word": field.name in ("state", "language"),
    }


def _value(name: str, value: str) -> Any:
    if name == "state":
        return LOCAL_STATES[LocalState(value)] if value else ""
    return language_name(value) if name == "language" and value else value


def correction(row: Line, language: str) -> dict[str, Any]:
    """Return a line of the list of all that was done by hand."""
    return {
        "source_id": row.done.source_record_id,
        "at": row.done.done_at,
        "who": row.who,
        "title": title_of(row.card, language),
        "act": labels.ACTS[row.done.act],
        "fields": format_list([str(labels.ALL_FIELDS[name]) for name in fields_of(row.done)]),
        "is_undone": row.done.undone_at is not None,
        "takes_back": row.done.undoes_id is not None,
    }
