"""Reading the file that a library sends in parts."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.imports.models import FilePart, PartedFile


def parted_file_of(session: Session, library_id: int) -> PartedFile | None:
    """Return the file that a library is sending in parts, None if there is none."""
    return session.scalars(sa.select(PartedFile).where(col(PartedFile.library_id) == library_id)).one_or_none()


def get_parted_file(session: Session, library_id: int, *, is_to_change: bool = True) -> PartedFile:
    """Return the file that a library is sending in parts, which nobody else changes meanwhile unless it is only read.

    Raises Conflict if it is finished or given up.
    """
    mine = sa.select(PartedFile).where(col(PartedFile.library_id) == library_id)
    found = session.scalars(mine.with_for_update() if is_to_change else mine).one_or_none()
    if found is None:
        raise Conflict("no-parted-file", sentence=_l("This file is finished or given up. Look among your imports."))
    return found


def parts_of(session: Session, parted: PartedFile) -> Sequence[FilePart]:
    """Return the parts that are there, in their order."""
    mine = sa.select(FilePart).where(col(FilePart.parted_file_id) == parted.id)
    return session.scalars(mine.order_by(col(FilePart.position))).all()


def left_before(session: Session, instant: datetime) -> Sequence[PartedFile]:
    """Return unfinished files of which no part came since an instant."""
    return session.scalars(sa.select(PartedFile).where(col(PartedFile.touched_at) < instant)).all()
