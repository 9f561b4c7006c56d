"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.programmes import models, policy
from library_exchange.programmes.views import lists, programmes
from library_exchange.programmes.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(lists, programmes),
    tables=(models,),
)
