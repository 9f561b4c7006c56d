"""A scan is handed over by the supplying library, and opened by its link or by the library that it was made for."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.delivery.models import DeliveredFile
from library_exchange.delivery.rules import find_kind
from library_exchange.delivery.schemas import Terms
from library_exchange.directory.queries import day_at
from library_exchange.loans.labels.actions import COPY_OPENED
from library_exchange.loans.labels.sentences import CHANGED_MEANWHILE
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Action
from library_exchange.loans.schemas import CopyDelivered, CopyLink
from library_exchange.loans.services.steps import take_step

NO_SCAN = _l("This is no PDF, TIFF, JPEG or PNG file. Save the scan as one of these and send it again.")
OVER = _l(
    "This copy cannot be opened any more: its days are over, or it was opened as often as agreed. Ask at your library."
)


def hand_over(
    session: Session,
    actor: Actor,
    loan: LoanRequest,
    content: bytes,
    version: int | None,
    terms: Terms,
    link: Callable[[str], str],
    now: datetime,
) -> DeliveredFile:
    """Keep the scan `content` of the pages that `loan` asks for and tell the partner the `link` of its key.

    An earlier scan for the same request goes. Raises InvalidInput for a file that is too large or of another kind, and
    what the step raises.
    """
    kind = find_kind(content)
    if len(content) > terms.limit_mb * 1024 * 1024:
        sentence = _l("This file is too large: at most %(limit)s MB. Scan at 200 dots per inch.", limit=terms.limit_mb)
        raise InvalidInput({"file": sentence})
    if kind is None:
        raise InvalidInput({"file": NO_SCAN})
    until = day_at(session, loan.library_id, now) + timedelta(days=terms.days)
    key = secrets.token_urlsafe(18)
    told = CopyLink(url=link(key), until=until, openings=terms.openings)
    take_step(session, actor, loan, Action.DELIVER_COPY, CopyDelivered(version=version, link=told), now)
    session.execute(sa.delete(DeliveredFile).where(col(DeliveredFile.loan_id) == loan.id))
    kept = DeliveredFile(
        loan_id=loan.id,
        key=key,
        number=loan.public_no,
        kind=kind,
        content=content,
        digest=sha256(content).hexdigest(),
        until=until,
        most_openings=terms.openings,
        added_at=now,
    )
    session.add(kept)
    session.flush()
    return kept


def open_by_link(session: Session, key: str, now: datetime) -> DeliveredFile:
    """Return the scan of `key` and count that it was opened.

    Raises NotFound if there is none, its days are over or it was opened often enough: a link tells nobody which.
    """
    found = session.scalars(sa.select(DeliveredFile).where(col(DeliveredFile.key) == key)).one_or_none()
    if found is None or day_of(session, found, now) > found.until:
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
