"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.programmes import models, policy, queries
from library_exchange.programmes.views import files, lists, programmes, titles
from library_exchange.programmes.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(files, lists, programmes, titles),
    tables=(models,),
    waiting=(
        Waiting(
            "programmes",
            queries.proposed_to,
            lambda count: _n("%(num)s programme to agree to", "%(num)s programmes to agree to", count),
            queries.proposed_lines,
        ),
    ),
)
