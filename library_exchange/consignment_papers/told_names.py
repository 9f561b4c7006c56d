"""What authors and publishers are called for the officers who read the lists: known names first, else their sound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from library_exchange.citations.publishers import other_than
from library_exchange.consignment_papers.rules.publishers import publisher_in
from library_exchange.core.regions import WRITTEN
from library_exchange.core.scripts import language_of, russian_in_latin, script_of
from library_exchange.known_titles.queries.typed_names import TypedNames, known_of
from library_exchange.shipping.models import ConsignmentLine

BETWEEN_WAYS = " / "
"""Stands between the ways in which one author is called, where an upper room told several."""


@dataclass(frozen=True)
class Told:
    """Author and publisher of a title, by language (zh, ru); "" for nobody."""

    authors: Mapping[str, str]
    publishers: Mapping[str, str]


def names_told(session: Session, lines: Sequence[ConsignmentLine]) -> dict[int, Told]:
    """Return what authors and publishers are called, by line; two queries."""
    known = known_of(session, [(line.title, line.author) for line in lines])
    return {
        line.id: Told(
            {code: _authors(known, line, code) for code in WRITTEN},
            {code: publisher_in(other_than(line.title, line.publisher) or "", code) for code in WRITTEN},
        )
        for line in lines
    }


def _authors(known: TypedNames, line: ConsignmentLine, language: str) -> str:
    named = known.authors(line.title, line.author, language)
    return "; ".join(_read_in(block.shown.value, language) for block in named)


def _read_in(name: str, language: str) -> str:
    """Return a name for who reads `language`: her way of several; a Russian one unknown in Chinese in Latin letters."""
    ways = name.split(BETWEEN_WAYS)
    fitting = next((way for way in ways if language_of(way) == language), None)
    if fitting or language != "zh" or script_of(name) != "Cyrl":
        return fitting or name
    return russian_in_latin(name)
