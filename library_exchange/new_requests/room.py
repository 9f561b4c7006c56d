"""The room as the house sees it: its doors stand among those of loans, which begin here."""

from library_exchange.core.rooms import Room
from library_exchange.new_requests import policy, views

ROOM = Room(routes=policy.ROUTES, doors=(views,))
