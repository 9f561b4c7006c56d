"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.rounds import jobs, models, policy
from library_exchange.rounds.queries import waiting_for
from library_exchange.rounds.views import own_round, rounds
from library_exchange.rounds.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(own_round, rounds),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            waiting_for.choices,
            lambda count: _n("Choose in %(num)s exchange round", "Choose in %(num)s exchange rounds", count),
            "rounds.rounds",
        ),
        Waiting(
            waiting_for.proposals,
            lambda count: _n(
                "Answer the proposal of %(num)s exchange round",
                "Answer the proposals of %(num)s exchange rounds",
                count,
            ),
            "rounds.rounds",
        ),
    ),
)
