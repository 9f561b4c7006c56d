"""Makers for the catalogue's tests."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from library_exchange.core.actor import Actor
from library_exchange.core.db import database, transaction
from library_exchange.imports.services import files, previews, taking_in
from library_exchange.imports.services.contents import Choice


def take_in(path: Path, library_id: int, folder: Path, **choice: str | None) -> int:
    """Take a whole file in for a library, as the page and the command do; return the import's id."""
    with path.open("rb") as stream:
        stored = files.store(stream, path.name, folder)
    preview = previews.look(folder / stored.stored_name, Choice(**choice))
    with transaction() as session:
        received = files.receive(session, Actor("person", "cli"), library_id, stored, preview)
        files.look_again(session, Actor("person", "cli"), received, Choice(**choice))
        import_id = received.id
    taking_in.run(database(), import_id, folder)
    return import_id


@pytest.fixture
def take_in_file(tmp_path: Path) -> Callable[..., int]:
    """See `take_in`."""
    return partial(take_in, folder=tmp_path)
