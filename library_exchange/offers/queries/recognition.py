"""Finding the catalogue's records for the lines of a list, and what a record tells of a book: all lines at once."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import LinkState, WorkLink
from library_exchange.catalogue.models import (
    BibliographicRecord,
    Classification,
    Holding,
    Identifier,
    Item,
    LocalState,
    TextForm,
)
from library_exchange.core.db import pieces
from library_exchange.known_titles.queries.other_titles import records_elsewhere
from library_exchange.known_titles.queries.typed_names import Line
from library_exchange.offers.rules.numbers import most_pages
from library_exchange.offers.rules.offers import Level, Material
from library_exchange.offers.rules.subjects import subject_of
from library_exchange.offers.schemas import Entry
from library_exchange.record_matching.keys import QUALIFIER, letters, title_key

SHORT = 2
"""Words of a name that have no more letters are initials and particles."""
PICTURE_BOOK_SUBJECTS = ("图画书", "绘本", "книжки-картинки", "picture books")


@dataclass(frozen=True)
class Matches:
    """Records by ISBN or ISSN, and by title key; `held` are those of them that the library holds.

    `elsewhere` are those that have the title and author of a line in another language or in other letters.
    """

    by_number: Mapping[str, Sequence[int]]
    by_title: Mapping[str, Sequence[int]]
    years: Mapping[int, int | None]
    held: frozenset[int]
    names: Mapping[int, Sequence[str]] = field(default_factory=dict)
    elsewhere: Mapping[Line, Sequence[int]] = field(default_factory=dict)

    def of(
        self, isbn: str | None, issn: str | None, title: str, year: int | None = None, *, is_own: bool = True
    ) -> int | None:
        """Return the record of a line: of several by number the library's own, else the first.

        Of several editions with one title none is meant, unless just one came out in the `year` that the line tells,
        or the library holds just one of them and the line `is_own`, of a book that it has: what it looks for may be
        another edition.
        """
        numbered = self.by_number.get(isbn or issn or "", ())
        own = [record for record in numbered if record in self.held]
        if numbered:
            return (own or list(numbered))[0]
        if isbn or issn or not title:
            return None
        titled = self.titled(title)
        of_year = [record for record in titled if year is not None and self.years.get(record) == year]
        own = [record for record in titled if is_own and record in self.held]
        alone = next((found for found in (titled, of_year, own) if len(found) == 1), None)
        return alone[0] if alone else None

    def titled(self, title: str) -> Sequence[int]:
        """Return the records with this title."""
        return next((found for key in _keys(title) if (found := self.by_title.get(key))), ())

    def editions(self, entry: Entry, is_own: bool) -> Sequence[int]:
        """Return the records of which a line without a number may mean one, for the librarian to say.

        They are the several that have its title. Where none has, they are editions under another title; if `is_own`,
        those that the library holds: who offers a book has it before her and tells its own title.
        """
        if entry.isbn or entry.issn:
            return ()
        titled = self.titled(entry.title)
        if titled:
            return titled if len(titled) > 1 else ()
        return [record for record in self.under_another_title(entry) if not is_own or record in self.held]

    def may_mean(self, entry: Entry) -> Sequence[int]:
        """Return all records that a line may mean: by its number, then by its title, or under another title."""
        numbered = self.by_number.get(entry.isbn or entry.issn or "", ())
        found = (*numbered, *(self.titled(entry.title) if entry.title else ()))
        return list(dict.fromkeys(found or self.under_another_title(entry)))

    def under_another_title(self, entry: Entry) -> Sequence[int]:
        """Return the records of the book of a line that have another title."""
        return self.elsewhere.get((entry.title, entry.author), ())

    def is_by(self, record_id: int, name: str) -> bool:
        """Whether a record names a person so: whole, or by the surname."""
        return any(_is_one_name(name, other) for other in self.names.get(record_id, ()))


def _is_one_name(one: str, other: str) -> bool:
    first, second = letters(QUALIFIER.sub("", one)), letters(QUALIFIER.sub("", other))
    words = [{word for word in map(letters, re.split(r"[\s,.]+", name)) if len(word) > SHORT} for name in (one, other)]
    return bool(first and second) and (first in second or second in first or bool(words[0] & words[1]))


def _keys(title: str) -> list[str]:
    """Return the keys under which a title may stand: whole, and without what follows a slash."""
    return list(dict.fromkeys(key for part in (title, title.split(" / ")[0]) if (key := title_key(part))))


def matches_for(
    session: Session,
    library_id: int,
    lines: Iterable[tuple[str | None, str | None, str]],
    described: Iterable[Line] = (),
) -> Matches:
    """Return the records of the lines (ISBN, ISSN, title); some queries for each `PIECE` lines.

    Titles and authors that are `described` and which no record has are looked for under other titles as well.
    """
    given = list(lines)
    numbers = sorted({number for isbn, issn, _title in given for number in (isbn, issn) if number})
    keys = sorted({key for _isbn, _issn, title in given for key in _keys(title)})
    by_number: dict[str, list[int]] = defaultdict(list)
    for piece in pieces(numbers):
        rows = session.execute(
            sa.select(col(Identifier.value), col(Identifier.record_id))
            .where(col(Identifier.kind).in_(("isbn", "issn")), col(Identifier.value).in_(piece))
            .order_by(col(Identifier.record_id))
        )
        for value, record_id in rows:
            if record_id not in by_number[value]:
                by_number[value].append(record_id)
    by_title: dict[str, list[int]] = defaultdict(list)
    years: dict[int, int | None] = {}
    names: dict[int, Sequence[str]] = {}
    for piece in pieces(keys):
        record = BibliographicRecord
        titled = sa.select(col(record.title_key), col(record.id), col(record.year), col(record.card))
        rows = session.execute(titled.where(col(record.title_key).in_(piece)).order_by(col(record.id)))
        for key, record_id, year, card in rows:
            by_title[key].append(record_id or 0)
            years[record_id or 0] = year
            names[record_id or 0] = [form[0] for forms in card.get("authors", []) for form in forms]
    unknown = [line for line in described if not any(key in by_title for key in _keys(line[0]))]
    elsewhere = records_elsewhere(session, unknown)
    found = (*by_number.values(), *by_title.values(), *elsewhere.values())
    held = held_records(session, library_id, {record for records in found for record in records})
    return Matches(by_number, by_title, years, held, names, elsewhere)


def matches_of(session: Session, library_id: int, told: Sequence[Entry]) -> Matches:
    """Return the records of the books that lines tell, under other titles as well."""
    numberless = [(entry.title, entry.author) for entry in told if entry.title and not (entry.isbn or entry.issn)]
    return matches_for(session, library_id, [(entry.isbn, entry.issn, entry.title) for entry in told], numberless)


def known_isbns(session: Session, numbers: Iterable[str]) -> frozenset[str]:
    """Return those of the ISBNs that the catalogue has."""
    found: set[str] = set()
    for piece in pieces(sorted(set(numbers))):
        known = (col(Identifier.kind) == "isbn", col(Identifier.value).in_(piece))
        found |= set(session.scalars(sa.select(col(Identifier.value)).where(*known)))
    return frozenset(found)


def held_records(session: Session, library_id: int, records: Iterable[int]) -> frozenset[int]:
    """Return those of the records of which the library has a copy that is not withdrawn."""
    found: set[int] = set()
    for piece in pieces(sorted(set(records))):
        found |= set(
            session.scalars(
                sa.select(col(Holding.record_id))
                .join(Item, col(Item.holding_id) == col(Holding.id))
                .where(
                    col(Holding.library_id) == library_id,
                    col(Holding.record_id).in_(piece),
                    col(Item.local_state) != LocalState.WITHDRAWN,
                )
            )
        )
    return frozenset(found)


def works_of(session: Session, records: Iterable[int]) -> dict[int, int]:
    """Return the confirmed work of each record that has one."""
    found: dict[int, int] = {}
    for piece in pieces(sorted(set(records))):
        rows = session.execute(
            sa.select(col(WorkLink.record_id), sa.func.min(col(WorkLink.work_id)))
            .where(col(WorkLink.record_id).in_(piece), col(WorkLink.state) == LinkState.CONFIRMED)
            .group_by(col(WorkLink.record_id))
        )
        found |= dict(rows.all())
    return found


def entries_of(session: Session, records: Iterable[int]) -> dict[int, Entry]:
    """Return what the records tell of their books; four queries for each `PIECE` records."""
    found: dict[int, Entry] = {}
    for piece in pieces(sorted(set(records))):
        texts = _texts(session, piece)
        numbers = _numbers(session, piece)
        classes = _classes(session, piece)
        rows = session.scalars(sa.select(BibliographicRecord).where(col(BibliographicRecord.id).in_(piece)))
        for record in rows:
            key = record.id
            found[key] = _entry(record, texts[key], numbers[key], classes[key])
    return found


def _texts(session: Session, records: Sequence[int]) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = session.execute(
        sa.select(col(TextForm.record_id), col(TextForm.field), col(TextForm.value))
        .where(
            col(TextForm.record_id).in_(records),
            col(TextForm.field).in_(("extent", "series", "subject", "keyword", "publisher")),
            col(TextForm.kind) == "original",
        )
        .order_by(col(TextForm.position), col(TextForm.id))
    )
    for record_id, name, value in rows:
        found[record_id][name].append(value)
    return found


def _numbers(session: Session, records: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = session.execute(
        sa.select(col(Identifier.record_id), col(Identifier.kind), col(Identifier.value))
        .where(col(Identifier.record_id).in_(records), col(Identifier.is_valid).is_(True))
        .order_by(col(Identifier.id))
    )
    for record_id, kind, value in rows:
        found[record_id].setdefault(kind, value)
    return found


def _classes(session: Session, records: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = session.execute(
        sa.select(col(Classification.record_id), col(Classification.scheme), col(Classification.number))
        .where(col(Classification.record_id).in_(records))
        .order_by(col(Classification.id))
    )
    for record_id, scheme, number in rows:
        found[record_id].append((scheme, number))
    return found


def _entry(
    record: BibliographicRecord,
    texts: Mapping[str, Sequence[str]],
    numbers: Mapping[str, str],
    classes: Sequence[tuple[str, str]],
) -> Entry:
    titles = record.card.get("titles") or [["—", "", "original", False]]
    authors = [forms[0][0] for forms in record.card.get("authors", []) if forms]
    translated = next((form[0] for form in titles if form[2] == "translation" and not form[3]), None)
    material = _material(record, texts)
    isbn, issn = numbers.get("isbn"), numbers.get("issn")
    return Entry(
        isbn=isbn if isbn and len(isbn) == 13 else None,
        issn=issn if issn and len(issn) == 9 else None,
        title=titles[0][0][:500],
        translated_title=translated[:500] if translated else None,
        author="; ".join(authors)[:300] or None,
        publisher=next(iter(texts.get("publisher", ())), "")[:200] or None,
        year=record.year if record.year is not None and 1400 <= record.year <= 2200 else None,
        language=record.languages[0] if record.languages else None,
        series=next(iter(texts.get("series", ())), "")[:300] or None,
        subject=subject_of(classes),
        level=Level.CHILDREN if material is Material.PICTURE_BOOK else None,
        material=material,
        pages=next(map(most_pages, texts.get("extent", ())), None),
    )


def _material(record: BibliographicRecord, texts: Mapping[str, Sequence[str]]) -> Material:
    if record.bib_level == "s":
        return Material.PERIODICAL
    by_type = {"c": Material.MUSIC, "d": Material.MUSIC, "e": Material.MAP, "f": Material.MAP, "a": Material.BOOK}
    said = " ".join((*texts.get("subject", ()), *texts.get("keyword", ()))).casefold()
    if any(word in said for word in PICTURE_BOOK_SUBJECTS):
        return Material.PICTURE_BOOK
    return by_type.get(record.record_type, Material.BOOK)
