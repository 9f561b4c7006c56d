"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.harvesting import display, jobs, models, policy, queries, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "harvests",
            queries.to_look_at,
            lambda count: _n("%(num)s harvest to look at", "%(num)s harvests to look at", count),
            display.to_look_at,
        ),
        Waiting(
            "silent_servers",
            queries.failing,
            lambda count: _n(
                "%(num)s server that cannot be harvested", "%(num)s servers that cannot be harvested", count
            ),
            display.failing,
        ),
    ),
)
