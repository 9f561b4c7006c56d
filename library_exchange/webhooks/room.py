"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.webhooks import display, jobs, models, policy, queries, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(views,),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "stopped_webhooks",
            queries.stopped,
            lambda count: _n(
                "%(num)s address to which no events are delivered any more",
                "%(num)s addresses to which no events are delivered any more",
                count,
            ),
            display.stopped,
        ),
    ),
)
