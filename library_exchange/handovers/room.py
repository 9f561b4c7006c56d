"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.handovers import policy, views

ROOM = Room(routes=policy.ROUTES, blueprints=(views.bp,))
