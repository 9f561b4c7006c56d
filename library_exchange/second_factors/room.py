"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.second_factors import colleague_views, models, passkey_views, policy, views

ROOM = Room(routes=policy.ROUTES, blueprints=(views.bp,), doors=(colleague_views, passkey_views), tables=(models,))
