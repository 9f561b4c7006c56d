"""A file that a command takes in is gone on with wherever its process was killed: nothing lost, nothing doubled."""

import os
import time

import pytest
import sqlalchemy as sa
from sqlmodel import col

from library_exchange.catalogue.models import Import, ImportState, Item, SourceRecord
from library_exchange.core import outbox
from library_exchange.core.db import database, reading, transaction
from library_exchange.core.settings import Settings
from library_exchange.imports.resources import uploads
from tests.imports.files import record, write
from tests.own_process import begin

MANY = 500
BOOKS = [record(f"{n}", f"Том {n}", year=1000 + n, copies=[(f"84/{n}", f"B{n}")]) for n in range(MANY)]


def standing():
    with reading() as session:
        found = session.scalars(sa.select(Import)).first()
        counted = (sa.select(sa.func.count()).select_from(table) for table in (SourceRecord, Item))
        return found, *(session.scalar(each) for each in counted)


@pytest.mark.parametrize("after", [0, 200])
def test_a_command_that_is_killed_is_gone_on_with(web, make_library, tmp_path, after):
    settings: Settings = web.extensions["settings"]
    make_library("Amur", "RU")
    path = write(tmp_path, *BOOKS)
    env = os.environ | {"LX_INSTANCE_DIR": str(settings.instance_dir), "LX_DATABASE_URL": settings.database_url}
    process = begin(("import", str(path), "--library", "amur"), env, tmp_path, tmp_path / "log")
    give_up = time.monotonic() + 60
    while (found := standing()[0]) is None or found.state is ImportState.UPLOADED or found.read < after:
        assert time.monotonic() < give_up, (tmp_path / "log").read_text(encoding="utf-8")
        time.sleep(0.01)
    process.kill()
    process.join()
    found, sources, copies = standing()
    assert found.state is not ImportState.DONE, "it was killed too late to show anything"
    assert (found.read, found.read) == (sources, copies)
    with transaction() as session:
        outbox.release_claims(session)  # as a service does when it starts, or time by itself
    assert uploads().exists()
    while outbox.drain(database()):
        pass
    found, sources, copies = standing()
    assert (found.state, found.read, found.created, sources, copies) == (ImportState.DONE, MANY, MANY, MANY, MANY)
    with reading() as session:
        numbers = session.scalars(sa.select(col(SourceRecord.source_id)).distinct()).all()
    assert len(numbers) == MANY
