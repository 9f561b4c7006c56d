"""The filters beside the hits: what may be chosen with how many records, and what is in force."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from flask import get_template_attribute
from markupsafe import Markup

from library_exchange.catalogue import labels
from library_exchange.catalogue.queries.searching import Found
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.i18n import _, country_name, current, format_number, language_name
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.search.port import CLASS, FACETS, UNKNOWN
from library_exchange.subject_vocabulary import tree
from library_exchange.subject_vocabulary.display import branch

SHOWN_VALUES = 12
LONGEST_YEAR = 4
MOST_KEPT, MOST_GROUPS_KEPT = 4096, 1024
# What is put into a filter that is kept; no text on a page can hold it, for there an angle bracket is escaped.
_COUNT, _NUMBER = Markup("<count>"), Markup("<number>")
SHOWN_FACETS = [name for name in FACETS if name in labels.FACETS]
IN_OWN_WORDS = "subject"
"""The facet whose values are texts of records, in whatever language these are."""


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


@lru_cache(maxsize=MOST_GROUPS_KEPT)
def _written(
    facet: str,
    counts: tuple[tuple[str, int], ...],
    chosen: tuple[str, ...],
    names: tuple[tuple[str, str], ...],
    language: str,
) -> Markup:
    """Return a group of filters in the language of the page; empty without values. Kept: many pages have the same."""
    counted, named = dict(counts), dict(names)
    shown = [*chosen, *(code for code in counted if code not in chosen)][: max(SHOWN_VALUES, len(chosen))]
    if not shown:
        return Markup()
    values = (
        _filled(_value(facet, code, _label(named, facet, code), code in chosen, language), counted.get(code, 0), place)
        for place, code in enumerate(sorted(shown, key=partial(_place, facet, counted)), 1)
    )
    written: Markup = _macro("facet")(labels.FACETS[facet], Markup("\n".join(values)))  # noqa: S704 - each is markup
    return written


def _filled(value: str, count: int, place: int) -> str:
    """Return a value with its number of records and its place in the group."""
    return value.replace(_COUNT, format_number(count)).replace(_NUMBER, str(place))


def _macro(name: str) -> Callable[..., Markup]:
    macro: Callable[..., Markup] = get_template_attribute("catalogue/_facet.html", name)
    return macro


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


@lru_cache(maxsize=MOST_KEPT)
def _value(facet: str, code: str, label: str, is_chosen: bool, language: str) -> str:
    """Return a value as it is written but for its number of records and its place, which differ from page to page.

    A text has its language, and if it names a class the number, name and address of that.
    """
    is_text = facet == IN_OWN_WORDS
    node = tree.of_heading(code, tree.USUAL[language]) if is_text else None
    lang = html_lang(script_of(code)) if is_text else None
    what = (facet, code, label)
    return str(_macro("value")(what, is_chosen, lang, branch(node) if node else None, _COUNT, _NUMBER))


def _is_year(code: str) -> bool:
    return code.isascii() and code.isdigit() and len(code) <= LONGEST_YEAR


def _place(facet: str, counted: Mapping[str, int], code: str) -> tuple[int, str]:
    """Return where a value stands: decades from new to old, everything else by number."""
    if facet == "decade":
        return (-int(code) if _is_year(code) else 1, code)
    return (-counted.get(code, 0), code)
