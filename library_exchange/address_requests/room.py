"""The room as the house sees it."""

from library_exchange.address_requests import models, policy, queries, views
from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Waiting

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    tables=(models,),
    waiting=(
        Waiting(
            "addresses",
            queries.to_fill_in,
            lambda count: _n(
                "%(num)s consignment waits for your address", "%(num)s consignments wait for your address", count
            ),
            queries.lines,
            frozenset({Desk.CONSIGNMENTS}),
        ),
        Waiting(
            "entered_addresses",
            queries.to_take_over,
            lambda count: _n(
                "%(num)s address entered for your library", "%(num)s addresses entered for your library", count
            ),
            queries.entered_lines,
            frozenset({Desk.CONSIGNMENTS}),
        ),
    ),
)
