"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Overseen, Waiting
from library_exchange.protocols.iso18626 import display, jobs, models, peer, policy, queries, views
from library_exchange.protocols.oai_pmh import jobs as oai_jobs
from library_exchange.protocols.oai_pmh import models as oai_models
from library_exchange.protocols.oai_pmh import peer as oai
from library_exchange.protocols.oai_pmh import policy as oai_policy
from library_exchange.protocols.sru import peer as sru
from library_exchange.protocols.sru import policy as sru_policy
from library_exchange.protocols.union_records import jobs as union_jobs
from library_exchange.protocols.union_records import models as union_models

ROOM = Room(
    routes={**policy.ROUTES, **oai_policy.ROUTES, **sru_policy.ROUTES},
    blueprints=(views.bp,),
    feeds=(peer.bp, oai.bp, sru.bp),
    doors=(peer, views, oai, sru),
    tables=(models, oai_models, union_models),
    work=(jobs, oai_jobs, union_jobs),
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
