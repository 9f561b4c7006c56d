"""What must be set alike on all machines that share a database: compared by fingerprints when one starts."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from library_exchange.core.db import Database
from library_exchange.core.models import AlikeSetting
from library_exchange.core.settings import SECRETS, Settings, variable


class NotAlike(Exception):
    """Settings of this machine are others than those of the machines that use the same database."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        told = " and ".join(map(variable, names))
        super().__init__(
            f"{told}: set otherwise on the machines that share this database. Set all of them alike; if you have"
            " changed it on all, run `library-exchange machines --accept-settings` on one, then start them."
        )


def fingerprints(settings: Settings) -> dict[str, str]:
    """Return what must be alike, by the names of settings; nothing can be guessed of a secret that is long enough.

    A demonstration has its address from its port.
    """
    told: dict[str, str] = {name: settings.secret(name) for name in SECRETS}
    told |= {name: str(getattr(settings, name)) for name in ("mode", "files", "oai_domain")}
    if not settings.is_demo:
        told["base_url"] = settings.base_url
    return {name: hashlib.sha256(f"{name}={value}".encode()).hexdigest()[:32] for name, value in told.items()}


def check(database: Database, settings: Settings) -> None:
    """Raise NotAlike if other machines have other settings; the first to come says what they are.

    A file of SQLite has one machine, which may change its settings as it likes.
    """
    if database.is_sqlite:
        return
    own = fingerprints(settings)
    with database.transaction() as session:
        first = insert(AlikeSetting).values([{"name": name, "fingerprint": mark} for name, mark in own.items()])
        session.execute(first.on_conflict_do_nothing())
        found = differing(session, settings)
    if found:
        raise NotAlike(found)


def differing(session: Session, settings: Settings) -> list[str]:
    """Return the names of settings that are others here."""
    known = dict(session.execute(sa.select(col(AlikeSetting.name), col(AlikeSetting.fingerprint))).all())
    return [name for name, mark in fingerprints(settings).items() if known.get(name, mark) != mark]


def accept(session: Session, settings: Settings) -> None:
    """Have the settings of this machine be those that all must have."""
    session.execute(sa.delete(AlikeSetting))
    session.add_all(AlikeSetting(name=name, fingerprint=mark) for name, mark in fingerprints(settings).items())
