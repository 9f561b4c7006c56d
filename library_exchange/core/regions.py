"""The countries of the bridge: all that is decided by a country, one row of `regions.csv` for each.

The first two rows are the sides of the bridge; pages and reports name them even where nothing has happened yet.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

WRITTEN = ("zh", "ru")
"""The languages in which titles, annotations and notes have columns of their own."""
LATIN_ADDRESS = "{recipient} / {street} / {city}, {region} / {postcode} {country}"
"""How an address in Latin letters is written, whatever the country."""


@dataclass(frozen=True)
class Region:
    """A country: ISO 3166 `country`, ISO 639-2/B `book_language` of its own books, ISO 4217 `currency`.

    `languages` are those of the interface as its libraries read them, `zones` the time zones a library may keep, the
    usual one first in both. `tag` is the language (HTML) of its own script, `calendar` the code of its holidays in the
    `holidays` package; `moves_days` tells that each year's days off are arranged anew. `border_list` is the paper on
    which its authority reads of books that come in, `copy_statement` the version of the statement on
    copyright that its readers accept before pages are copied for them. `time` is the code of what people call the time
    of its usual zone, empty where they call it by the zone's town.
    """

    country: str
    languages: tuple[str, ...]
    tag: str
    book_language: str
    currency: str
    zones: tuple[str, ...]
    calendar: str
    moves_days: bool
    address: str
    seal: str
    border_list: str
    copy_statement: str
    time: str = ""

    @property
    def language(self) -> str:
        """The usual language of its libraries."""
        return self.languages[0]

    @property
    def written(self) -> tuple[str, ...]:
        """The languages of its papers, as far as titles are kept in them, the usual one first."""
        return tuple(code for code in self.languages if code in WRITTEN)

    @property
    def zone(self) -> str:
        """The time zone whose day counts for the country as a whole."""
        return self.zones[0]

    @property
    def is_large_first(self) -> bool:
        """Whether its addresses go from the country down to the addressee."""
        return self.address.index("{country}") < self.address.index("{recipient}")


def region(row: Mapping[str, str]) -> Region:
    """Return a row of the table as a country."""
    return Region(
        **{name: row[name] for name in ("country", "tag", "book_language", "currency", "calendar")},
        **{name: row[name] for name in ("address", "seal", "border_list", "copy_statement")},
        languages=tuple(row["languages"].split()),
        zones=tuple(row["zones"].split()),
        moves_days=row["moves_days"] == "yes",
        time=row.get("time") or "",
    )


class _Regions(dict[str, Region]):
    """The countries of the bridge; asked for another one, of a partner elsewhere, it tells what is usual abroad."""

    def __missing__(self, country: str) -> Region:
        return Region(
            country=country,
            languages=("en", "zh", "ru"),
            tag="en",
            book_language="eng",
            currency="EUR",
            zones=("UTC",),
            calendar=country,
            moves_days=False,
            address=LATIN_ADDRESS,
            seal="",
            border_list="advance-list",
            copy_statement="study-2026",
        )


def _read() -> _Regions:
    text = (files(__package__) / "regions.csv").read_text(encoding="utf-8")
    return _Regions({row["country"]: region(row) for row in csv.DictReader(text.splitlines())})


REGIONS = _read()
"""Every country of the bridge by its code, in the order of the table; `get` and `in` know no other one."""


def currencies() -> tuple[str, ...]:
    """Return the currencies in which values may be told."""
    return tuple(dict.fromkeys(each.currency for each in REGIONS.values()))


def others(country: str) -> tuple[str, ...]:
    """Return the codes of the countries beside `country`."""
    return tuple(code for code in REGIONS if code != country)


def find_home(language: str) -> str | None:
    """Return the first country whose libraries usually read the interface language `language`."""
    return next((code for code, each in REGIONS.items() if each.language == language), None)


def find_origin(book_language: str) -> str | None:
    """Return the first country whose own books are in `book_language` (ISO 639-2/B)."""
    return next((code for code, each in REGIONS.items() if each.book_language == book_language), None)


def address_lines(address: Mapping[str, str], form: str) -> list[str]:
    """Return the parts of an address line by line as `form` orders them; what is empty leaves no trace."""
    lines = [_line(address, line) for line in form.split(" / ")]
    return [line for line in lines if line]


def _line(address: Mapping[str, str], line: str) -> str:
    found = ""
    for before, name in re.findall(r"([^{}]*)\{(\w+)\}", line):
        if address[name]:
            found += (before if found else "") + address[name]
    return found
