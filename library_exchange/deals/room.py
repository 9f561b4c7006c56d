"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Waiting
from library_exchange.deals import models, policy
from library_exchange.deals.queries import waiting_for
from library_exchange.deals.views import accounts, agreements, box_files, boxes
from library_exchange.deals.views.blueprint import bp

EXCHANGE = frozenset({Desk.EXCHANGE})

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(accounts, agreements, box_files, boxes),
    tables=(models,),
    waiting=(
        Waiting(
            "boxes",
            waiting_for.boxes,
            lambda count: _n("%(num)s box to agree to", "%(num)s boxes to agree to", count),
            waiting_for.box_lines,
            EXCHANGE,
        ),
        Waiting(
            "agreed_boxes",
            waiting_for.agreed_boxes,
            lambda count: _n(
                "%(num)s box is agreed: make its consignments",
                "%(num)s boxes are agreed: make their consignments",
                count,
            ),
            waiting_for.agreed_box_lines,
            EXCHANGE,
        ),
        Waiting(
            "agreements",
            waiting_for.agreements,
            lambda count: _n("%(num)s agreement to answer", "%(num)s agreements to answer", count),
            waiting_for.agreement_lines,
            EXCHANGE,
        ),
        Waiting(
            "settlements",
            waiting_for.settlements,
            lambda count: _n("%(num)s settlement to answer", "%(num)s settlements to answer", count),
            waiting_for.settlement_lines,
            EXCHANGE,
        ),
    ),
)
