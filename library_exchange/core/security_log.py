"""The security log: who came in, who was turned away, which attempt met a defence.

People stand in it by the numbers of their accounts alone: no address that was typed, no name, no place. Each line names
its request, as all lines do; `docs/log.md` lists them.
"""

from collections.abc import Mapping
from enum import StrEnum

import flask
import structlog

from library_exchange.core.actor import ANONYMOUS, Actor

log = structlog.get_logger(__name__)


class Event(StrEnum):
    """What is noted."""

    SIGNED_IN = "security.signed_in"
    PASSWORD_ACCEPTED = "security.password_accepted"  # noqa: S105 (the name of an event)
    SIGN_IN_FAILED = "security.sign_in_failed"
    SIGNED_OUT = "security.signed_out"
    SIGN_INS_ENDED = "security.sign_ins_ended"
    PASSWORD_SET = "security.password_set"  # noqa: S105 (the name of an event)
    RIGHT_REFUSED = "security.right_refused"
    DEFENCE_MET = "security.defence_met"


class Defence(StrEnum):
    """What an attempt met."""

    FORM_FROM_ELSEWHERE = "form-from-elsewhere"
    TOO_OFTEN = "too-often"
    FORGED_LINK = "forged-link"
    CLOSED_NETWORK = "closed-network"
    ROBOT = "robot"
    TOO_LARGE = "too-large"


class Means(StrEnum):
    """How somebody proved who she is, or set a password."""

    PASSWORD = "password"  # noqa: S105 (the name of a way)
    SECOND_FACTOR = "second factor"
    PASSKEY = "passkey"
    OLD_PASSWORD = "old password"  # noqa: S105 (the name of a way)
    LINK = "link"


class LinkKind(StrEnum):
    """What a signed link leads to."""

    ANSWER = "answer-link"
    COPY = "copy"
    INVITATION = "invitation"
    LIBRARY_APPLICATION = "library-application"
    READER_APPLICATION = "reader-application"
    SEARCH_ALERT = "search-alert"


def note(event: Event, *, by: Means | None = None, **facts: object) -> None:
    """Write a line about what the present request does, or the worker; of a request it names account and route."""
    _write(event, facts | ({"by": by.value} if by else {}))


def note_defence(defence: Defence, kind: LinkKind | None = None) -> None:
    """Write a line about an attempt that met a defence."""
    _write(Event.DEFENCE_MET, {"defence": defence.value} | ({"kind": kind.value} if kind else {}))


def _write(event: Event, facts: Mapping[str, object]) -> None:
    if flask.has_request_context():
        actor: Actor = flask.g.get("actor", ANONYMOUS)
        facts = {"account": actor.user_id, "library": actor.library_id, "door": actor.door, **facts}
        facts |= {"route": flask.request.endpoint, "method": flask.request.method}
    log.info(event.value, **facts)
