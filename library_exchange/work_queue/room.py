"""The room as the house sees it: its doors stand among those of loans, whose work it lists."""

from library_exchange.core.rooms import Room
from library_exchange.work_queue import files, policy, views

ROOM = Room(routes=policy.ROUTES, doors=(files, views))
