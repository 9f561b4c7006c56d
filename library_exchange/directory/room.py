"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.directory import house_views, models, policy, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(house_views,),
    tables=(models,),
)
