"""The room as the house sees it."""

from library_exchange.accounts import filter_views, jobs, models, platform_views, policy, reader_views, views
from library_exchange.core.rooms import Room

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(filter_views, platform_views, reader_views),
    tables=(models,),
    work=(jobs,),
)
