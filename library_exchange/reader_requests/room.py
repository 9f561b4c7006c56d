"""The room as the house sees it: its door stands among those of loans, which it lists."""

from library_exchange.core.rooms import Room
from library_exchange.reader_requests import policy, views

ROOM = Room(routes=policy.ROUTES, doors=(views,))
