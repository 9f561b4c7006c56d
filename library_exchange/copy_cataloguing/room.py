"""The room as the house sees it."""

from library_exchange.copy_cataloguing import models, policy
from library_exchange.copy_cataloguing.views import looking, targets
from library_exchange.copy_cataloguing.views.blueprint import bp
from library_exchange.core.rooms import Room

ROOM = Room(routes=policy.ROUTES, blueprints=(bp,), doors=(looking, targets), tables=(models,))
