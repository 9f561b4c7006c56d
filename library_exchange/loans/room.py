"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.loans import models, policy
from library_exchange.loans.views import requests
from library_exchange.loans.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(requests,),
    tables=(models,),
)
