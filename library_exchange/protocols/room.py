"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.protocols.iso18626 import jobs, models, peer, policy

ROOM = Room(
    routes=policy.ROUTES,
    feeds=(peer.bp,),
    doors=(peer,),
    tables=(models,),
    work=(jobs,),
)
