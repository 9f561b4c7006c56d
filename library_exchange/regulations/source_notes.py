"""Where the first rules of post and customs were read, in the reader's language; what people noted stays as written."""

from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.regulations.labels import Text
from library_exchange.regulations.schemas import ServiceInput
from library_exchange.shipping.models import CarrierService

FIRST = "public sources, 2026; not legal advice: check with the post or customs office and set anew"
"""What is noted of every rule that a new database begins with, after what is noted of this one alone."""
OLD_BOOKS = _l("Old books are asked about one by one.")
TAG = _l("Postal union: a tag of 90 × 140 mm.")
AGREED = _l("A rule of the exchange.")
NO_RULE = _l("No rule was found for loans.")
NOTES: dict[str, Text] = {
    FIRST: _l("Public sources of 2026. Ask the post or the customs office, and set it anew."),
    "older books stop and ask: thresholds of 50 and 100 years are in use": _l(
        "Limits of 50 and of 100 years are in use."
    ),
    "CN22 below, CN23 at and above: postal union form rules": _l(
        "Postal union: CN22 below this value, CN23 from it on."
    ),
    "about 9.70 CNY": _l("About 9.70 yuan to one SDR."),
    "about 110 RUB": _l("About 110 roubles to one SDR."),
    "Khabarovsk customs asked for the list beforehand (2018)": _l("Khabarovsk customs asked for it in 2018."),
    "notice 13 of 2010; one to two months are usual": _l("China, notice 13 of 2010; one to two months are usual."),
    "rule of the exchange": AGREED,
    "rule of the exchange: 20 working days": AGREED,
    "largest parcel of the road post over the Amur bridge": _l(
        "The largest parcel that the post takes over the Amur bridge."
    ),
    "postal union: tag of 90 x 140 mm": TAG,
    "notice 13 of 2010: gifts and exchange, permit before arrival": _l(
        "China, notice 13 of 2010: gifts and exchange need a permit before they arrive."
    ),
    "no rule found for loans": NO_RULE,
    "customs asks for the list in advance": _l("Customs asks for the list in advance."),
    "old books are asked about one by one": OLD_BOOKS,
    "nominal value of a used book for customs papers: set anew as your customs office asks": _l(
        "The nominal value of a used book on customs papers. Set it anew as your customs office asks."
    ),
}


def told(note: str) -> str:
    """Return `note` in the language being spoken if a new database begins with it, else as it was written."""
    own = note.removesuffix(f"; {FIRST}")
    return str(NOTES.get(own, note))


def as_told(row: Any) -> Any:
    """Return a copy of a dated rule or a carrier's service, in no session, with its note as it is told."""
    return type(row)(**row.model_dump() | {"source_note": told(row.source_note)})


def dated_rows(rows: list[Any], names: dict[Any, Any]) -> list[tuple[Any, list[Any]]]:
    """Return dated rules by code: its name, and copies of its rows with notes as they are told, the newest first."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(as_told(row))
    ordered = [code for code in map(str, names) if code in found]
    return [(names[code], found[code]) for code in ordered]


def kept(given: ServiceInput, service: CarrierService) -> ServiceInput:
    """Return `given` with the note of `service` as it is stored, if it came back as it was told."""
    if given.source_note.split() != told(service.source_note).split():
        return given
    return given.model_copy(update={"source_note": service.source_note})
