"""How addresses are shown, and how what waits stands on the list of work."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from library_exchange.core.https_addresses import server_of
from library_exchange.core.i18n import _
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line
from library_exchange.imports.queries.imports import names_of_files
from library_exchange.scheduled_imports import queries
from library_exchange.scheduled_imports.models import ScheduledRun
from library_exchange.scheduled_imports.rules import FOLDER


def place_of(url: str) -> str:
    """Return the name of the server in an address, all of it that everybody may see; of a folder, that of the file."""
    return server_of(url) or url.removeprefix(FOLDER)


def files_to_look_at(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return the line of each file that waits; one query."""
    return {
        run_id: Line(as_written(name), _("Look at the file and take it in"), "imports.show", {"import_id": import_id})
        for run_id, (import_id, name) in names_of_files(session, ScheduledRun, ids).items()
    }


def failing(session: Session, _library_id: int, ids: Sequence[int], _language: str) -> Mapping[int, Line]:
    """Return the line of an address from which nothing comes; one query."""
    return {
        schedule_id: Line(as_written(place_of(url)), _("See why the file does not come"), "scheduled_imports.show")
        for schedule_id, url in queries.addresses(session, ids).items()
    }
