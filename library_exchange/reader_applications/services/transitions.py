"""The machine of those who ask to become readers: who takes which step, what must be true, which letters follow."""

from library_exchange.core.errors import Conflict
from library_exchange.core.steps import Machine, Taking
from library_exchange.reader_applications import labels, policy
from library_exchange.reader_applications.rules import BECOMING_READER, CONFIRM_WITHIN, Effect, Guard
from library_exchange.reader_applications.services import letters


def _require_in_time(taking: Taking) -> None:
    if taking.at > taking.row.asked_at + CONFIRM_WITHIN:
        raise Conflict("too-old", labels.TOO_OLD)


def _tell_desk(taking: Taking) -> None:
    letters.tell_desk(taking.session, taking.row)


def _tell_admitted(taking: Taking) -> None:
    letters.tell_admitted(taking.session, taking.row, taking.given["user"])


def _tell_declined(taking: Taking) -> None:
    letters.tell_declined(taking.session, taking.row)


APPLICATIONS = Machine(
    BECOMING_READER,
    "reader_application",
    policy.parts_in,
    not_now=lambda _row, _event: labels.NOT_NOW,
    guards={Guard.IN_TIME: _require_in_time},
    effects={
        Effect.TELL_DESK: _tell_desk,
        Effect.TELL_ADMITTED: _tell_admitted,
        Effect.TELL_DECLINED: _tell_declined,
    },
)
