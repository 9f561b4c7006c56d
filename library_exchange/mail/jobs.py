"""Work of this room that is done after the commit: mails leave the house."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from smtplib import SMTPNotSupportedError, SMTPRecipientsRefused
from typing import Any

import structlog
from flask import current_app
from sqlmodel import Session

from library_exchange.core import outbox
from library_exchange.core.clock import now
from library_exchange.core.db import reading, transaction
from library_exchange.core.settings import Settings
from library_exchange.mail import delivery, messages, queries, services
from library_exchange.mail.models import FORGET_FILE, KIND, Mail

log = structlog.get_logger(__name__)


@outbox.handles(KIND, lane=outbox.MAIL)
def deliver(payloads: Sequence[dict[str, Any]]) -> None:
    """Deliver a mail and note that it was; one that was noted before is not sent again.

    That it is handed over is noted in a file before and after: the database may be busy, or full, or gone. Only who
    dies between the server's answer and the name of that file sends it twice, under the same Message-ID; a mail that is
    kept as a file is replaced by its like.
    """
    (payload,) = payloads
    with reading() as session:
        is_noted = queries.find_mail(session, payload["message_id"]) is not None
    if not is_noted:
        sent_at, filename = _hand_over(payload)
        with transaction() as session:
            _note(session, payload, sent_at, filename)
    delivery.forget_handover(payload["message_id"])


def _hand_over(payload: dict[str, Any]) -> tuple[datetime | None, str | None]:
    """Send the mail, or keep it as a file; return when it was sent, or the file's name."""
    mail = messages.message(payload)
    if delivery.has_server():
        try:
            if not delivery.begin_handover(payload["message_id"]):
                delivery.send(mail, partial(delivery.end_handover, payload["message_id"]))
            return now(), None
        except (SMTPRecipientsRefused, SMTPNotSupportedError):
            # Trying again would not help: the address is wrong. The file shows the operator what was not delivered.
            log.warning("mail.refused", message_id=payload["message_id"], library_id=payload["library_id"])
    return None, delivery.keep(mail, payload["message_id"])


def _note(session: Session, payload: dict[str, Any], sent_at: datetime | None, filename: str | None) -> None:
    if queries.find_mail(session, payload["message_id"]) is None:
        session.add(
            Mail(
                created_at=now(),
                library_id=payload["library_id"],
                recipient=payload["recipient"],
                language=payload["language"],
                template=payload.get("template"),  # one that was written before the upgrade has none
                subject=payload["subject"],
                message_id=payload["message_id"],
                filename=filename,
                sent_at=sent_at,
            )
        )


@outbox.handles(FORGET_FILE, lane=outbox.MAIL)
def forget_file(payloads: Sequence[dict[str, Any]]) -> None:
    """Delete the files of letters that are forgotten; one that is gone already stays so."""
    for payload in payloads:
        for filename in payload.get("filenames") or [payload["filename"]]:
            delivery.forget(filename)


def forget_old(session: Session, at: datetime) -> int:
    """Forget the mails that were made longer ago than the setting `mail_days`; return how many."""
    settings: Settings = current_app.extensions["settings"]
    return services.forget_old(session, at - timedelta(days=settings.mail_days))


VERBS: dict[str, Callable[[Session, datetime], object]] = {"forget_old": forget_old}
"""What the night does in this room."""
