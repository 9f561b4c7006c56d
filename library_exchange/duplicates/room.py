"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.duplicates import models, policy
from library_exchange.duplicates.queries import lists
from library_exchange.duplicates.views import changing, comparing
from library_exchange.duplicates.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(comparing, changing),
    tables=(models,),
    waiting=(
        Waiting(
            "title_doubts",
            lists.doubts_of,
            lambda count: _n(
                "%(num)s pair of titles that may be one", "%(num)s pairs of titles that may be one", count
            ),
            lists.doubt_lines,
            endpoint="duplicates.listed",
        ),
    ),
)
