"""A scan is handed over by the supplying library, and opened by its link or by the library that it was made for."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.delivery.models import DeliveredFile
from library_exchange.delivery.rules import FileKind, find_kind
from library_exchange.delivery.schemas import Terms
from library_exchange.directory.queries import day_at
from library_exchange.loans import policy
from library_exchange.loans.labels.actions import advice
from library_exchange.loans.labels.history import COPY_ATTACHED, COPY_OPENED, COPY_REPLACED
from library_exchange.loans.labels.sentences import CHANGED_MEANWHILE
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action, SupplyingState
from library_exchange.loans.schemas import CopyDelivered, CopyLink
from library_exchange.loans.services.steps import take_step

NO_SCAN = _l("This is no PDF, TIFF, JPEG or PNG file. Save the scan as one of these and send it again.")
NO_FILE = _l("Choose the file with the scan.")
FILE_OPENED = _l("The partner has opened the scan already, so it cannot be replaced. Write a message if it is wrong.")
LONGEST_NAME = 200
OVER = _l(
    "This copy cannot be opened any more: its days are over, or it was opened as often as agreed. Ask at your library."
)


def attach(
    session: Session, actor: Actor, loan: LoanRequest, content: bytes, name: str, terms: Terms, now: datetime
) -> None:
    """Keep the scan `content` of the pages that `loan` asks for, to be looked at: nobody else is told of it yet.

    It takes the place of one that is attached already, or was handed over and nobody has opened: then the link that
    the partner has opens this one. Raises InvalidInput for a file that is too large or of another kind, Forbidden or
    Conflict where `actor` cannot hand anything over now.
    """
    kept = find_kept(session, loan)
    is_sent = loan.stands is SupplyingState.COPY_COMPLETED and kept is not None and kept.sent_at is not None
    if not is_sent:
        _require_to_deliver(actor, loan)
    policy.require(actor, Action.DELIVER_COPY, loan)
    kind = _kind_of(content, terms)
    file: dict[str, Any] = {
        "name": name[-LONGEST_NAME:],
        "kind": kind,
        "content": content,
        "digest": sha256(content).hexdigest(),
    }
    if is_sent:
        _replace(session, loan, file)
    else:
        session.execute(sa.delete(DeliveredFile).where(col(DeliveredFile.loan_id) == loan.id))
        until = day_at(session, loan.library_id, now) + timedelta(days=terms.days)
        told: dict[str, Any] = {
            "key": secrets.token_urlsafe(18),
            "until": until,
            "most_openings": terms.openings,
            "added_at": now,
        }
        session.add(DeliveredFile(loan_id=loan.id, number=loan.public_no, **told, **file))
    did = COPY_REPLACED if is_sent else COPY_ATTACHED
    versions.change(session, loan, {}, sentence=CHANGED_MEANWHILE)  # who looked at another scan does not hand over this
    audit.record(session, actor, f"loan.{did}", "loan", loan.id, at=now, number=loan.public_no)
    session.flush()


def _kind_of(content: bytes, terms: Terms) -> FileKind:
    kind = find_kind(content)
    if len(content) > terms.limit_mb * 1024 * 1024:
        sentence = _l("This file is too large: at most %(limit)s MB. Scan at 200 dots per inch.", limit=terms.limit_mb)
        raise InvalidInput({"file": sentence})
    if kind is None:
        raise InvalidInput({"file": NO_SCAN})
    return kind


def _replace(session: Session, loan: LoanRequest, file: dict[str, Any]) -> None:
    """Put another file behind the link that was handed over; raises Conflict if somebody has opened it, even just now.

    So what the partner was told stays true, and no message can cross with it.
    """
    unopened = (col(DeliveredFile.loan_id) == loan.id, col(DeliveredFile.openings) == 0)
    if versions.rows_changed(session, sa.update(DeliveredFile).where(*unopened).values(**file)) != 1:
        raise Conflict("copy-opened", FILE_OPENED, loan=loan.id)


def _require_to_deliver(actor: Actor, loan: LoanRequest) -> None:
    policy.require(actor, Action.DELIVER_COPY, loan)
    if policy.find_step(actor, Action.DELIVER_COPY, loan) is None:
        raise Conflict("no-such-step", advice(loan.side, loan.stands, Action.DELIVER_COPY), loan=loan.id)


def hand_over(
    session: Session,
    actor: Actor,
    loan: LoanRequest,
    version: int | None,
    terms: Terms,
    link: Callable[[str], str],
    now: datetime,
) -> None:
    """Tell the partner the `link` of the scan that is attached; it can be opened from now on.

    Raises InvalidInput if none is, and what the step raises.
    """
    kept = find_attached(session, loan)
    if kept is None:
        _require_to_deliver(actor, loan)
        raise InvalidInput({"file": NO_FILE})
    until = day_at(session, loan.library_id, now) + timedelta(days=terms.days)
    told = CopyLink(url=link(kept.key), until=until, openings=terms.openings)
    take_step(session, actor, loan, Action.DELIVER_COPY, CopyDelivered(version=version, link=told), now)
    kept.until, kept.most_openings, kept.sent_at = until, terms.openings, now
    session.add(kept)


def find_kept(session: Session, loan: LoanRequest) -> DeliveredFile | None:
    """Return the scan of the supplying library's row, attached or handed over; None if there is none any more."""
    return session.scalars(sa.select(DeliveredFile).where(col(DeliveredFile.loan_id) == loan.id)).one_or_none()


def find_attached(session: Session, loan: LoanRequest) -> DeliveredFile | None:
    """Return the scan that waits to be handed over."""
    kept = find_kept(session, loan)
    return kept if kept is not None and kept.sent_at is None else None


def open_by_link(session: Session, key: str, now: datetime) -> DeliveredFile:
    """Return the scan of `key` and count that it was opened.

    Raises NotFound if there is none, its days are over or it was opened often enough: a link tells nobody which.
    """
    found = session.scalars(sa.select(DeliveredFile).where(col(DeliveredFile.key) == key)).one_or_none()
    if found is None or found.sent_at is None or day_of(session, found, now) > found.until:
        raise NotFound("copy")
    counted = (
        sa.update(DeliveredFile)
        .where(col(DeliveredFile.id) == found.id, col(DeliveredFile.openings) < col(DeliveredFile.most_openings))
        .values(openings=col(DeliveredFile.openings) + 1)
    )
    if versions.rows_changed(session, counted) != 1:
        raise NotFound("copy")
    return found


def day_of(session: Session, kept: DeliveredFile, now: datetime) -> date:
    """Return the day in the library that keeps the scan."""
    return day_at(session, session.get_one(LoanRequest, kept.loan_id).library_id, now)


def open_at_home(session: Session, actor: Actor, loan: LoanRequest, now: datetime) -> str:
    """Count that the reader of `loan`, or staff of her library, opens the copy that came; return its link.

    Raises NotFound where no file came, Conflict when its days are over or it was opened as often as agreed.
    """
    if loan.delivered_url is None or loan.copyright_accepted_at is None:
        raise NotFound("copy", loan=loan.id)
    is_over = loan.copy_until is not None and day_at(session, loan.library_id, now) > loan.copy_until
    if is_over or (loan.copy_openings is not None and loan.copy_opened >= loan.copy_openings):
        raise Conflict("copy-over", OVER, loan=loan.id)
    opened = {"copy_opened": loan.copy_opened + 1}
    versions.change(session, loan, opened, sentence=CHANGED_MEANWHILE)
    audit.record(session, actor, f"loan.{COPY_OPENED}", "loan", loan.id, at=now, number=loan.public_no)
    return loan.delivered_url
