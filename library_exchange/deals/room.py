"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.deals import models, policy
from library_exchange.deals.views import accounts, agreements, boxes
from library_exchange.deals.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(accounts, agreements, boxes),
    tables=(models,),
)
