"""What hangs on a loan goes with it to a successor, or stays: pictures, what was written about it, a file's name."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.correspondence.models import Participant, Thread
from library_exchange.delivery.models import DeliveredFile
from library_exchange.directory.models import Library
from library_exchange.loan_pictures.models import LoanPicture
from library_exchange.loan_threads.queries import KIND
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import Side
from library_exchange.personal_data.services.erasing import UNLINKED

Pairs = Sequence[tuple[LoanRequest, LoanRequest]]

STAYS: Mapping[Side, Mapping[str, Any]] = {Side.REQUESTING: UNLINKED, Side.SUPPLYING: {}}
"""What a row no longer says at the successor: staff may have noted there for whom the library borrows."""


def carry(session: Session, side: Side, pairs: Pairs, library_id: int, successor_id: int) -> None:
    """Let what hangs on these loans name the successor; what a file was called stays with the library."""
    mine, theirs = [own.id for own, _other in pairs], [other.id for _own, other in pairs]
    shown = (col(LoanPicture.loan_id).in_(theirs), col(LoanPicture.partner_id) == library_id)
    session.execute(sa.update(LoanPicture).where(*shown).values(partner_id=successor_id))
    session.execute(sa.update(DeliveredFile).where(col(DeliveredFile.loan_id).in_(mine)).values(name=""))
    _carry_threads(session, side, pairs, library_id, successor_id)


def _carry_threads(session: Session, side: Side, pairs: Pairs, library_id: int, successor_id: int) -> None:
    """Let the successor go on with what was written about the loans; threads bear the code of who borrows."""
    ids = {library_id, successor_id, *(other.library_id for _own, other in pairs)}
    named: tuple[Any, ...] = (col(Library.id), col(Library.code))
    codes = dict(session.execute(sa.select(*named).where(col(Library.id).in_(ids))).all())
    is_borrowed = side is Side.REQUESTING
    called: dict[str, str] = {}
    for own, other in pairs:
        number = other.request_no if is_borrowed else own.request_no
        known_by = codes[library_id if is_borrowed else other.library_id]
        called[f"{known_by}.{number}"] = f"{codes[successor_id if is_borrowed else other.library_id]}.{number}"
    about = (col(Thread.subject_kind) == KIND, col(Thread.subject_id).in_(called))
    threads = session.scalars(sa.select(Thread).where(*about)).all()
    for thread in threads:
        thread.subject_id = called[thread.subject_id]
    takes_part = (
        col(Participant.thread_id).in_([each.id for each in threads]),
        col(Participant.library_id) == library_id,
    )
    session.execute(sa.update(Participant).where(*takes_part).values(library_id=successor_id))
