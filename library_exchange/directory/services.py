"""Verbs about libraries: admit one, change its rules."""

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.errors import Conflict
from library_exchange.core.i18n import _l
from library_exchange.directory import policy, queries
from library_exchange.directory.models import Library
from library_exchange.directory.schemas import NewLibrary, Policy


def add_library(session: Session, actor: Actor, new: NewLibrary) -> Library:
    """Admit a library; raises Conflict if its code is taken."""
    if queries.find_library(session, new.code) is not None:
        raise Conflict("code-taken", sentence=_l("Another library has this code."), code=new.code)
    library = Library(**new.values(), joined_at=now())
    session.add(library)
    session.flush()
    audit.record(session, actor, "add", "library", library.id, code=library.code)
    return library


def update_policy(session: Session, actor: Actor, library: Library, changed: Policy) -> None:
    """Change how `library` lends and where it is written to; raises Forbidden for all but its administrators."""
    policy.require_editor(actor, library)
    for name, value in changed.model_dump().items():
        setattr(library, name, value)
    session.add(library)
    audit.record(
        session, actor, "update_policy", "library", library.id, lends=changed.lends, loan_days=changed.loan_days
    )
