"""The room as the house sees it: its page stands among those of loans."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Overseen
from library_exchange.loan_messages import jobs, models, policy, views
from library_exchange.loan_messages.queries import waiting_messages

ROOM = Room(
    routes=policy.ROUTES,
    doors=(views,),
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
