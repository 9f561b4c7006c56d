"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Waiting
from library_exchange.offers import models, policy
from library_exchange.offers.queries import waiting_for
from library_exchange.offers.views import desk, feeds, lines, own_files, proposals, public, remarks
from library_exchange.offers.views.blueprint import bp

EXCHANGE = frozenset({Desk.EXCHANGE})

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    feeds=(feeds.bp,),
    doors=(desk, lines, own_files, proposals, public, remarks),
    tables=(models,),
    waiting=(
        Waiting(
            "proposals",
            waiting_for.proposals,
            lambda count: _n("%(num)s proposal of a reader", "%(num)s proposals of readers", count),
            waiting_for.proposal_lines,
            EXCHANGE,
        ),
        Waiting(
            "drafts",
            waiting_for.drafts,
            lambda count: _n("Publish %(num)s draft offer", "Publish %(num)s draft offers", count),
            waiting_for.draft_lines,
            EXCHANGE,
            "offers.own_offers",
            {"state": "draft"},
        ),
        Waiting(
            "paused",
            waiting_for.paused,
            lambda count: _n(
                "%(num)s want is paused: resume it or give it up",
                "%(num)s wants are paused: resume them or give them up",
                count,
            ),
            waiting_for.paused_lines,
            EXCHANGE,
            "offers.own_wants",
            {"state": "paused"},
        ),
        Waiting(
            "expiring_offers",
            waiting_for.offers_that_end,
            lambda count: _n(
                "%(num)s offer ends within two weeks: prolong it or let it end",
                "%(num)s offers end within two weeks: prolong them or let them end",
                count,
            ),
            waiting_for.ending_offer_lines,
            EXCHANGE,
            "offers.own_offers",
            {"state": "ending"},
        ),
        Waiting(
            "expiring_wants",
            waiting_for.wants_that_end,
            lambda count: _n(
                "%(num)s want ends within two weeks: prolong it or let it end",
                "%(num)s wants end within two weeks: prolong them or let them end",
                count,
            ),
            waiting_for.ending_want_lines,
            EXCHANGE,
            "offers.own_wants",
            {"state": "ending"},
        ),
    ),
)
