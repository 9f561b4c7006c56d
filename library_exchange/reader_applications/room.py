"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.reader_applications import models, policy, queries, staff_views, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(staff_views,),
    tables=(models,),
    waiting=(
        Waiting(
            "reader_applications",
            queries.at_library,
            lambda count: _n("%(num)s person asks to become a reader", "%(num)s people ask to become readers", count),
            queries.lines,
        ),
    ),
)
