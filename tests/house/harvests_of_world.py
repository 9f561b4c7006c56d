"""Servers from which Heihe's records are harvested, in the world whose doors are tried, and harvests that wait."""

from datetime import timedelta
from typing import Any

from flask import current_app
from sqlmodel import Session

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from library_exchange.harvesting.models import Harvest, HarvestSource
from library_exchange.harvesting.rules.runs import Failure, Outcome
from library_exchange.harvesting.services.pages import Pages

OFFERS = {
    "formats": [{"prefix": "marc21", "kind": "marc21"}, {"prefix": "oai_dc", "kind": "dublin_core"}],
    "sets": [["books", "Книги"]],
}
NAMES = ("harvested", "anew", "to pause", "paused", "to end")


def source(session: Session, library_id: int, name: str, **told: Any) -> HarvestSource:
    """Add a server that is harvested tomorrow, and cannot be asked."""
    at = now()
    given = {"url": f"https://127.0.0.1/{name.replace(' ', '-')}", "offers": OFFERS, "prefix": "marc21"} | told
    dates = {"next_at": at + timedelta(days=1), "created_at": at, "changed_at": at}
    made = HarvestSource(library_id=library_id, name=f"Server {name}", **given, **dates)
    session.add(made)
    session.flush()
    return made


def fill(ids: dict[str, Any]) -> None:
    """Have servers harvested every night; the harvest of one broke off."""
    with transaction() as session:
        for name in NAMES:
            ids[name] = source(session, ids["heihe"], name, is_paused=name == "paused").id
        failed = Harvest(source_id=ids["harvested"], at=now(), reason=Failure.NO_ANSWER, pages=1, has_pages=True)
        session.add(failed)
        session.flush()
        ids["harvest"] = failed.id
    Pages(current_app.extensions["settings"].folder("harvests"), ids["harvest"]).keep(1, b"<OAI-PMH/>")


def grow(ids: dict[str, Any], n: int) -> None:
    """Have `n` more servers, and one of them harvested `n` times more."""
    with transaction() as session:
        for number in range(n):
            at = now() - timedelta(days=number + 1)
            session.add(Harvest(source_id=ids["harvested"], at=at, outcome=Outcome.UNCHANGED, finished_at=at))
            source(session, ids["heihe"], f"more {number}")


def waiting_harvest(session: Session, library_id: int, number: int) -> None:
    """Have something harvested that needs a person."""
    at = now() - timedelta(days=number)
    told = {"filename": f"harvested-{number}.xml", "stored_name": f"harvested-{number}", "size_bytes": 1}
    file = Import(library_id=library_id, state=ImportState.UPLOADED, created_at=at, **told)
    session.add(file)
    session.flush()
    made = source(session, library_id, f"waiting {number}")
    session.add(Harvest(source_id=made.id, at=at, outcome=Outcome.WAITS, import_id=file.id))


def silent_server(session: Session, library_id: int, number: int) -> None:
    """Have a server that could not be harvested for some time."""
    source(session, library_id, f"silent {number}", failures=5, failing_since=now() - timedelta(days=number))
