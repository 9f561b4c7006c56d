"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Waiting
from library_exchange.standing_exchange import models, policy
from library_exchange.standing_exchange.queries import waiting_for
from library_exchange.standing_exchange.views import exchanges, files, issues
from library_exchange.standing_exchange.views.blueprint import bp

EXCHANGE = frozenset({Desk.EXCHANGE})

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(exchanges, files, issues),
    tables=(models,),
    waiting=(
        Waiting(
            "standing_proposals",
            waiting_for.proposals,
            lambda count: _n("%(num)s standing exchange to answer", "%(num)s standing exchanges to answer", count),
            waiting_for.proposal_lines,
            EXCHANGE,
        ),
        Waiting(
            "standing_claims",
            waiting_for.claims,
            lambda count: _n(
                "%(num)s standing exchange with issues that the other library claims",
                "%(num)s standing exchanges with issues that the other library claims",
                count,
            ),
            waiting_for.claim_lines,
            EXCHANGE,
        ),
        Waiting(
            "issues_to_send",
            waiting_for.to_send,
            lambda count: _n(
                "%(num)s standing exchange with issues to send", "%(num)s standing exchanges with issues to send", count
            ),
            waiting_for.to_send_lines,
            EXCHANGE,
        ),
        Waiting(
            "standing_renewals",
            waiting_for.renewals,
            lambda count: _n(
                "%(num)s standing exchange to be renewed", "%(num)s standing exchanges to be renewed", count
            ),
            waiting_for.renewal_lines,
            EXCHANGE,
        ),
        Waiting(
            "late_issues",
            waiting_for.late,
            lambda count: _n(
                "%(num)s standing exchange with late issues", "%(num)s standing exchanges with late issues", count
            ),
            waiting_for.late_lines,
            EXCHANGE,
        ),
    ),
)
