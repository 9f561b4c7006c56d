"""The ground benchmarks stand on: a fresh instance, real books where they lie beside the project, CPU clocks."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from flask import Flask
from rich.console import Console
from rich.table import Table

from library_exchange.app import create_app
from library_exchange.core import outbox, schema
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.db import database, transaction
from library_exchange.core.settings import CHECKOUT, Settings
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.imports.services import files, previews, taking_in

SHARED_DATA = CHECKOUT.parent / "shared" / "data"
console = Console(highlight=False)


@contextmanager
def fresh_app(**config: object) -> Iterator[tuple[Flask, Path]]:
    """Make an application on an empty SQLite database in a temporary folder; its context is pushed."""
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        settings = Settings(_env_file=None, instance_dir=Path(folder), database_url="", rate_limits=False)
        app = create_app(settings, **config)
        schema.upgrade(app)
        with app.app_context():
            yield app, Path(folder)
        app.extensions["database"].dispose()


def add_library(code: str, country: str) -> int:
    """Add a library; return its id."""
    names = {f"{kind}_{language}": f"Library {code}" for kind in ("name", "city") for language in ("zh", "ru", "en")}
    library = Library(
        code=code,
        **names,
        country=country,
        kind=LibraryKind.PUBLIC,
        timezone="Asia/Shanghai",
        language={"CN": "zh", "RU": "ru"}[country],
        mailbox=f"ill@{code}.example",
        joined_at=now(),
    )
    with transaction() as session:
        session.add(library)
        session.flush()
        return library.id


def take_in(path: Path, library_id: int, folder: Path) -> int:
    """Take a file in as the page and the command do; return the import's id."""
    with path.open("rb") as stream:
        stored = files.store(stream, path.name, folder)
    preview = previews.look(folder / stored.stored_name)
    with transaction() as session:
        import_id = files.receive(session, Actor("person", "cli"), library_id, stored, preview).id or 0
    taking_in.run(database(), import_id, folder)
    return import_id


def drain() -> int:
    """Carry out the outbox; return the number of rows done."""
    return outbox.drain(database(), limit=100_000)


def cpu_s(call: Callable[[], object]) -> float:
    """Return the CPU seconds of this process that `call` takes."""
    started = time.process_time()
    call()
    return time.process_time() - started


def median_cpu_s(call: Callable[[], object], rounds: int = 5) -> float:
    """Return the median CPU seconds of several calls."""
    return median(cpu_s(call) for _round in range(rounds))


def show(title: str, columns: Sequence[str], rows: list[list[str]]) -> None:
    """Print a table, and on what it was measured."""
    table = Table(title=f"{title} ({os.cpu_count()} cores)")
    for column in columns:
        table.add_column(column, justify="left" if column == columns[0] else "right")
    for row in rows:
        table.add_row(*row)
    console.print(table)
