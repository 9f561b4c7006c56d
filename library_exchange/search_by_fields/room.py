"""The room as the house sees it: its page stands among those of the catalogue."""

from library_exchange.core.rooms import Room
from library_exchange.search_by_fields import policy, views

ROOM = Room(routes=policy.ROUTES, doors=(views,))
