"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.succession import jobs, models, policy, queries, views

has_holdings_under_way = queries.has_holdings_under_way
"""Whether holdings are still being carried over, for the room of libraries that leave."""
handing_holdings_over = queries.handing_holdings_over
"""The libraries whose holdings are being carried over, for the rooms that take catalogues in."""
ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "successions",
            queries.asked_of,
            lambda count: _n(
                "%(num)s library asks yours to take over", "%(num)s libraries ask yours to take over", count
            ),
            queries.asked_lines,
        ),
    ),
)
