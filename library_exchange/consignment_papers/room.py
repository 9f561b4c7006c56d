"""The room as the house sees it: its door hangs among those of consignments."""

from library_exchange.consignment_papers import policy, views
from library_exchange.core.rooms import Room

ROOM = Room(routes=policy.ROUTES, doors=(views,))
