"""The room as the house sees it."""

from library_exchange.accounts import (
    absence_views,
    block_views,
    ending_views,
    filter_views,
    jobs,
    models,
    platform_views,
    policy,
    reader_views,
    views,
)
from library_exchange.core.rooms import Room

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(absence_views, block_views, ending_views, filter_views, platform_views, reader_views),
    tables=(models,),
    work=(jobs,),
)
