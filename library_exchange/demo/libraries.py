"""The libraries of the demonstration: fourteen real ones that have not joined, and two invented reading rooms."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.core.regions import REGIONS
from library_exchange.directory.models import Library
from library_exchange.directory.queries import get_library
from library_exchange.directory.schemas import NewLibrary, Whereabouts
from library_exchange.directory.services import add_library, update_whereabouts

LIST, ADDRESSES = "libraries.csv", "addresses.csv"
COUNTRIES = {"CN": ("中国", "CHINA"), "RU": ("Россия", "RUSSIA")}


def listed() -> list[NewLibrary]:
    """Return the libraries as they are admitted; a mailbox is at an example domain, where no mail arrives."""
    return [NewLibrary.model_validate(_values(row)) for row in _rows(LIST)]


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    yield from csv.DictReader((files(__package__) / name).read_text(encoding="utf-8").splitlines())


def _values(row: Mapping[str, str]) -> dict[str, Any]:
    given = {name: value for name, value in row.items() if value}
    mailbox = f"ill@{row['code']}.example"
    told = {"lends": True, "open_weekdays": "12345"}
    return {**given, **told, "language": REGIONS[row["country"]].language, "mailbox": mailbox, "is_demo": True}


def admit(session: Session, actor: Actor, joined_at: datetime) -> dict[str, int]:
    """Admit every library of the list as of the instant `joined_at`; return their ids by code."""
    found: dict[str, int] = {}
    for new in listed():
        library = add_library(session, actor, new)
        library.joined_at = joined_at
        found[library.code] = library.id
    platform = replace(actor, is_platform_admin=True)
    for row in _rows(ADDRESSES):
        library = get_library(session, row["code"])
        update_whereabouts(session, platform, library, _whereabouts(library, row, found))
    return found


def _whereabouts(library: Library, row: Mapping[str, str], ids: Mapping[str, int]) -> Whereabouts:
    """Return the address: streets and postcodes are made up, and one library of each country has none yet."""
    local, latin = COUNTRIES[library.country]
    return Whereabouts(
        local_recipient=library.name_in(library.language),
        local_street=row["street_local"],
        local_city=library.city_in(library.language),
        local_region=row["region_local"],
        local_postcode=row["postcode"],
        local_country=local,
        latin_recipient=library.name_en,
        latin_street=row["street_latin"],
        latin_city=library.city_en,
        latin_region=row["region_latin"],
        latin_postcode=row["postcode"],
        latin_country=latin,
        is_inland=bool(row["is_inland"]),
        gateway_id=ids.get(row["gateway"]),
    )
