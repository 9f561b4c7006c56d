"""The room as the house sees it: its doors stand among those of loans, whose papers these are."""

from library_exchange.core.rooms import Room
from library_exchange.slips import policy, views

ROOM = Room(routes=policy.ROUTES, doors=(views,))
