"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.mail import jobs, models

ROOM = Room(
    routes={},
    tables=(models,),
    work=(jobs,),
)
