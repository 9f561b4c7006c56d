"""The topics of `concepts.csv`: their forms in Chinese, Russian and English, and their class numbers.

Several forms or numbers of a cell stand between semicolons, the usual form first. A form with a star is recognised in a
query, but no book is looked for by it: it says too little. A class number stands for all that begins with it; a DDC
number of tens (510) for all of them. No number belongs to two topics.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from library_exchange.search.port import Topic

LANGUAGES = ("zh", "ru", "en")
SCHEMES = ("clc", "bbk", "udc", "ddc")
ONLY_RECOGNISED = "*"


@dataclass(frozen=True)
class Concept:
    """A row of the table: a topic, every form by which it is recognised, and class numbers by scheme."""

    topic: Topic
    recognised: tuple[str, ...]
    classes: Mapping[str, tuple[str, ...]]


@cache
def concepts() -> tuple[Concept, ...]:
    """Return all topics in the order of the table."""
    table = files("library_exchange.subject_vocabulary") / "concepts.csv"
    return tuple(_concept(row) for row in csv.DictReader(table.read_text(encoding="utf-8").splitlines()))


def _concept(row: Mapping[str, str]) -> Concept:
    forms = [(language, value) for language in LANGUAGES for value in _values(row[language])]
    searched = tuple((language, value) for language, value in forms if not value.endswith(ONLY_RECOGNISED))
    return Concept(
        Topic(row["concept"], searched),
        tuple(value.rstrip(ONLY_RECOGNISED) for _language, value in forms),
        {scheme: tuple(_values(row[scheme])) for scheme in SCHEMES},
    )


def _values(cell: str) -> Iterator[str]:
    return (value for value in cell.split(";") if value)
