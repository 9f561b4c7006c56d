"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.rest_api import models, policy
from library_exchange.rest_api.views import catalogue, developers, door, events, exchange, holdings, loans, records

VIEWS = (catalogue, holdings, records, loans, exchange, events)
"""What hangs its routes on the door for programs."""
ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(developers.bp,),
    feeds=(door.bp,),
    doors=(developers, *VIEWS),
    tables=(models,),
)
