"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.loans import jobs, loan_papers, models, policy
from library_exchange.loans.queries import parcels
from library_exchange.loans.views import consignments, requests, stuck_messages
from library_exchange.loans.views.blueprint import bp

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(consignments, requests, stuck_messages),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "return_papers",
            parcels.waiting_papers,
            lambda count: _n("%(num)s permit of return to extend", "%(num)s permits of return to extend", count),
            loan_papers.waiting_lines,
        ),
    ),
)
