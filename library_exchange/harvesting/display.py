"""How servers are named, and how what waits stands on the list of work."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from library_exchange.core.https_addresses import server_of
from library_exchange.core.i18n import _
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line
from library_exchange.harvesting import queries
from library_exchange.harvesting.models import Harvest, HarvestSource
from library_exchange.imports.queries.imports import names_of_files


def name_of(source: HarvestSource) -> str:
    """Return what a server calls itself, its address if it has no name."""
    return source.name or server_of(source.url)


def language_of(text: str) -> str:
    """Return the language of a text, if its script tells that."""
    return html_lang(script_of(text))


def to_look_at(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return the line of each harvest that waits; one query."""
    what = _("Look at what was harvested and take it in")
    return {
        harvest_id: Line(as_written(name), what, "imports.show", {"import_id": import_id})
        for harvest_id, (import_id, name) in names_of_files(session, Harvest, ids).items()
    }


def failing(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return the line of each server that cannot be harvested; one query."""
    what = _("See why it is not harvested")
    return {
        each: Line(as_written(name_of(source)), what, "harvesting.show", {"source_id": each})
        for each, source in queries.named(session, ids).items()
    }
