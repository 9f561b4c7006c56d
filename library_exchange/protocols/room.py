"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Overseen, Waiting
from library_exchange.protocols.iso18626 import display, jobs, models, peer, policy, queries, views

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(views.bp,),
    feeds=(peer.bp,),
    doors=(peer, views),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "refused_documents",
            queries.refused_documents,
            lambda count: _n(
                "%(num)s message refused by a partner's system",
                "%(num)s messages refused by partners' systems",
                count,
            ),
            display.refused_lines,
        ),
    ),
    overseen=(
        Overseen(
            "silent_systems",
            "protocols.partners",
            queries.silent_systems,
            lambda count: _n("%(num)s system does not answer", "%(num)s systems do not answer", count),
        ),
    ),
)
