"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.loans import jobs, models, pictures_views, policy, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(pictures_views,),
    tables=(models,),
    work=(jobs,),
)
