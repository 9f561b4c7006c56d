"""The machine of applications: who takes which step, what must be true, which letters follow."""

from library_exchange.core.errors import Conflict
from library_exchange.core.steps import Machine, Taking
from library_exchange.joining import labels, policy
from library_exchange.joining.rules import APPLICATION, CONFIRM_WITHIN, Effect, Guard
from library_exchange.joining.services import letters


def _require_in_time(taking: Taking) -> None:
    if taking.at > taking.row.asked_at + CONFIRM_WITHIN:
        raise Conflict("too-old", labels.TOO_OLD)


def _ask_sponsor(taking: Taking) -> None:
    letters.ask_sponsor(taking.session, taking.row)


def _tell_platform(taking: Taking) -> None:
    letters.tell_platform(taking.session, taking.row)


def _tell_declined(taking: Taking) -> None:
    letters.tell_declined(taking.session, taking.row)


def _tell_admitted(taking: Taking) -> None:
    letters.tell_admitted(taking.session, taking.row, taking.given["user"])


APPLICATIONS = Machine(
    APPLICATION,
    "application",
    policy.parts_in,
    not_now=lambda _row, _event: labels.NOT_NOW,
    guards={Guard.IN_TIME: _require_in_time},
    effects={
        Effect.ASK_SPONSOR: _ask_sponsor,
        Effect.TELL_PLATFORM: _tell_platform,
        Effect.TELL_DECLINED: _tell_declined,
        Effect.TELL_ADMITTED: _tell_admitted,
    },
)
