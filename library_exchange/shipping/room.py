"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Overseen, Waiting
from library_exchange.shipping import models, policy
from library_exchange.shipping.queries import consignment_tasks, waiting_for
from library_exchange.shipping.views import consignments, decisions, packing, pictures, receiving
from library_exchange.shipping.views.blueprint import bp

BOTH = frozenset(Desk)
"""Books on their way wait on the desk of exchange and on the list of consignments."""

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(consignments, decisions, packing, pictures, receiving),
    tables=(models,),
    waiting=(
        Waiting(
            "consignments",
            waiting_for.consignments,
            lambda count: _n("%(num)s consignment waits for you", "%(num)s consignments wait for you", count),
            consignment_tasks.consignment_lines,
            BOTH,
            left_to_others=consignment_tasks.left_to_others,
        ),
        Waiting(
            "permits",
            waiting_for.permits,
            lambda count: _n("%(num)s permission to ask for", "%(num)s permissions to ask for", count),
            waiting_for.permit_lines,
            BOTH,
        ),
        Waiting(
            "claims",
            waiting_for.claims,
            lambda count: _n("%(num)s claim to answer", "%(num)s claims to answer", count),
            waiting_for.claim_lines,
            BOTH,
        ),
    ),
    overseen=(
        Overseen(
            "disputes",
            "shipping.disputes",
            lambda _at: waiting_for.disputes(),
            lambda count: _n("%(num)s claim to decide", "%(num)s claims to decide", count),
        ),
    ),
)
