"""Reading imports: a library's files, one of them, what was rejected."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import Import, ImportState
from library_exchange.core.errors import NotFound
from library_exchange.imports.models import Rejection


def imports_of(session: Session, library_id: int, limit: int, offset: int) -> tuple[int, Sequence[Import]]:
    """Return how many files a library gave and one page of them, newest first."""
    of_library = (col(Import.library_id) == library_id, col(Import.state) != ImportState.DISCARDED)
    total = session.scalar(sa.select(sa.func.count()).select_from(Import).where(*of_library)) or 0
    page = sa.select(Import).where(*of_library).order_by(col(Import.id).desc()).limit(limit).offset(offset)
    return total, session.scalars(page).all()


def get_import(session: Session, library_id: int | None, import_id: int) -> Import:
    """Return an import of the library `library_id`. Raises NotFound, also for another library's."""
    found = session.get(Import, import_id)
    if found is None or found.library_id != library_id:
        raise NotFound("import", import_id=import_id)
    return found


def rejections_of(session: Session, import_id: int, limit: int = 200) -> Sequence[Rejection]:
    """Return the first rejected records of an import, in the order of the file."""
    return session.scalars(
        sa.select(Rejection).where(col(Rejection.import_id) == import_id).order_by(col(Rejection.position)).limit(limit)
    ).all()


def rejected_bytes(session: Session, import_id: int) -> bytes:
    """Return the rejected records' bytes one after another, as they stood in the file."""
    rows = session.scalars(
        sa.select(col(Rejection.raw)).where(col(Rejection.import_id) == import_id).order_by(col(Rejection.position))
    )
    return b"".join(rows)
