"""Readers' cards: in one library a number is one person's."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.accounts import queries
from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l

CONSTRAINT = "one_reader_of_a_card"


def require_free(session: Session, library_id: int, user_id: int | None, card_no: str | None) -> None:
    """Raise InvalidInput, which names her, if somebody else has the card `card_no` at the library, or is to have it."""
    name = queries.find_card_holder(session, library_id, user_id, card_no) if card_no else None
    if name is not None:
        raise InvalidInput({"card_no": _l("This card number belongs to %(name)s already.", name=name)})


@contextmanager
def kept_apart(session: Session) -> Iterator[None]:
    """Write what was done within; raises InvalidInput where another clerk gave somebody the same card meanwhile."""
    try:
        yield
        session.flush()
    except IntegrityError as error:
        told = str(error.orig)
        if CONSTRAINT in told or "membership.card_no" in told:
            sentence = _l("This card number has just been given to another reader. Look at the list of readers.")
            raise InvalidInput({"card_no": sentence}) from error
        raise
