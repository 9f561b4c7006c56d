"""What the door does every night."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import nightly
from library_exchange.rest_api.models import ApiAnswer
from library_exchange.rest_api.services.once import KEPT


def forget(session: Session, at: datetime) -> None:
    """Forget what was answered longer ago than a day before `at`."""
    session.execute(sa.delete(ApiAnswer).where(col(ApiAnswer.created_at) <= at - KEPT))


VERBS: dict[str, nightly.SessionVerb] = {"forget": forget}
