"""Makers for the catalogue's tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from library_exchange.catalogue.services import imports, previews
from library_exchange.core.actor import Actor
from library_exchange.core.db import database, transaction


@pytest.fixture
def take_in_file(tmp_path: Path) -> Callable[..., int]:
    """Take a whole file in for a library, as the page and the command do; return the import's id."""

    def take(path: Path, library_id: int, **choice: str | None) -> int:
        with path.open("rb") as stream:
            stored = imports.store(stream, path.name, tmp_path)
        preview = previews.look(tmp_path / stored.stored_name, choice.get("profile"), choice.get("encoding"))
        with transaction() as session:
            received = imports.receive(session, Actor("person", "cli"), library_id, stored, preview)
            imports.look_again(session, Actor("person", "cli"), received, choice.get("profile"), choice.get("encoding"))
            import_id = received.id
        imports.run(database(), import_id, tmp_path)
        return import_id

    return take
