"""What union records say, put together from all that libraries told of them; of copies and libraries nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from library_exchange.catalogue.models import (
    STANDS,
    BibliographicRecord,
    Classification,
    Contributor,
    Identifier,
    TextForm,
)
from library_exchange.catalogue.queries.pages import Told
from library_exchange.marc import description
from library_exchange.marc.description import Description, Form, Text, TextField

ONCE = (
    TextField.TITLE,
    TextField.REMAINDER,
    TextField.PART_NUMBER,
    TextField.PART_TITLE,
    TextField.RESPONSIBILITY,
    TextField.EDITION,
    TextField.PLACE,
    TextField.PUBLISHER,
    TextField.EXTENT,
)
"""Of these only what one library says goes out: two wordings of one title page are no two titles."""
_Row = TypeVar("_Row", bound=SQLModel)


def merged_into(session: Session, record_id: int) -> int | None:
    """Return the record of which this one became part; None if it stands, or is not there."""
    chosen = sa.select(col(BibliographicRecord.merged_into_id)).where(col(BibliographicRecord.id) == record_id)
    return session.scalar(chosen)


def descriptions(session: Session, record_ids: Sequence[int]) -> list[tuple[int, Description]]:
    """Return what these records say, in the order given; those that are no more are left out. Five queries."""
    facts = session.connection().execute(_facts(), {"ids": list(record_ids)})
    records: dict[int, Any] = {record.id: record for record in facts}
    texts = _by_record(session, TextForm, record_ids)
    people = _by_record(session, Contributor, record_ids)
    numbers = _by_record(session, Identifier, record_ids)
    classes = _by_record(session, Classification, record_ids)
    return [
        (each, _description(records[each], texts[each], people[each], _numbers(numbers[each]), classes[each]))
        for each in record_ids
        if each in records
    ]


def description_of(told: Told) -> Description:
    """Return what a record says whose rows are there already, without its class numbers; no query."""
    numbers = [
        description.Identifier(cast("Any", kind), value, as_given, is_valid)
        for kind, value, as_given, is_valid in told.numbers
    ]
    return _description(told.record, told.texts, told.people, numbers, ())


@cache
def _facts() -> Any:
    """Return the query of what records themselves say; built once, as those of their parts."""
    record = BibliographicRecord
    columns = (
        *(col(record.id), col(record.updated_at), col(record.record_type), col(record.bib_level)),
        *(col(record.languages), col(record.original_language), col(record.country)),
        *(col(record.year), col(record.year_text)),
    )
    return sa.select(*columns).where(col(record.id).in_(sa.bindparam("ids", expanding=True)), STANDS)


def _by_record(session: Session, table: type[_Row], record_ids: Sequence[int]) -> Mapping[int, list[_Row]]:
    """Return the rows of each record, read as plain rows: thousands of them are looked at once and let go."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.connection().execute(_parts(table), {"ids": list(record_ids)}):
        found[row.record_id].append(row)
    return found


@cache
def _parts(table: type[SQLModel]) -> Any:
    columns = cast("Any", table).__table__.c
    chosen = columns.record_id.in_(sa.bindparam("ids", expanding=True))
    return sa.select(*columns).where(chosen).order_by(columns.id)


def _description(
    record: BibliographicRecord,
    texts: Sequence[TextForm],
    people: Sequence[Contributor],
    numbers: Sequence[description.Identifier],
    classes: Sequence[Classification],
) -> Description:
    written = sorted((text for text in texts if not text.machine_made), key=lambda text: text.id or 0)
    return Description(
        source_id=str(record.id),
        source_updated=f"{record.updated_at:%Y%m%d%H%M%S}.0",
        record_type=record.record_type,
        bib_level=record.bib_level,
        languages=tuple(record.languages),
        original_language=record.original_language,
        country=record.country,
        year=record.year,
        year_text=record.year_text,
        texts=tuple(_texts([text for text in written if text.contributor_id is None])),
        contributors=tuple(_contributors(people, written)),
        identifiers=tuple(numbers),
        class_numbers=tuple(
            description.ClassNumber(cast("Any", each.scheme), each.number, each.edition) for each in classes
        ),
        holdings=(),
        links=(),
        relations=(),
    )


def _numbers(rows: Iterable[Identifier]) -> list[description.Identifier]:
    return [description.Identifier(cast("Any", each.kind), each.value, each.as_given, each.is_valid) for each in rows]


def _texts(rows: Sequence[TextForm]) -> Iterator[Text]:
    """Give the texts in their forms: those of one library and place in its record are one text."""
    groups = _grouped(rows, lambda row: (row.field, row.library_id, row.position))
    given: dict[str, list[TextForm]] = defaultdict(list)
    for row in rows:
        given[row.field].append(row)
    giver = {field: _giver(given.get(field, ())) for field in ONCE}
    for (name, library_id, position), forms in groups.items():
        field = TextField(name)
        if field in ONCE and library_id != giver[field]:
            continue
        # A title that every library has in Latin letters alone is better than none.
        if field in ONCE or any(form.kind == "original" for form in forms):
            beside = _beside(given[field], giver[field]) if field is TextField.TITLE else ()
            yield Text(field, tuple(_form(form) for form in (*forms, *beside)), position)


def _giver(rows: Sequence[TextForm]) -> int | None:
    """Return the first library that has a text in its own script; if none has, the first that has it at all."""
    own = [row for row in rows if row.kind == "original"]
    return next((row.library_id for row in (*own, *rows)), None)


def _beside(titles: Iterable[TextForm], giver: int | None) -> list[TextForm]:
    """Return how other libraries write the same title in other letters."""
    others = [row for row in titles if row.library_id != giver]
    return [row for row in others if row.kind == "transliteration"][:1]


def _contributors(people: Iterable[Contributor], texts: Sequence[TextForm]) -> Iterator[description.Contributor]:
    names = _grouped(texts, lambda row: row.contributor_id)
    for person in sorted(people, key=lambda each: (not each.is_main, each.position)):
        if forms := names.get(person.id):
            yield description.Contributor(
                person.role,
                cast("Any", person.kind),
                person.is_main,
                tuple(_form(form) for form in forms),
                person.dates,
                person.qualifier,
            )


def _grouped(rows: Iterable[TextForm], key: Callable[[TextForm], Any]) -> dict[Any, list[TextForm]]:
    groups: dict[Any, list[TextForm]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.position, row.id)):
        groups[key(row)].append(row)
    return groups


def _form(row: TextForm) -> Form:
    return Form(row.value, row.script, cast("Any", row.kind), row.scheme, row.language)
