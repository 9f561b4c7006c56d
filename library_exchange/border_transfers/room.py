"""The room as the house sees it."""

from library_exchange.border_transfers import models, policy, views
from library_exchange.core.rooms import Room

ROOM = Room(routes=policy.ROUTES, blueprints=(views.bp,), tables=(models,))
