"""The room as the house sees it."""

from library_exchange.core.i18n import _n
from library_exchange.core.rooms import Room
from library_exchange.core.worklist import Desk, Overseen, Waiting
from library_exchange.rounds import jobs, models, policy
from library_exchange.rounds.queries import waiting_for
from library_exchange.rounds.views import organising, own_round, rounds
from library_exchange.rounds.views.blueprint import bp

EXCHANGE = frozenset({Desk.EXCHANGE})

ROOM = Room(
    routes=policy.ROUTES,
    blueprints=(bp,),
    doors=(own_round, rounds, organising),
    tables=(models,),
    work=(jobs,),
    waiting=(
        Waiting(
            "planned_rounds",
            waiting_for.planned,
            lambda count: _n(
                "Open the lists of %(num)s exchange round", "Open the lists of %(num)s exchange rounds", count
            ),
            waiting_for.planned_lines,
            EXCHANGE,
        ),
        Waiting(
            "round_invitations",
            waiting_for.invitations,
            lambda count: _n(
                "%(num)s exchange round is open: take part?", "%(num)s exchange rounds are open: take part?", count
            ),
            waiting_for.invitation_lines,
            EXCHANGE,
        ),
        Waiting(
            "choices",
            waiting_for.choices,
            lambda count: _n("Choose in %(num)s exchange round", "Choose in %(num)s exchange rounds", count),
            waiting_for.choice_lines,
            EXCHANGE,
        ),
        Waiting(
            "statements",
            waiting_for.proposals,
            lambda count: _n(
                "Answer the proposal of %(num)s exchange round",
                "Answer the proposals of %(num)s exchange rounds",
                count,
            ),
            waiting_for.proposal_lines,
            EXCHANGE,
        ),
    ),
    overseen=(
        Overseen(
            "rounds_due",
            "rounds.rounds",
            waiting_for.due,
            lambda count: _n(
                "The next step of %(num)s exchange round is due",
                "The next step of %(num)s exchange rounds is due",
                count,
            ),
        ),
    ),
)
