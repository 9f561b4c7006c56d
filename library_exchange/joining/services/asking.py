"""A library asks to join, and whoever asked confirms that the e-mail address is hers."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import InvalidInput, require_all
from library_exchange.core.i18n import LANGUAGES
from library_exchange.core.steps import take
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.directory.models import Library
from library_exchange.directory.queries import find_library
from library_exchange.directory.services import A_NAME
from library_exchange.joining import labels, policy, queries
from library_exchange.joining.models import LibraryApplication
from library_exchange.joining.rules import MOST_UNCONFIRMED, ApplicationEvent, Wish
from library_exchange.joining.schemas import NEEDS_SPONSOR, NewApplication
from library_exchange.joining.services import letters
from library_exchange.joining.services.transitions import APPLICATIONS

_NAMES = tuple(f"name_{code}" for code in LANGUAGES)
READS = dict.fromkeys(_NAMES, _NAMES) | {"sponsor": ("kind", "country")}
"""By field of an application of which others its check reads."""


def ask(session: Session, actor: Actor, given: NewApplication, language: str, at: datetime) -> None:
    """Write down that a library asks to join, and write to the address given, in `language`, to have it confirmed.

    Nobody sees it before. Where several wait already for this address nothing is written, and nothing tells so.
    Raises InvalidInput without any name, or without the sponsor that its kind needs, a member of the same country.
    """
    _named, sponsor = require_all((lambda: _require_name(given, language), lambda: _sponsor(session, given)))
    email = given.email.lower()
    if queries.count_unconfirmed(session, email) >= MOST_UNCONFIRMED:
        return
    told = given.model_dump(exclude={"sponsor", "email", *Wish}) | {"wishes": given.wishes}
    sponsor_id = sponsor.id if sponsor else None
    row = LibraryApplication(**told, sponsor_id=sponsor_id, email=email, language=language, asked_at=at)
    session.add(row)
    session.flush()
    audit.record(
        session, actor, "application.ask", "application", row.id, at=at, country=row.country, kind=row.kind.value
    )
    letters.ask_to_confirm(session, row)


def _require_name(given: NewApplication, language: str) -> None:
    if not any(getattr(given, name) for name in _NAMES):
        raise InvalidInput({f"name_{language}": A_NAME})


def _sponsor(session: Session, given: NewApplication) -> Library | None:
    """Return the library that is to vouch; None for a kind that needs none."""
    if given.kind not in NEEDS_SPONSOR:
        return None
    if given.sponsor is None:
        raise InvalidInput({"sponsor": labels.A_SPONSOR})
    found = find_library(session, given.sponsor)
    if found is None or found.is_remote or found.country != given.country:
        raise InvalidInput({"sponsor": labels.SPONSOR_THERE})
    require_signs_in(session, found.id, "sponsor")
    return found


def confirm(session: Session, row: LibraryApplication, at: datetime) -> None:
    """Let an application go on to its sponsor, if it has one, or to the platform, for whoever has its link.

    Raises Conflict for a link that is too old, and once it has gone on.
    """
    event = ApplicationEvent.CONFIRM if row.sponsor_id is None else ApplicationEvent.CONFIRM_TO_SPONSOR
    take(APPLICATIONS, session, policy.author_of(row.id), row, event, at, confirmed_at=at)
