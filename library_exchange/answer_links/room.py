"""The room as the house sees it."""

from library_exchange.answer_links import display, jobs, models, policy, queries, views
from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(views,),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "silent_partners",
            queries.unanswered,
            lambda count: _n("%(num)s letter without an answer", "%(num)s letters without an answer", count),
            display.silent_lines,
        ),
    ),
)
