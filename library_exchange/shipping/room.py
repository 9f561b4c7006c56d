"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.shipping import models, policy
from library_exchange.shipping.views import consignments, decisions, pictures, regulations
from library_exchange.shipping.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(consignments, decisions, pictures, regulations),
    tables=(models,),
)
