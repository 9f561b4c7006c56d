"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Overseen
from library_exchange.mail.queries import failed
from library_exchange.notifications import letter_views, models, policy, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(letter_views,),
    tables=(models,),
    overseen=(
        Overseen(
            "mails",
            "notifications.mail",
            failed,
            lambda count: _n("%(num)s mail did not go", "%(num)s mails did not go", count),
        ),
    ),
)
