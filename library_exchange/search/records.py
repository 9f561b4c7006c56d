"""A record of the catalogue as the terms, facets and sort keys an engine keeps."""

from collections import Counter
from collections.abc import Iterable, Mapping

from library_exchange.search.analysis import class_numbers, identifiers
from library_exchange.search.analysis.foreign_names import GUESSES
from library_exchange.search.analysis.terms import NEIGHBOURS, PRINTED, index_terms
from library_exchange.search.headings import headings
from library_exchange.search.port import (
    ANYWHERE,
    AUTHORED,
    CERTAIN,
    CLASS,
    FIELDS,
    IDENTIFIER,
    LINKED,
    ON_SHELF,
    POSSIBLE,
    TOPIC,
    UNKNOWN,
    VOLUME,
    AnalysedRecord,
    SearchableEntity,
    SearchableRecord,
    SearchableText,
    spoken,
)
from library_exchange.search.title_sizes import sizes

WEIGHTS = {"title": 5, "author": 3, "subject": 2}
"""How much a word counts in a field; it is kept in the index, which a higher `TERMS_VERSION` has made anew."""
MOST_WEIGHT = 255
LONGEST_SORT_KEY = 120
EARLIEST_YEAR, LATEST_YEAR = 1, 9999


def analyse(record: SearchableRecord) -> AnalysedRecord:
    """Return `record` as every engine takes it."""
    terms: dict[str, Counter[str]] = {name: Counter() for name in (ANYWHERE, *FIELDS)}
    for text in record.texts:
        _add(terms, text)
    for entity in record.entities:
        _add_entity(terms, entity, record.languages)
    _add_volumes(terms, record.volumes)
    terms[IDENTIFIER] = Counter(term for one in record.identifiers for term in identifiers.index_terms(one))
    for name in (ANYWHERE, IDENTIFIER):
        for term, times in Counter(class_numbers.index_term(number) for number in record.classes).items():
            _at_least(terms[name], (term,), times)
    _at_least(terms[ANYWHERE], (TOPIC + key for key in record.topics), 1)
    year = record.year if record.year is not None and EARLIEST_YEAR <= record.year <= LATEST_YEAR else None
    return AnalysedRecord(
        id=record.id,
        version=record.version,
        terms={name: _at_most(found) for name, found in terms.items()},
        facets=_facets(record, year),
        year=year,
        sort_title=record.sort_title[:LONGEST_SORT_KEY],
        sort_author=record.sort_author[:LONGEST_SORT_KEY],
    )


def _at_most(found: Mapping[str, int]) -> dict[str, int]:
    return {term: n if n < MOST_WEIGHT else MOST_WEIGHT for term, n in found.items()}


def decade(year: int | None) -> str:
    """Return the code of a year's decade, "1990" for 1997."""
    return UNKNOWN if year is None else str(year // 10 * 10)


def _add(terms: dict[str, Counter[str]], text: SearchableText) -> None:
    found = index_terms(text.value, is_name=text.field == "author")
    weight = WEIGHTS.get(text.field, 1)
    everything = terms[ANYWHERE]
    for term, times in found.items():
        everything[term] = everything.get(term, 0) + weight * times
    if text.field in FIELDS:
        own = terms[text.field]
        for term, times in found.items():
            own[term] = own.get(term, 0) + times
    if text.field == "title":
        _at_least(terms["title"], sizes(text.value), 1)
    if text.field == "author":
        _at_least(everything, (AUTHORED + term for term in found if term[:1] not in (NEIGHBOURS, PRINTED)), weight)


def _at_least(terms: dict[str, int], wanted: Iterable[str], times: int) -> None:
    """Have these terms occur so many times or more; a union of counters would go through all terms there are."""
    for term in wanted:
        if terms.get(term, 0) < times:
            terms[term] = times


def _add_entity(terms: dict[str, Counter[str]], entity: SearchableEntity, languages: Iterable[str]) -> None:
    """Add the tag of a person or work and, if it is certain, the words of its forms, marked as not the record's own."""
    found = Counter({(CERTAIN if entity.is_certain else POSSIBLE) + entity.tag: 1})
    if entity.is_certain:
        found.update({spoken(entity.tag, language): WEIGHTS["author"] for language in languages})
    for form in entity.forms if entity.is_certain else ():
        own = index_terms(form, is_name=entity.field == "author")
        found.update(dict.fromkeys((LINKED + term for term in own if not term.startswith(GUESSES)), 1))
    for name in (ANYWHERE, entity.field):
        for term, times in found.items():
            _at_least(terms[name], (term,), times)


def _add_volumes(terms: dict[str, Counter[str]], volumes: Iterable[str]) -> None:
    """Add which volume the record is, once for each term of its titles and names: it is no volume of other titles."""
    told = [
        term for name in ("title", "author") for term in terms[name] if term[:1] not in (AUTHORED, NEIGHBOURS, LINKED)
    ]
    for volume in volumes:
        _at_least(terms[ANYWHERE], (f"{VOLUME}{volume} {term}" for term in told), WEIGHTS["title"])


def _facets(record: SearchableRecord, year: int | None) -> dict[str, tuple[str, ...]]:
    return {
        "availability": (ON_SHELF,) if record.is_on_shelf else (),
        "country": _codes(record.countries),
        "library": _codes(record.libraries),
        "language": _codes(record.languages),
        "decade": (decade(year),),
        "library_kind": _codes(record.library_kinds),
        "subject": headings(record.subjects),
        CLASS: _codes(record.branches),
    }


def _codes(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))
