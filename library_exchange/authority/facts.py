"""The persons and works the product knows from the start, compiled by hand from general knowledge."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from library_exchange.core.scripts import script_of

COMPILED, UNCHECKED = "compiled", "compiled-unchecked"
"""Sources of a form: compiled and found again elsewhere, or compiled alone."""
LANGUAGES = {"Hans": "chi", "Hant": "chi", "Cyrl": "rus", "Latn": None}


@dataclass(frozen=True)
class Form:
    """One form of a name or title; `kind` is heading or variant."""

    value: str
    script: str
    kind: str
    source: str

    @property
    def language(self) -> str | None:
        """The ISO 639-2 code of the language it is written in, if the script tells."""
        return LANGUAGES.get(self.script)


@dataclass(frozen=True)
class Entry:
    """A person or a work with all its forms; `person` is the key of a work's author."""

    key: str
    forms: tuple[Form, ...]
    origin: str = ""
    dates: str | None = None
    person: str | None = None


def persons() -> Iterator[Entry]:
    """Yield the persons."""
    for row in _table("persons.tsv"):
        yield Entry(
            row["key"], _forms(row, "russian", "chinese", "traditional", "latin"), row["origin"], row["dates"] or None
        )


def works() -> Iterator[Entry]:
    """Yield the works."""
    for row in _table("works.tsv"):
        forms = _forms(row, "russian", "chinese", "traditional", "english")
        yield Entry(row["key"], forms, person=row["person"] or None)


def _forms(row: dict[str, str], *headings: str) -> tuple[Form, ...]:
    source = COMPILED if row["checked"] == "yes" else UNCHECKED
    given = [(row[name], "heading") for name in headings] + [(v, "variant") for v in row["others"].split(";")]
    found = {
        value: Form(value, "Hant" if value == row["traditional"] else script_of(value), kind, source)
        for value, kind in reversed(given)
        if value
    }
    return tuple(reversed(found.values()))


@cache
def _table(name: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))
