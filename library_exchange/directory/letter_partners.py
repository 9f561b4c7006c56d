"""Libraries that are reached by letter: nobody signs in there, and letters ask them about loan requests alone."""

from collections.abc import Callable, Sequence

from sqlmodel import Session

from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.hooks import Hook
from library_exchange.core.i18n import _l
from library_exchange.directory.models import Library
from library_exchange.directory.queries import libraries

REACHED_BY_LETTER: Hook[Callable[[Session], frozenset[int]]] = Hook()
"""Who knows which libraries are reached by letter, by their ids."""
ON_PAPER = _l(
    "Nobody signs in at this library: letters ask it about loan requests, and about nothing else. Agree on this with it"
    " on paper."
)


def reached_by_letter(session: Session) -> frozenset[int]:
    """Return the ids of the libraries that can answer nothing but loan requests, as nobody signs in there."""
    return frozenset[int]().union(*(known(session) for known in REACHED_BY_LETTER.fillings().values()))


def libraries_that_sign_in(session: Session) -> Sequence[Library]:
    """Return the member libraries that can be asked to answer on pages, in the usual order; two queries."""
    by_letter = reached_by_letter(session)
    return [each for each in libraries(session) if each.id not in by_letter]


def require_askable(session: Session, library_id: int) -> None:
    """Raise NotFound for a library that could not write on a page what a text lacks."""
    if library_id in reached_by_letter(session):
        raise NotFound("nobody-to-ask")


def require_signs_in(session: Session, library_id: int | None, field: str | None = None) -> None:
    """Raise InvalidInput at `field`, Conflict where there is none, for a library that could not answer on pages."""
    if library_id not in reached_by_letter(session):
        return
    if field is None:
        raise Conflict("by-letter", ON_PAPER)
    raise InvalidInput({field: ON_PAPER})
