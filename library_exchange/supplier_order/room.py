"""The room as the house sees it: its doors stand among those of loans, on whose pages the order is arranged."""

from library_exchange.core.rooms import Room
from library_exchange.supplier_order import jobs, policy, views

ROOM = Room(routes=policy.ROUTES, doors=(views,), work=(jobs,))
