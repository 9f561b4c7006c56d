"""The room as the house sees it."""

from library_exchange.core.rooms import Room
from library_exchange.rounds import jobs, models, policy
from library_exchange.rounds.views import own_round, rounds
from library_exchange.rounds.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(own_round, rounds),
    tables=(models,),
    work=(jobs,),
)
