"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.offers import models, policy
from library_exchange.offers.queries import waiting_for
from library_exchange.offers.views import desk, feeds, lines, list_imports, proposals, public
from library_exchange.offers.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    feeds=(feeds.bp,),
    doors=(desk, lines, list_imports, proposals, public),
    tables=(models,),
    waiting=(
        Waiting(
            waiting_for.lists,
            lambda count: _n("%(num)s list to take in", "%(num)s lists to take in", count),
            "offers.desk",
        ),
        Waiting(
            waiting_for.proposals,
            lambda count: _n("%(num)s proposal of a reader", "%(num)s proposals of readers", count),
            "offers.desk",
        ),
        Waiting(
            waiting_for.drafts,
            lambda count: _n("Publish %(num)s draft offer", "Publish %(num)s draft offers", count),
            "offers.own_offers",
            {"state": "draft"},
        ),
        Waiting(
            waiting_for.paused,
            lambda count: _n(
                "%(num)s want is paused: resume it or give it up",
                "%(num)s wants are paused: resume them or give them up",
                count,
            ),
            "offers.own_wants",
            {"state": "paused"},
        ),
    ),
)
