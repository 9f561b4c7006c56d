"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.holdings import models, policy
from library_exchange.holdings.views import copies, history, listed, records, shelf_labels
from library_exchange.holdings.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES, blueprints=(bp,), doors=(listed, records, copies, shelf_labels, history), tables=(models,)
)
