"""The room as the house sees it: its page stands among those of consignments."""

from library_exchange.core.rooms import Room
from library_exchange.regulations import policy, views

ROOM = Room(routes=policy.ROUTES, doors=(views,))
