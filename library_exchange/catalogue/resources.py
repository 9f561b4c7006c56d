"""What the application gives the catalogue: its search engine, the count of loans."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import Flask, current_app
from sqlmodel import Session

from library_exchange.catalogue.queries.pages import Told
from library_exchange.catalogue.queries.searching import Found
from library_exchange.core.hooks import Hook
from library_exchange.core.settings import Settings
from library_exchange.search.port import SearchEngine
from library_exchange.search_cluster.choosing import chosen

LOANS: Hook[Callable[[Session], int]] = Hook()
"""Tells how many loans there were; they are counted in rooms above."""

TITLE_LOANS: Hook[Callable[[Session, int, int, str], Sequence[Mapping[str, Any]]]] = Hook()
"""Tells the interlibrary loans of a record at a library (their numbers), in a language, without names of readers."""

OFFERED: Hook[Callable[[Session, int | None, int, str], Sequence[Mapping[str, Any]]]] = Hook()
"""Tells who offers a record for exchange, and whether a library may ask for it."""
OWN_EDITIONS: Hook[Callable[[Session, int | None, int | None], Sequence[Any]]] = Hook()
"""Tells other editions of a record that stand free at a library."""
WHY: Hook[Callable[[Session, Found], Sequence[tuple[int, tuple[str, str, str, str]]]]] = Hook()
"""Tells what brought the hits of a page that do not show it themselves."""
REFERENCES: Hook[Callable[[Session, Told], Mapping[str, Any]]] = Hook()
"""Tells how a record is cited, in the language of the page, and where its files are."""


def init_app(app: Flask) -> None:
    """Give `app` its search engine."""
    settings: Settings = app.extensions["settings"]
    app.extensions["search"] = chosen(settings)


def engine() -> SearchEngine:
    """Return the search engine of the application in whose context we are."""
    found: SearchEngine = current_app.extensions["search"]
    return found


def references(session: Session, told: Told) -> Mapping[str, Any] | None:
    """Return how a record is cited and taken along."""
    return next((tell(session, told) for tell in REFERENCES.fillings().values()), None)


def count_loans(session: Session) -> int:
    """Return how many loans there were."""
    return sum(count(session) for count in LOANS.fillings().values())
