"""What somebody wrote to become a reader is deleted, with its letters: by the night, by a term, by an erasure."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from library_exchange.mail.services import forget_letters
from library_exchange.reader_applications.models import ReaderApplication
from library_exchange.reader_applications.services.letters import begins


def delete_applications(session: Session, *conditions: Any) -> int:
    """Delete the applications that meet the conditions, with all letters about them; return how many there were."""
    found = session.scalars(sa.select(ReaderApplication).where(*conditions)).all()
    for row in found:
        forget_letters(session, begins(row.id))
        session.delete(row)
    return len(found)
