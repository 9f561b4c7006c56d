"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Overseen
from library_exchange.loans import jobs, models, policy
from library_exchange.loans.queries.stuck_messages import waiting_messages
from library_exchange.loans.views import requests, stuck_messages
from library_exchange.loans.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(requests, stuck_messages),
    tables=(models,),
    work=(jobs,),
    overseen=(
        Overseen(
            "messages",
            "loans.waiting",
            waiting_messages,
            lambda count: _n(
                "%(num)s message has waited for more than a day",
                "%(num)s messages have waited for more than a day",
                count,
            ),
        ),
    ),
)
