"""The room as the house sees it: its pages hang among those of exchange."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Waiting
from library_exchange.exchange_lists import models, policy
from library_exchange.exchange_lists.queries import waiting_for
from library_exchange.exchange_lists.views import corrections, finding, list_imports

ROOM = Room(
    routes=policy.ROUTES,
    doors=(list_imports, corrections, finding),
    tables=(models,),
    waiting=(
        Waiting(
            "lists",
            waiting_for.lists,
            lambda count: _n("%(num)s list to take in", "%(num)s lists to take in", count),
            waiting_for.list_lines,
            frozenset({Desk.EXCHANGE}),
        ),
    ),
)
