"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Waiting
from library_exchange.reconciliation import models, policy, queries, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    tables=(models,),
    waiting=(
        Waiting(
            "comparisons",
            queries.waiting,
            lambda count: _n("%(num)s comparison of accounts", "%(num)s comparisons of accounts", count),
            queries.waiting_lines,
            frozenset({Desk.EXCHANGE}),
        ),
    ),
)
