"""A library of our world, and files that it sends: taken in, looked through, or only received."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Import, Item, LocalState, SourceRecord, TextForm
from library_exchange.core.actor import Actor, Role
from library_exchange.core.db import database, reading, transaction
from library_exchange.imports.services import files, previews, surveying, taking_in
from tests.catalogue.conftest import take_in_file
from tests.imports.files import write

__all__ = ["take_in_file"]


@pytest.fixture
def amur(app, make_library) -> int:
    """The id of a library."""
    return make_library("Amur", "RU")


class Sender:
    """A library that sends files, and what is there afterwards."""

    def __init__(self, library_id: int, folder: Path) -> None:
        self.library_id = library_id
        self.folder = folder
        self.actor = Actor("person", library_id=library_id, roles=frozenset({Role.LIBRARIAN}))

    def receives(self, *records: bytes, is_surveyed: bool = True) -> int:
        """Have a file of these records received and looked through; return the import's id."""
        path = write(self.folder, *records)
        with path.open("rb") as stream:
            stored = files.store(stream, path.name, self.folder)
        with transaction() as session:
            preview = previews.look(self.folder / stored.stored_name)
            import_id = files.receive(session, self.actor, self.library_id, stored, preview).id
        if is_surveyed:
            surveying.run(database(), import_id, 1, self.folder)
        return import_id

    def sends(self, *records: bytes, is_whole: bool = False) -> Import:
        """Have a file taken in; return the import as it is then."""
        import_id = self.receives(*records, is_surveyed=is_whole)
        with transaction() as session:
            files.start(session, self.actor, session.get_one(Import, import_id), is_whole)
        taking_in.run(database(), import_id, self.folder)
        return self.file(import_id)

    def file(self, import_id: int) -> Import:
        """Return an import as it is now."""
        with reading() as session:
            return session.get_one(Import, import_id)

    def numbers(self) -> set[str]:
        """Return the numbers of the library's records that stand."""
        standing = (col(SourceRecord.library_id) == self.library_id, col(SourceRecord.withdrawn_at).is_(None))
        with reading() as session:
            return set(session.scalars(sa.select(col(SourceRecord.source_id)).where(*standing)))

    def copies(self) -> list[str | None]:
        """Return the bar codes of the library's copies that are there."""
        there = (col(Item.library_id) == self.library_id, col(Item.local_state) != LocalState.WITHDRAWN)
        with reading() as session:
            return list(session.scalars(sa.select(col(Item.barcode)).where(*there).order_by(col(Item.id))))


def titles() -> set[str]:
    """Return all titles of the catalogue, in their own script."""
    with reading() as session:
        title = (col(TextForm.field) == "title", col(TextForm.kind) == "original")
        return set(session.scalars(sa.select(col(TextForm.value)).where(*title)))


@pytest.fixture
def library(amur, tmp_path) -> Sender:
    """A library that sends files."""
    return Sender(amur, tmp_path)


@pytest.fixture
def other_library(app, make_library, tmp_path) -> Sender:
    """Another library that sends files."""
    return Sender(make_library("Heihe", "CN"), tmp_path)


@pytest.fixture
def known_titles() -> Callable[[], set[str]]:
    """See `titles`."""
    return titles
