"""What pages show of titles: in their own script and in others, and what is still to be completed."""

from typing import Any

from sqlmodel import Session

from library_exchange.core import bilingual
from library_exchange.core.bilingual import Place
from library_exchange.core.money import as_typed
from library_exchange.core.titles import forms_of, title_block
from library_exchange.shipping import labels
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import languages_of
from library_exchange.shipping.queries.known_titles import known_titles
from library_exchange.shipping.rules.codes import Purpose
from library_exchange.shipping.rules.customs_rules import lacks_annotation, missing_for_application, missing_for_papers
from library_exchange.shipping.rules.shipments import TEXTS_KIND
from library_exchange.shipping.services import titles


def titles_to_complete(
    session: Session,
    consignment: Consignment,
    lines: list[ConsignmentLine],
    language: str,
    everything: bool,
    home_id: int | None,
    is_applied_for: bool = True,
) -> list[dict[str, Any]]:
    """Return the titles that lack something, or all, with what is remembered of them as a suggestion.

    What only an authority reads is asked where permission `is_applied_for`.
    """
    languages = languages_of(session, consignment)
    read, own = languages.authority, next(iter(languages.titles), None)
    may_ask = is_applied_for and home_id == consignment.consignor_id and read not in (own, None)
    known = titles.offered(session, [line.title for line in lines])
    in_catalogue = known_titles(session, [line.isbn for line in lines if line.isbn])
    awaited = bilingual.awaited(session, TEXTS_KIND, consignment.id)
    shown_lines = []
    for line in lines:
        for_authority = missing_for_application(line, read) if is_applied_for and read else ()
        missing = dict.fromkeys((*missing_for_papers(line, languages.titles), *for_authority))
        if missing or everything:
            shown_lines.append(
                {
                    "id": line.id,
                    "number": line.number,
                    "title": title_block(forms_of(line), language),
                    "missing": [labels.MISSING[name] for name in missing if _place(line, name) not in awaited],
                    "awaited": [labels.MISSING[name] for name in missing if _place(line, name) in awaited],
                    "is_value_proposed": has_proposed_value(line),
                    "first": labels.ANNOTATION_FIRST[own] if may_ask and own and lacks_annotation(line) else None,
                    **_values(line, known, in_catalogue),
                }
            )
    return shown_lines


def has_proposed_value(line: ConsignmentLine) -> bool:
    """Whether the value of a title may be what its points came to, when its consignment was planned."""
    return line.value_minor is not None and line.subject_id is not None and line.purpose is Purpose.PERMANENT


def _place(line: ConsignmentLine, name: str) -> Place:
    field, _dash, language = str(name).rpartition("_")
    return Place(line.id, field, language)


def _values(line: ConsignmentLine, known: dict[Any, Any], in_catalogue: dict[tuple[str, str], str]) -> dict[str, Any]:
    """Return what a title's fields hold, and which of it is only proposed: remembered, or taken from the catalogue."""
    names = ("title_zh", "title_ru", "annotation_zh", "annotation_ru", "publisher", "year", "weight_g", "material")
    values: dict[str, Any] = {name: getattr(line, name) for name in names}
    values["value_minor"] = as_typed(line.value_minor) if line.value_minor is not None else None
    proposed: dict[str, Any] = {}
    for code in titles.LANGUAGES:
        found = known.get((titles.source_key(line.title), code))
        catalogued = in_catalogue.get((line.isbn or "", code))
        offers = (
            (f"title_{code}", found.text if found else None, labels.REMEMBERED),
            (f"annotation_{code}", found.annotation if found else None, labels.REMEMBERED),
            (f"title_{code}", catalogued, labels.FROM_CATALOGUE),
        )
        for name, value, source in offers:
            if value and not values[name]:
                values[name], proposed[name] = value, source
    return {"values": values, "proposed": proposed}
