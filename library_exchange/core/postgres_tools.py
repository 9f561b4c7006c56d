"""PostgreSQL's own programs for a whole copy of a database: found, called, and what they say told in a sentence."""

import os
import shutil
import subprocess
from pathlib import Path

from library_exchange.core.db import Database
from library_exchange.core.settings import Settings


class ToolFailed(Exception):
    """A program of PostgreSQL is not there, or did not do its work; the sentence says what to do."""


def tool(settings: Settings, name: str) -> Path:
    """Return where the program `name` is; raises ToolFailed if nowhere."""
    folder = settings.postgres_tools
    found = shutil.which(name, path=str(folder) if folder else None)
    if found is None:
        where = f"in LX_POSTGRES_TOOLS ({folder})" if folder else "on the path: name its folder in LX_POSTGRES_TOOLS"
        raise ToolFailed(f"{name} is not {where}")
    return Path(found)


def dump(database: Database, settings: Settings, snapshot: str, target: Path) -> None:
    """Write the state that `snapshot` names into the file `target`; raises ToolFailed."""
    _call(database, settings, "pg_dump", "-Fc", f"--snapshot={snapshot}", "-f", str(target))


def put_back(database: Database, settings: Settings, source: Path) -> None:
    """Put a dump into an empty database: all of it or, raising ToolFailed, nothing."""
    _call(
        database,
        settings,
        "pg_restore",
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        str(source),
    )


def _call(database: Database, settings: Settings, name: str, *words: str) -> None:
    """Call a program on the database; its password stands in the environment and in no list of processes."""
    url = database.url.set(drivername="postgresql")
    password = {"PGPASSWORD": str(url.password)} if url.password else {}
    address = url._replace(password=None).render_as_string(hide_password=False)
    told = [str(tool(settings, name)), "--no-password", "-d", address, *words]
    done = subprocess.run(told, capture_output=True, text=True, check=False, env=os.environ | password)  # noqa: S603 - the operator's own program
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or ["it gave no reason"]
        raise ToolFailed(f"{name} failed: {lines[0].removeprefix(f'{name}: ')}")
