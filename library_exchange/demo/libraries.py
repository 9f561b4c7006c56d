"""The libraries of the demonstration: fourteen real ones that have not joined, and two invented reading rooms."""

import csv
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.directory.schemas import NewLibrary
from library_exchange.directory.services import add_library

LIST = "libraries.csv"
LANGUAGE = {"CN": "zh", "RU": "ru"}


def listed() -> list[NewLibrary]:
    """Return the libraries as they are admitted; a mailbox is at an example domain, where no mail arrives."""
    rows = (files(__package__) / LIST).read_text(encoding="utf-8").splitlines()
    return [NewLibrary.model_validate(_values(row)) for row in csv.DictReader(rows)]


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    given = {name: value for name, value in row.items() if value}
    mailbox = f"ill@{row['code']}.example"
    return {**given, "language": LANGUAGE[row["country"]], "mailbox": mailbox, "is_demo": True}


def admit(session: Session, actor: Actor, joined_at: datetime) -> dict[str, int]:
    """Admit every library of the list as of the instant `joined_at`; return their ids by code."""
    found: dict[str, int] = {}
    for new in listed():
        library = add_library(session, actor, new)
        library.joined_at = joined_at
        found[library.code] = library.id or 0
    return found
