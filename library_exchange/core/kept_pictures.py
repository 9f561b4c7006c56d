"""Pictures as rows: what every table of pictures has, and how a file is read from one."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.errors import NotFound
from library_exchange.core.models import Row
from library_exchange.core.pictures import KEPT_BYTES, SMALL_BYTES


class PictureRow(Row):
    """A JPEG file and a small one; `width` and `height` are the small one's, in pixels."""

    whole: bytes
    small: bytes
    width: int
    height: int
    added_at: datetime


def small_enough() -> sa.CheckConstraint:
    """Return the constraint that a table of pictures keeps no file larger than pictures are made."""
    condition = f"length(whole) <= {KEPT_BYTES} AND length(small) <= {SMALL_BYTES}"
    return sa.CheckConstraint(condition, name="small_enough")


def get_file(session: Session, table: type[PictureRow], is_small: bool, *these: sa.ColumnElement[bool]) -> bytes:
    """Return the JPEG file of the picture of `table` that meets `these` conditions; raises NotFound."""
    found = session.scalar(sa.select(col(table.small if is_small else table.whole)).where(*these))
    if found is None:
        raise NotFound("picture")
    return found
