"""The room as the house sees it: its pages stand among those of the catalogue."""

from library_exchange.authority_control import policy
from library_exchange.authority_control.queries import lists
from library_exchange.authority_control.views import entities, record_names
from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting

ROOM = Room(
    routes=policy.ROUTES,
    doors=(entities, record_names),
    waiting=(
        Waiting(
            "names",
            lists.names_waiting,
            lambda count: _n("%(num)s name on your books to check", "%(num)s names on your books to check", count),
            lists.name_lines,
            endpoint="catalogue.names",
        ),
        Waiting(
            "titles",
            lists.titles_waiting,
            lambda count: _n("%(num)s title on your books to check", "%(num)s titles on your books to check", count),
            lists.title_lines,
            endpoint="catalogue.names",
            values={"of": "work"},
        ),
    ),
)
