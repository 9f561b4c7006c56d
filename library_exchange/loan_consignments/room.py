"""The room as the house sees it: its doors stand among those of loans, whose books these consignments take."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Waiting
from library_exchange.loan_consignments import display, policy, queries, views

ROOM = Room(
    routes=policy.ROUTES,
    doors=(views,),
    waiting=(
        Waiting(
            "return_papers",
            queries.waiting_papers,
            lambda count: _n("%(num)s permit of return to extend", "%(num)s permits of return to extend", count),
            display.waiting_lines,
        ),
        Waiting(
            "turned_up",
            queries.turned_up,
            lambda count: _n("%(num)s lost book that has come", "%(num)s lost books that have come", count),
            display.turned_up_lines,
        ),
        Waiting(
            "missed_books",
            queries.missed_books,
            lambda count: _n("%(num)s book not found in its parcel", "%(num)s books not found in their parcels", count),
            display.missed_lines,
        ),
    ),
)
