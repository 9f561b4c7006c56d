"""What is told of libraries and of records of the union catalogue."""

import json
from collections.abc import Sequence
from functools import lru_cache

from flask import current_app

from library_exchange.catalogue.queries.pages import HoldingRow
from library_exchange.catalogue.queries.searching import Found, Source
from library_exchange.core.i18n import LANGUAGES
from library_exchange.directory.models import Library
from library_exchange.marc.description import Description
from library_exchange.protocols.union_records import addresses
from library_exchange.protocols.union_records.forms import FORMS
from library_exchange.protocols.union_records.xml_text import DECLARATION
from library_exchange.rest_api.addresses import at
from library_exchange.rest_api.display import texts
from library_exchange.rest_api.schemas import answers

MOST_KEPT = 4096
_json = json.JSONEncoder(ensure_ascii=False).encode


def pages_begin() -> str:
    """Return how the permanent addresses of the pages of records begin."""
    return addresses.pages(current_app.extensions["settings"])


def library(row: Library) -> answers.Library:
    """Return a library; what it has not said yet is told as unknown."""
    return answers.Library(
        id=row.id,
        code=row.code,
        isil=row.isil,
        names={code: row.name_in(code) for code in LANGUAGES},
        cities={code: row.city_in(code) for code in LANGUAGES},
        country=row.country,
        kind=row.kind,
        timezone=row.timezone,
        lends=row.lends,
        loan_days=row.loan_days if row.has_told_rules else None,
        website=row.website,
        leaves_on=row.leaves_on,
    )


def records(found: Found, names: Sequence[str] = ()) -> str:
    """Return what a search found in JSON, as `answers.Records` describes it; it is what is asked for most.

    Of each record only the fields with these `names` are told, if there are any.
    """
    told = {"total": found.total, "corrected": found.corrected, "is_loosened": found.loosened}
    facets = {name: [{"value": value, "count": count} for value, count in each] for name, each in found.facets.items()}
    wanted = tuple(names)
    items = ", ".join([_brief(source, wanted) for source in found.sources])
    return f'{_json({**told, "facets": facets})[:-1]}, "items": [{items}]}}'


def whole_records(name: str, records: Sequence[tuple[int, str]]) -> str:
    """Return the document of records that are written already in the form of this name."""
    form = FORMS[name]
    begun = f'{form.collection} xmlns="{form.namespace}"' if form.collection else "records"
    return f"{DECLARATION}<{begun}>{''.join(text for _id, text in records)}</{begun.partition(' ')[0]}>"


@lru_cache(maxsize=MOST_KEPT)
def _brief(source: Source, names: tuple[str, ...]) -> str:
    """Return a hit in JSON; kept as long as nothing of it is other, as the page keeps what it shows."""
    card = json.loads(source.texts)
    every = {
        "id": source.id,
        "titles": texts.plain(card.get("titles") or ()),
        "authors": [texts.plain(each) for each in card.get("authors") or () if each],
        "imprint": texts.imprint(card),
        "languages": json.loads(source.languages),
        "held": [
            {"country": country, "libraries": libraries, "available": available}
            for country, libraries, available in source.held
        ],
        "is_own": source.is_own,
        "href": at("records", source.id),
    }
    return _json({name: every[name] for name in names} if names else every)


def record(record_id: int, version: int, said: Description, rows: Sequence[HoldingRow]) -> answers.Record:
    """Return all that a record says, and what libraries hold of it."""
    return answers.Record(
        id=record_id,
        version=version,
        type=said.record_type,
        level=said.bib_level,
        languages=list(said.languages),
        country=said.country,
        year=said.year,
        texts=[answers.Field(field=each.field.value, forms=texts.described(each.forms)) for each in said.texts],
        contributors=[
            answers.Contributor(role=each.role, kind=each.kind, is_main=each.is_main, forms=texts.described(each.forms))
            for each in said.contributors
        ],
        identifiers=[
            answers.Identifier(kind=each.kind, value=each.value, as_given=each.as_given, is_valid=each.is_valid)
            for each in said.identifiers
        ],
        classes=[answers.ClassNumber(scheme=each.scheme, number=each.number) for each in said.class_numbers],
        holdings=[
            answers.RecordHolding(
                library=row.code,
                country=row.country,
                call_number=row.call_number,
                available=row.available,
                total=row.total,
            )
            for row in rows
        ],
        href=at("records", record_id),
        page=f"{pages_begin()}{record_id}",
    )
