"""Languages, country and year: what a record says in codes."""

import re
import unicodedata

from library_exchange.core.text import han_digits
from library_exchange.marc.countries import MARC_COUNTRIES
from library_exchange.marc.describing.fields import Fields
from library_exchange.marc.profiles.tables import Profile

_LANGUAGE = re.compile(r"[a-z]{3}")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2}|21[0-4][0-9])(?!\d)")
# Codes of ISO 639-2/T and of older MARC lists, to those of 639-2/B that catalogues use.
_BIBLIOGRAPHIC = {"zho": "chi", "fra": "fre", "deu": "ger", "ces": "cze", "nld": "dut", "ron": "rum", "cn": "chi"}
_NO_LANGUAGE = frozenset(("und", "zxx", "mul", "mis"))


def languages(fields: Fields) -> tuple[tuple[str, ...], str | None]:
    """Return the languages of the text (ISO 639-2/B) and that of the original, if it is a translation."""
    if fields.profile is Profile.MARC21:
        fixed = fields.fixed("008")[35:38]
        given = [fixed, *fields.all("041", "a"), *(fields.all("041", "d") if not fixed.strip() else [])]
        originals = fields.all("041", "h")
    else:
        given, originals = fields.all("101", "a"), fields.all("101", "c")
    found = tuple(dict.fromkeys(code for value in given for code in _codes(value)))
    original = next((code for value in originals for code in _codes(value)), None)
    return found, original


def _codes(given: str) -> list[str]:
    """Return the codes in one subfield; old MARC 21 records write several without a break ("engrus")."""
    found = _LANGUAGE.findall(given.lower()) if given.isascii() and len(given.strip()) % 3 == 0 else []
    return [_BIBLIOGRAPHIC.get(code, code) for code in found if code not in _NO_LANGUAGE]


def country(fields: Fields) -> str | None:
    """Return the country of publication as ISO 3166 alpha-2, upper case."""
    if fields.profile is Profile.MARC21:
        return marc_country(fields.fixed("008")[15:18])
    codes = (value.strip().upper()[:2] for value in fields.all("102", "a"))
    return next((code for code in codes if len(code) == 2 and code.isascii() and code.isalpha()), None)


def marc_country(code: str) -> str | None:
    """Return the ISO 3166 code for a code of the MARC list of countries; states and provinces give their country."""
    code = code.strip().lower()
    if code in MARC_COUNTRIES:
        return MARC_COUNTRIES[code]
    return {"u": "US", "c": "CA", "k": "GB"}.get(code[2:]) if len(code) == 3 else None


def year(fields: Fields) -> tuple[int | None, str | None]:
    """Return the year of publication as a number, if one is sure, and as the record writes it."""
    if fields.profile is Profile.MARC21:
        coded = fields.fixed("008")[7:11]
        written = [*fields.all("264", "c"), *fields.all("260", "c")]
    else:
        coded = next((pair_value[9:13] for pair_value in _processing_data(fields)), "")
        written = [*fields.all("210", "d"), *fields.all("214", "d")]
    text = next(iter(written), None)
    if coded.isascii() and _YEAR.fullmatch(coded):
        return int(coded), text
    return (year_in(text) if text else None), text


def year_in(text: str) -> int | None:
    """Return the first year written in `text`, in Arabic or Chinese digits."""
    found = _YEAR.search(han_digits(unicodedata.normalize("NFKC", text)))
    return int(found[1]) if found else None


def _processing_data(fields: Fields) -> list[str]:
    """Return 100 $a with its blanks: its parts are told by position."""
    return [value for pair in fields["100"] for code, value in pair.main.subfields if code == "a"]
