"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.scheduled_imports import display, jobs, models, policy, queries, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "fetched_files",
            queries.files_to_look_at,
            lambda count: _n("%(num)s fetched file to look at", "%(num)s fetched files to look at", count),
            display.files_to_look_at,
        ),
        Waiting(
            "silent_addresses",
            queries.failing,
            lambda count: _n(
                "%(num)s address from which no file comes", "%(num)s addresses from which no file comes", count
            ),
            display.failing,
        ),
    ),
)
