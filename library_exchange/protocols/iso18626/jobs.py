"""Work after the commit: posting documents to partners' systems, in a lane of its own because those may be slow."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from library_exchange.core import doors, outbox
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.doors import Door
from library_exchange.core.i18n import _l
from library_exchange.core.sealed_secrets import own_key
from library_exchange.core.settings import Settings
from library_exchange.door_keeping import guarding
from library_exchange.loans.schemas import WIRE_KIND, LoanMessage
from library_exchange.protocols.iso18626.models import WireMessage
from library_exchange.protocols.iso18626.queries import get_end_point
from library_exchange.protocols.iso18626.rules.layouts import PATH
from library_exchange.protocols.iso18626.services import outgoing
from library_exchange.protocols.iso18626.services.outgoing import NotDelivered, Prepared

DOOR = Door("iso18626_sent", _l("Messages to partners' systems (ISO 18626)"))


@outbox.handles(WIRE_KIND, lane=outbox.WIRE)
def send(payloads: Sequence[dict[str, Any]]) -> None:
    """Post each message, after those that come before it; raises NotDelivered, so that it is tried again."""
    guarding.require_open(DOOR)
    for payload in payloads:
        message = LoanMessage.model_validate(payload)
        with reading() as session:
            if outgoing.must_wait(session, message):
                raise outbox.NotYet
        with transaction() as session:
            prepared = outgoing.prepare(session, message, _answer_to(), now(), own_key())
        if prepared is not None:
            _post(prepared)


@outbox.handles(outgoing.RESEND_KIND, lane=outbox.WIRE)
def send_again(payloads: Sequence[dict[str, Any]]) -> None:
    """Post documents once more as they were."""
    guarding.require_open(DOOR)
    for payload in payloads:
        with reading() as session:
            row = session.get_one(WireMessage, int(payload["message"]))
            prepared = outgoing.as_sent(get_end_point(session, row.end_point_id), row, own_key())
        _post(prepared)


def _post(prepared: Prepared) -> None:
    answer = None
    try:
        answer = outgoing.post(prepared, _settings().allowed_for_partners)
    finally:
        with transaction() as session:
            is_done = outgoing.note_answer(session, prepared, answer, now())
        status = answer.http_status if answer else 0
        fault = None if is_done else f"http-{status}" if answer else "no-answer"
        guarding.note(DOOR.name, status, fault, "POST", doors.PARTNER)
    if not is_done:
        raise NotDelivered(f"HTTP {answer.http_status}" if answer else "no answer")


def _answer_to() -> str:
    return _settings().base_url.rstrip("/") + PATH


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
