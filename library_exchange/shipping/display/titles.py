"""What pages show of titles: in their own script and in others, and what is still to be completed."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from library_exchange.core import bilingual
from library_exchange.core.bilingual import Place
from library_exchange.core.money import as_typed
from library_exchange.core.titles import forms_of, title_block
from library_exchange.known_titles.queries.in_other_language import known_titles
from library_exchange.shipping.labels import titles as title_labels
from library_exchange.shipping.labels.titles import MISSING
from library_exchange.shipping.models import Consignment, ConsignmentLine
from library_exchange.shipping.queries.consignments import languages_of
from library_exchange.shipping.queries.earlier_lines import FACTS, VALUE, details_before
from library_exchange.shipping.rules.codes import Material
from library_exchange.shipping.rules.customs_rules import (
    Missing,
    lacks_annotation,
    missing_for_application,
    missing_for_papers,
)
from library_exchange.shipping.rules.editions import title_key
from library_exchange.shipping.rules.shipments import TEXTS_KIND
from library_exchange.shipping.services import titles

FIELDS: dict[str, str] = {Missing.WEIGHT: "weight_g", Missing.VALUE: VALUE}
"""Which field of a title says what it lacks, where it is not called so."""


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
    before = details_before(session, consignment, lines, home_id)
    in_catalogue = known_titles(session, [line.isbn for line in lines if line.isbn])
    awaited = bilingual.awaited(session, TEXTS_KIND, consignment.id)
    if awaited and home_id is not None:
        awaited -= bilingual.awaited(session, TEXTS_KIND, consignment.id, home_id)
    shown_lines = []
    for line in lines:
        for_authority = missing_for_application(line, read) if is_applied_for and read else ()
        missing = dict.fromkeys((*missing_for_papers(line, languages.titles), *for_authority))
        if missing or everything:
            values = _values(line, known, in_catalogue, before[line.id])
            open_still = [name for name in missing if _place(line, name) not in awaited]
            shown_lines.append(
                {
                    "id": line.id,
                    "number": line.number,
                    "title": title_block(forms_of(line), language),
                    "missing": [
                        MISSING[name] for name in open_still if FIELDS.get(name, name) not in values["proposed"]
                    ],
                    "to_save": [MISSING[name] for name in open_still if FIELDS.get(name, name) in values["proposed"]],
                    "awaited": [MISSING[name] for name in missing if _place(line, name) in awaited],
                    "is_value_proposed": line.is_value_proposed,
                    "first": title_labels.ANNOTATION_FIRST[own] if may_ask and own and lacks_annotation(line) else None,
                    **values,
                }
            )
    return shown_lines


def _place(line: ConsignmentLine, name: str) -> Place:
    field, _dash, language = str(name).rpartition("_")
    return Place(line.id, field, language)


def _is_open(line: ConsignmentLine, name: str) -> bool:
    """Whether nobody said this of the title; its kind is taken for told once its weight and value are."""
    if name == "volumes":
        return line.volumes == 1
    if name != "material":
        return getattr(line, name) in (None, "")
    return line.material is Material.BOOK and not (line.weight_g and line.value_minor is not None)


def _values(
    line: ConsignmentLine, known: dict[Any, Any], in_catalogue: dict[tuple[str, str], str], before: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a title's fields hold, and which of it is only proposed: remembered, or taken from the catalogue."""
    values: dict[str, Any] = {name: getattr(line, name) for name in (*titles.TEXTS, *FACTS)}
    values[VALUE] = as_typed(line.value_minor) if line.value_minor is not None else None
    proposed: dict[str, Any] = {}
    for code in titles.LANGUAGES:
        found = known.get((title_key(line.title), code))
        catalogued = in_catalogue.get((line.isbn or "", code))
        offers = (
            (f"title_{code}", found.text if found else None, title_labels.REMEMBERED),
            (f"annotation_{code}", found.annotation if found else None, title_labels.REMEMBERED),
            (f"title_{code}", catalogued, title_labels.FROM_CATALOGUE),
        )
        for name, value, source in offers:
            if value and not values[name]:
                values[name], proposed[name] = value, source
    for name, value in before.items():
        if _is_open(line, name) and value != values[name]:
            values[name] = as_typed(value) if name == VALUE else value
            proposed[name] = title_labels.DECLARED_BEFORE if name == VALUE else title_labels.ENTERED_BEFORE
    return {"values": values, "proposed": proposed}
