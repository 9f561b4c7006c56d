"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.shipping import models, policy
from library_exchange.shipping.queries import waiting_for
from library_exchange.shipping.views import consignments, decisions, pictures, regulations
from library_exchange.shipping.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(consignments, decisions, pictures, regulations),
    tables=(models,),
    waiting=(
        Waiting(
            waiting_for.counted,
            lambda count: _n("%(num)s consignment waits for you", "%(num)s consignments wait for you", count),
            "shipping.index",
        ),
    ),
)
