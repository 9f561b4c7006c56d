"""What is asked of the index, the disk and the files taken in, to tell how the service is."""

import shutil
import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import
from library_exchange.catalogue.services import index
from library_exchange.core.db import Database
from library_exchange.core.settings import Settings
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.port import SearchEngine

COMPARED_EVERY_S = 600.0
"""So long what was found when index and database were compared is told again: it reads every number of a record."""
FAILING_SHOWN = 50


@dataclass
class IndexLook:
    """How many records the index had wrong when it was last compared with the database."""

    database: Database
    engine: SearchEngine
    _found: int | None = 0
    _looked_at: float = float("-inf")
    _lock: Lock = field(default_factory=Lock)

    def drift(self) -> int | None:
        """Return how many, None for an index that cannot be read."""
        with self._lock:
            if time.monotonic() - self._looked_at >= COMPARED_EVERY_S:
                self._found = self._compared()
                self._looked_at = time.monotonic()
            return self._found

    def _compared(self) -> int | None:
        try:
            return len(index.differences(self.database, self.engine, sample=0).all)
        except IndexDamaged:
            return None


def free_share(settings: Settings) -> float:
    """Return which share of the disk of the instance folder is free."""
    usage = shutil.disk_usage(settings.instance_dir)
    return usage.free / usage.total if usage.total else 0.0


def free_bytes(settings: Settings) -> int:
    """Return how many bytes are free on the disk of the instance folder."""
    return shutil.disk_usage(settings.instance_dir).free


def import_counts(session: Session) -> dict[str, int]:
    """Return how many records of all files were accepted and how many rejected; one query."""
    told: Any = sa.select(sa.func.sum(col(Import.accepted)), sa.func.sum(col(Import.rejected)))
    accepted, rejected = session.execute(told).one()
    return {"accepted": accepted or 0, "rejected": rejected or 0}
