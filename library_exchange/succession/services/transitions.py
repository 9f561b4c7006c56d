"""The machine of the question whether a library takes over: who takes which step, what follows."""

from library_exchange.core.errors import ExchangeError, NotFound
from library_exchange.core.steps import Machine, Taking
from library_exchange.succession import labels, policy
from library_exchange.succession.rules import ANSWERS, SUCCESSION, Effect, SuccessionState
from library_exchange.succession.services import letters
from library_exchange.succession.services.carrying import carry_over


def _not_yours(_taking: Taking) -> ExchangeError:
    return NotFound("another-librarys")


SUCCESSIONS = Machine(
    SUCCESSION,
    "succession",
    policy.parts_in,
    not_now=lambda _row, _event: labels.NOT_NOW,
    not_yours=_not_yours,
    changed_meanwhile=labels.CHANGED_MEANWHILE,
    stamps=lambda taking, target: (
        {"touched_at": taking.at}
        | ({"answered_at": taking.at} if target in ANSWERS and taking.before is SuccessionState.ASKED else {})
    ),
    notes=lambda taking: {"taken": list(taking.row.taken)},
    effects={
        Effect.TELL_LEAVER: lambda taking: letters.tell_leaver(taking.session, taking.row),
        Effect.TELL_SUCCESSOR: lambda taking: letters.tell_successor(taking.session, taking.row),
        Effect.CARRY_OVER: lambda taking: carry_over(taking.session, taking.actor, taking.row, taking.at),
    },
)
