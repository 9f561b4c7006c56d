"""The home page's figures, a record's page, a library's number of titles."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority.name_display import folded_places, shown_name
from library_exchange.authority.record_texts import Named, RecordTexts, Text
from library_exchange.catalogue import labels
from library_exchange.catalogue.models import (
    STANDS,
    TRANSLATED_TITLE,
    BibliographicRecord,
    Classification,
    Contributor,
    Holding,
    Identifier,
    Import,
    Item,
    LocalState,
    SourceRecord,
    TextForm,
)
from library_exchange.catalogue.queries.availability import counted, items_with_libraries, promised
from library_exchange.catalogue.queries.known_names import known_names
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _, language_name
from library_exchange.core.regions import REGIONS
from library_exchange.core.scripts import html_lang
from library_exchange.core.titles import TitleBlock, TitleForm, cover, joined, title_block, with_known
from library_exchange.directory.models import Library
from library_exchange.subject_vocabulary.tree import USUAL, ClassNode, about

Values = list[tuple[str, str]]


@dataclass(frozen=True)
class Counts:
    """The figures of the home page; libraries are counted for each country of the bridge."""

    libraries: tuple[tuple[str, int], ...]
    records: int
    loans: int


@dataclass(frozen=True)
class HoldingRow:
    """What one library has under one call number: how many copies, how many of them can be lent now."""

    library: str
    code: str
    country: str
    call_number: str | None
    available: int
    total: int
    note: str | None
    library_id: int


@dataclass(frozen=True)
class Origin:
    """Which library gave its record when, in which format; the kind of `table` if it was a row of one."""

    source_id: int
    library_id: int
    library: str
    profile: str
    encoding: str
    at: datetime
    table: str | None = None


@dataclass(frozen=True)
class Told:
    """The rows in which a record stands; each of `numbers` is its kind, as normalised, as given, and whether valid."""

    record: BibliographicRecord
    texts: Sequence[TextForm]
    people: Sequence[Contributor]
    numbers: Sequence[tuple[str, str, str, bool]]


@dataclass(frozen=True)
class RecordPage:
    """Everything a record's page shows."""

    id: int
    title: TitleBlock
    authors: list[tuple[TitleBlock, str]]
    facts: list[tuple[str, Values]]
    notes: Values
    rows: list[HoldingRow]
    origins: list[Origin]
    cover: tuple[str, str]
    told: Told
    languages: tuple[str, ...] = ()
    about: Sequence[ClassNode] = ()


def counts(session: Session, loans: int) -> Counts:
    """Return the figures of the home page; `loans` is counted in a room above."""
    here = sa.select(col(Library.country), sa.func.count()).where(~col(Library.has_left))
    libraries = dict(session.execute(here.group_by(col(Library.country))).all())
    records = session.scalar(sa.select(sa.func.count()).select_from(BibliographicRecord).where(STANDS)) or 0
    return Counts(tuple((country, libraries.get(country, 0)) for country in REGIONS), records, loans)


def titles_held(session: Session) -> Mapping[int, int]:
    """Return the number of titles each library holds, by library id."""
    rows = session.execute(
        items_with_libraries()
        .add_columns(col(Item.library_id), sa.func.count(sa.distinct(col(Holding.record_id))))
        .group_by(col(Item.library_id))
    )
    return dict(rows.all())


def title_pairs(session: Session, language: str, most: int = 5) -> list[tuple[int, TitleBlock]]:
    """Return some records that have a title in both scripts, with their ids, for a reader of `language`."""
    both = sa.select(col(TextForm.record_id)).where(sa.text(TRANSLATED_TITLE)).distinct()
    both = both.order_by(col(TextForm.record_id)).limit(most)
    rows = session.execute(
        sa.select(col(BibliographicRecord.id), col(BibliographicRecord.card)).where(
            col(BibliographicRecord.id).in_(both)
        )
    )
    return [(record_id, _pair(card["titles"], language)) for record_id, card in rows]


def _pair(titles: Sequence[Sequence[Any]], language: str) -> TitleBlock:
    """Return a title in both scripts for whoever reads one of them, or neither."""
    block = title_block(titles, language)
    return block if block.beside else title_block(titles, titles[0][1][:2])


class Merged(Exception):
    """The record became part of the one with the id `into`."""

    def __init__(self, into: int) -> None:
        super().__init__(str(into))
        self.into = into


def record_page(session: Session, record_id: int, language: str) -> RecordPage:
    """Return the page of a record for a reader of `language`. Raises NotFound, and Merged for part of another one."""
    record = session.get(BibliographicRecord, record_id)
    if record is None:
        raise NotFound("record", labels.RECORD_NOT_THERE, record=record_id)
    if record.merged_into_id is not None:
        raise Merged(record.merged_into_id)
    forms = list(
        session.scalars(
            sa.select(TextForm)
            .where(col(TextForm.record_id) == record_id)
            .order_by(col(TextForm.position), col(TextForm.id))
        )
    )
    title = title_block(record.card["titles"], language)
    people = _people(session, record_id)
    numbered = session.execute(_numbers_and_classes(record_id)).all()
    called = known_names(session, record_id, _said(record, people, forms))
    return RecordPage(
        id=record_id,
        title=title,
        authors=_authors(called, people, forms, language),
        facts=_facts(record, forms, numbered),
        notes=_values(forms, "summary") + _values(forms, "contents") + _values(forms, "note"),
        rows=holding_rows(session, record_id, language),
        origins=_origins(session, record_id, language),
        languages=tuple(record.languages),
        cover=cover(title.original.value),
        about=about([each[1:3] for each in numbered if each[0]], _values(forms, "subject"), USUAL[language]),
        told=Told(record, forms, people, [tuple(number) for is_class, *number in numbered if not is_class]),
    )


def _people(session: Session, record_id: int) -> Sequence[Contributor]:
    return session.scalars(
        sa.select(Contributor)
        .where(col(Contributor.record_id) == record_id)
        .order_by(col(Contributor.is_main).desc(), col(Contributor.position))
    ).all()


def _said(record: BibliographicRecord, people: Sequence[Contributor], forms: Sequence[TextForm]) -> RecordTexts:
    named: dict[int | None, Named] = {}
    for who in people:
        named[who.id] = Named(who.id, who.kind, who.is_main, who.dates, who.qualifier)
    texts = (Text(text.field, text.value, text.kind, text.position, named.get(text.contributor_id)) for text in forms)
    return RecordTexts(tuple(record.languages), tuple(texts))


def _authors(
    called: Mapping[str, Sequence[TitleForm]], people: Sequence[Contributor], forms: Sequence[TextForm], language: str
) -> list[tuple[TitleBlock, str]]:
    named: dict[int | None, list[TitleForm]] = defaultdict(list)
    for form in forms:
        named[form.contributor_id].append(
            TitleForm(form.value, html_lang(form.script, form.language), form.kind, form.machine_made)
        )
    shown = [person for person in people if named[person.id]]
    forms_of = [with_known(named[person.id], called.get(named[person.id][0].value, ())) for person in shown]
    return [
        (shown_name(one, language), ", ".join(dict.fromkeys(filter(None, (_role(shown[at]) for at in places)))))
        for one, places in folded_places(forms_of)
    ]


def _role(person: Contributor) -> str:
    return str(labels.ROLES.get(person.role, ""))


def _values(forms: Sequence[TextForm], field: str) -> Values:
    return [
        (form.value, html_lang(form.script, form.language))
        for form in forms
        if form.field == field and form.kind == "original"
    ]


def _facts(record: BibliographicRecord, forms: Sequence[TextForm], numbered: Sequence[Any]) -> list[tuple[str, Values]]:
    by_kind: dict[str, Values] = defaultdict(list)
    classes: list[tuple[str, str]] = []
    for is_class, kind, _value, value, _is_valid in numbered:
        if is_class:
            classes.append((kind, value))
        else:
            by_kind[kind].append((value, ""))
    facts: list[tuple[str, Values]] = [
        (_("Other title information"), _values(forms, "remainder")),
        (_("Parallel title"), _values(forms, "parallel_title")),
        (_("Other titles"), _values(forms, "alternative_title")),
        (_("Statement of responsibility"), _values(forms, "responsibility")),
        (_("Edition"), _values(forms, "edition")),
        (_("Published"), [joined(record.card["imprint"])] if record.card["imprint"] else []),
        (_("Extent"), _values(forms, "extent")),
        (_("Series"), _values(forms, "series")),
        (_("Language"), [(language_name(code), "") for code in record.languages]),
        ("ISBN", by_kind["isbn"]),
        ("ISSN", by_kind["issn"]),
        (_("Subjects"), _values(forms, "subject") + _values(forms, "keyword")),
        (
            _("Class numbers"),
            [(f"{labels.CLASS_SCHEMES.get(scheme, scheme)} {number}", "") for scheme, number in classes],
        ),
    ]
    return [(label, values) for label, values in facts if values]


def _numbers_and_classes(record_id: int) -> Any:
    """Return the query of whether it is a class, of which kind or scheme, the number, as given, whether valid."""
    number, given = Identifier, Classification
    numbers = (col(number.kind), col(number.value), col(number.as_given), col(number.is_valid))
    classes = (col(given.scheme), col(given.number), col(given.number), sa.true())
    return sa.union_all(
        sa.select(sa.literal(0), *numbers).where(col(number.record_id) == record_id),
        sa.select(sa.literal(1), *classes).where(col(given.record_id) == record_id),
    )


def holding_rows(session: Session, record_id: int, language: str) -> list[HoldingRow]:
    """Return what each library holds of a record, by country and name; one query.

    Copies that came in several records of a library are one row where call number and place are the same.
    """
    name = {"zh": Library.name_zh, "ru": Library.name_ru}.get(language, Library.name_en)
    rows = session.execute(
        items_with_libraries()
        .add_columns(
            col(name),
            col(Library.code),
            col(Library.country),
            col(Holding.call_number),
            counted(),
            sa.func.count(),
            col(Holding.note),
            col(Library.id),
        )
        .where(col(Holding.record_id) == record_id)
        .group_by(
            col(name),
            col(Library.code),
            col(Library.country),
            col(Holding.call_number),
            col(Holding.note),
            col(Library.id),
        )
        .order_by(col(Library.country), col(name), col(Holding.call_number))
    )
    return [HoldingRow(*row) for row in rows]


@dataclass(frozen=True)
class OwnItem:
    """A copy of the reader's own library, for its staff."""

    id: int
    number: int
    call_number: str | None
    barcode: str | None
    state: LocalState
    is_promised: bool
    place: str | None = None
    source_id: int | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether its library has it no more."""
        return self.state is LocalState.WITHDRAWN

    @property
    def can_be_offered(self) -> bool:
        """Whether it is there and promised to nobody."""
        return not self.is_promised and self.state not in (LocalState.MISSING, LocalState.WITHDRAWN)


def own_items(session: Session, record_id: int, library_id: int) -> list[OwnItem]:
    """Return the copies of a record that one library has, numbered through, withdrawn ones too; one query."""
    rows = session.execute(
        sa.select(
            col(Item.id),
            col(Holding.call_number),
            col(Item.barcode),
            col(Item.local_state),
            promised(),
            sa.func.coalesce(col(Item.place), col(Holding.note)),
            col(Holding.source_record_id),
        )
        .join(Holding, col(Holding.id) == col(Item.holding_id))
        .where(col(Holding.record_id) == record_id, col(Item.library_id) == library_id)
        .order_by(col(Holding.id), col(Item.number))
    )
    return [OwnItem(item_id, number, *rest) for number, (item_id, *rest) in enumerate(rows, 1)]


def _origins(session: Session, record_id: int, language: str) -> list[Origin]:
    name = {"zh": Library.name_zh, "ru": Library.name_ru}.get(language, Library.name_en)
    rows = session.execute(
        sa.select(
            col(SourceRecord.id),
            col(SourceRecord.library_id),
            col(name),
            col(SourceRecord.profile),
            col(SourceRecord.encoding),
            col(SourceRecord.imported_at),
            col(Import.preview)["table"]["kind"].as_string(),
        )
        .outerjoin(Import, col(Import.id) == col(SourceRecord.import_id))
        .join(Library, col(Library.id) == col(SourceRecord.library_id))
        .where(col(SourceRecord.record_id) == record_id)
        .order_by(col(SourceRecord.imported_at))
    )
    return [Origin(source_id or 0, library_id, *rest) for source_id, library_id, *rest in rows]


def source_of(session: Session, source_id: int) -> SourceRecord:
    """Return a library's own record. Raises NotFound."""
    found = session.get(SourceRecord, source_id)
    if found is None:
        raise NotFound("source-record", source=source_id)
    return found
