"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.personal_data import models, policy, staff_views, views
from library_exchange.personal_data.queries import erasing

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    doors=(staff_views,),
    tables=(models,),
    waiting=(
        Waiting(
            "erasure_requests",
            erasing.at_library,
            lambda count: _n(
                "%(num)s reader asks to have her data erased", "%(num)s readers ask to have their data erased", count
            ),
            erasing.lines,
        ),
    ),
)
