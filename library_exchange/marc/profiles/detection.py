"""Which MARC profile a record follows: told by its fields, never by a schema name or a file name."""

import re
from collections.abc import Sequence

from pymarc import Field, Record

from library_exchange.marc.profiles.marc21 import MARC21
from library_exchange.marc.profiles.tables import FieldTables, Profile
from library_exchange.marc.profiles.unimarc import CNMARC, RUSMARC, UNIMARC

TABLES: dict[Profile, FieldTables] = {
    Profile.CNMARC: CNMARC,
    Profile.RUSMARC: RUSMARC,
    Profile.UNIMARC: UNIMARC,
    Profile.MARC21: MARC21,
}

# How much the presence of a tag speaks for a family; the title field weighs most.
_UNIMARC_TAGS = {"200": 3, "101": 1, "102": 1, "210": 2, "215": 1, "225": 1, "606": 1, "686": 1, "690": 1, "801": 2}
_MARC21_TAGS = {"245": 3, "008": 2, "040": 1, "260": 2, "264": 2, "300": 1, "490": 1, "650": 1, "110": 1}
_PROCESSING_DATA = re.compile(r"[\d ^|#-]{8}[a-u|^#-].{10,}")

# Evidence for a country's practice within UNIMARC: (tag, subfield, what it starts with, weight).
_CHINESE = (
    ("801", "a", "CN", 3),
    ("102", "a", "CN", 1),
    ("101", "a", "chi", 1),
    ("690", "a", "", 2),
    ("905", "a", "", 2),
)
_RUSSIAN = (
    ("801", "a", "RU", 3),
    ("801", "2", "rusmarc", 3),
    ("102", "a", "RU", 1),
    ("101", "a", "rus", 1),
    ("899", "a", "", 2),
    ("686", "2", "ru", 2),
)
_TELLING = frozenset(tag for tag, *_rest in (*_CHINESE, *_RUSSIAN))


def detect_profile(record: Record) -> Profile:
    """Return the profile that the fields of `record` speak for; needs only its ASCII parts to be decoded."""
    tags = {field.tag for field in record.fields}
    processing = _first(record, "100", "a")
    has_processing = bool(_PROCESSING_DATA.match(processing))
    unimarc = sum(_UNIMARC_TAGS.get(tag, 0) for tag in tags) + 3 * has_processing
    marc21 = sum(_MARC21_TAGS.get(tag, 0) for tag in tags) + ("100" in tags and not has_processing)
    return _national(record, processing) if unimarc > marc21 else Profile.MARC21


def _national(record: Record, processing: str) -> Profile:
    cataloguing_language = processing[22:25]
    telling = [field for field in record.fields if field.tag in _TELLING]
    chinese = 3 * (cataloguing_language == "chi") + _weigh(telling, _CHINESE)
    russian = 3 * (cataloguing_language == "rus") + _weigh(telling, _RUSSIAN)
    russian += 3 * any(field.data.startswith("RU\\") for field in record.fields if field.tag == "001" and field.data)
    if max(chinese, russian) < 2:
        return Profile.UNIMARC
    return Profile.CNMARC if chinese > russian else Profile.RUSMARC


def _weigh(telling: Sequence[Field], evidence: tuple[tuple[str, str, str, int], ...]) -> int:
    return sum(
        weight
        for tag, code, start, weight in evidence
        if any(
            each == code and value.strip().casefold().startswith(start.casefold())
            for field in telling
            if field.tag == tag
            for each, value in field.subfields
        )
    )


def _first(record: Record, tag: str, code: str) -> str:
    fields = (field for field in record.fields if field.tag == tag)
    return next((value for field in fields for each, value in field.subfields if each == code), "")
