"""Countries by the names that people use: a list in the reader's language, and which one a typed name means."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from library_exchange.core.i18n import LANGUAGES, country_name, is_country, speaking
from library_exchange.core.text import narrow, one_line

_LETTERS = [chr(letter) for letter in range(ord("A"), ord("Z") + 1)]
CODES = tuple(code for first in _LETTERS for second in _LETTERS if is_country(code := first + second))
"""ISO 3166 codes of the countries and territories that the locale data name."""


def countries() -> list[str]:
    """Return the names of all countries in the language of the page, sorted."""
    return sorted(country_name(code) for code in CODES)


def find_country(text: str) -> str | None:
    """Return the code (ISO 3166) of the country that `text` names by its code or in any language of the pages."""
    told = one_line(narrow(text))
    return told.upper() if is_country(told.upper()) else _by_name().get(told.casefold())


@cache
def _by_name() -> Mapping[str, str]:
    table = files("library_exchange.core").joinpath("country_names.csv").read_text(encoding="utf-8")
    found = {row["name"].casefold(): row["country"] for row in csv.DictReader(table.splitlines())}
    for language in LANGUAGES:
        with speaking(language):
            found |= {country_name(code).casefold(): code for code in CODES}
    return found
