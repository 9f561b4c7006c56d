"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.practice_exchange import jobs, models, policy, views

ROOM = Room(routes=policy.ROUTES, blueprints=(views.bp,), tables=(models,), work=(jobs,))
