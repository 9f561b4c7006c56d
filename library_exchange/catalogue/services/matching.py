"""Which union record a library's record belongs to, asked for a whole piece of a file at once."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord, Identifier
from library_exchange.catalogue.rules.keys import author_key, is_same_by_keys, part_key, title_key
from library_exchange.catalogue.services.record_builder import Draft
from library_exchange.marc.description import Description, Form, TextField, display_form

IsbnKey = tuple[str, str, str]
BookKey = tuple[str, str, str, int]


@dataclass(frozen=True)
class Keys:
    """What is compared: see `rules.keys`."""

    title: str
    author: str
    part: str
    year: int | None
    isbns: tuple[str, ...]

    @property
    def by_isbn(self) -> list[IsbnKey]:
        """Keys that are equal when ISBN, title and part are."""
        return [(isbn, self.title, self.part) for isbn in self.isbns]

    @property
    def by_book(self) -> BookKey | None:
        """The key that is equal when title, part, author and year are; None where these are not enough."""
        if self.year is None or not is_same_by_keys(self.author, self.year):
            return None
        return (self.title, self.part, self.author, self.year)


def keys_of(description: Description) -> Keys:
    """Return what tells the described book from others."""
    number = " ".join(description.values(TextField.PART_NUMBER))
    part = " ".join(description.values(TextField.PART_TITLE))
    title = " ".join([description.title, *description.values(TextField.REMAINDER)[:1]])
    main = main_name(description)
    return Keys(
        title=title_key(title),
        author=author_key(main.value if main else ""),
        part=part_key(number, part),
        year=description.year,
        isbns=tuple(i.value for i in description.identifiers if i.kind == "isbn" and i.is_valid),
    )


def main_name(description: Description) -> Form | None:
    """Return the name the book goes under, if it names anybody."""
    people = sorted(description.contributors, key=lambda c: not c.is_main)
    return display_form(people[0].forms) if people else None


@dataclass
class Known:
    """The records that the books of one piece may belong to: in the database, or new in the piece itself."""

    isbns: dict[IsbnKey, int | Draft] = field(default_factory=dict)
    books: dict[BookKey, int | Draft] = field(default_factory=dict)

    def find(self, keys: Keys) -> int | Draft | None:
        """Return the record of the same book: its id, or its draft if it came with the same piece."""
        for key in keys.by_isbn:
            if key in self.isbns:
                return self.isbns[key]
        return self.books.get(keys.by_book) if keys.by_book is not None else None

    def remember(self, keys: Keys, record: int | Draft) -> None:
        """Have later books of the piece find `record`."""
        for key in keys.by_isbn:
            self.isbns.setdefault(key, record)
        if keys.by_book is not None:
            self.books.setdefault(keys.by_book, record)


def known_for(session: Session, keys: Sequence[Keys], without: Collection[int] = ()) -> Known:
    """Return what the database has for these books, except in the records `without`; two queries."""
    known = Known()
    record = BibliographicRecord
    others = col(record.id).not_in(without)
    of_numbers = (
        sa.select(col(Identifier.value), col(record.title_key), col(record.part_key), col(record.id))
        .join(record, col(record.id) == col(Identifier.record_id))
        .where(col(Identifier.kind) == "isbn", col(Identifier.value).in_({i for each in keys for i in each.isbns}))
        .where(others)
        .order_by(col(record.id))
    )
    for isbn, title, part, record_id in session.execute(of_numbers):
        known.isbns.setdefault((isbn, title, part), record_id)
    of_titles = (
        sa.select(col(record.title_key), col(record.part_key), col(record.author_key), col(record.year), col(record.id))
        .where(col(record.title_key).in_({each.title for each in keys}), col(record.year).is_not(None), others)
        .order_by(col(record.id))
    )
    for title, part, author, year, record_id in session.execute(of_titles):
        if is_same_by_keys(author, year):
            known.books.setdefault((title, part, author, year), record_id)
    return known
