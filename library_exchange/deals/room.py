"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.deals import models, policy
from library_exchange.deals.queries import waiting_for
from library_exchange.deals.views import accounts, agreements, boxes
from library_exchange.deals.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(accounts, agreements, boxes),
    tables=(models,),
    waiting=(
        Waiting(
            waiting_for.boxes,
            lambda count: _n("%(num)s box to agree to", "%(num)s boxes to agree to", count),
            "deals.boxes",
        ),
        Waiting(
            waiting_for.agreements,
            lambda count: _n("%(num)s agreement to answer", "%(num)s agreements to answer", count),
            "deals.agreements",
        ),
        Waiting(
            waiting_for.settlements,
            lambda count: _n("%(num)s settlement to answer", "%(num)s settlements to answer", count),
            "deals.agreements",
        ),
    ),
)
