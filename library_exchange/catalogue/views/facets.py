"""The filters beside the hits: what may be chosen with how many records, and what is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from flask import get_template_attribute
from markupsafe import Markup

from library_exchange.catalogue import labels
from library_exchange.catalogue.queries.searching import Found
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.i18n import _, country_name, current, language_name
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.search.port import CLASS, FACETS, UNKNOWN
from library_exchange.subject_vocabulary import tree
from library_exchange.subject_vocabulary.display import branch

SHOWN_VALUES = 12
LONGEST_YEAR = 4
MOST_KEPT = 1024
SHOWN_FACETS = [name for name in FACETS if name in labels.FACETS]
IN_OWN_WORDS = "subject"
"""The facet whose values are texts of records, in whatever language these are."""


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its number of records; `branch` is the class of its subject that one may browse."""

    code: str
    label: str
    count: int
    is_chosen: bool
    lang: str | None = None
    branch: tuple[str, str, str] | None = None


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """A facet and the values offered."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


def offered(found: Found, filters: Mapping[str, tuple[str, ...]]) -> list[Markup]:
    """Return the groups of filters with the number of records of each value, those chosen among them."""
    language = current().code
    groups = (
        _written(name, tuple(found.facets.get(name, ())), filters.get(name, ()), _names(found, name), language)
        for name in SHOWN_FACETS
    )
    return [group for group in groups if group]


def _names(found: Found, facet: str) -> tuple[tuple[str, str], ...]:
    return tuple(found.library_names.items()) if facet == "library" else ()


def in_force(found: Found, asked: SearchInput) -> list[tuple[str, SearchInput]]:
    """Return the name of each filter in force with the search without it."""
    chips = []
    for name, codes in asked.filters.items():
        for code in codes:
            rest = {**asked.filters, name: tuple(other for other in codes if other != code)}
            without = asked.model_copy(update={"filters": {k: v for k, v in rest.items() if v}})
            chips.append((_label(found.library_names, name, code), without))
    if asked.year_from is not None or asked.year_to is not None:
        span = f"{asked.year_from if asked.year_from is not None else ''}–{asked.year_to or ''}"
        chips.append((span, asked.model_copy(update={"year_from": None, "year_to": None})))
    return chips


@lru_cache(maxsize=MOST_KEPT)
def _written(
    facet: str,
    counts: tuple[tuple[str, int], ...],
    chosen: tuple[str, ...],
    names: tuple[tuple[str, str], ...],
    _language: str,
) -> Markup:
    """Return a group of filters in the language of the page; empty without values. Kept: many pages have the same."""
    counted, named = dict(counts), dict(names)
    shown = [*chosen, *(code for code in counted if code not in chosen)][: max(SHOWN_VALUES, len(chosen))]
    values = tuple(
        _value(facet, code, _label(named, facet, code), counted.get(code, 0), code in chosen)
        for code in sorted(shown, key=partial(_place, facet, counted))
    )
    group = FacetGroup(facet, str(labels.FACETS[facet]), values)
    written: Markup = get_template_attribute("catalogue/_facet.html", "facet")(group) if values else Markup()
    return written


def _label(names: Mapping[str, str], facet: str, code: str) -> str:
    if code == UNKNOWN:
        return _("unknown")
    if facet == "country":
        return country_name(code)
    if facet == "language":
        return language_name(code)
    if facet == "decade":
        return f"{code}–{int(code) + 9}" if _is_year(code) else code
    if facet == "library":
        return names.get(code, code)
    if facet == CLASS:
        return tree.called(code, current().code)
    return str(labels.FACET_VALUES.get(facet, {}).get(code, code))


def _value(facet: str, code: str, label: str, count: int, is_chosen: bool) -> FacetValue:
    """Return a value; a text has its language, and if it names a class the number, name and address of that."""
    if facet != IN_OWN_WORDS:
        return FacetValue(code, label, count, is_chosen)
    node = tree.of_heading(code, tree.USUAL[current().code])
    return FacetValue(code, label, count, is_chosen, html_lang(script_of(code)), branch(node) if node else None)


def _is_year(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= LONGEST_YEAR


def _place(facet: str, counted: Mapping[str, int], code: str) -> tuple[int, str]:
    """Return where a value stands: decades from new to old, everything else by number."""
    if facet == "decade":
        return (-int(code) if _is_year(code) else 1, code)
    return (-counted.get(code, 0), code)
