"""Verbs about libraries: admit one, change its rules, addresses and calendar."""

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.regions import REGIONS
from library_exchange.directory import lending, policy, queries
from library_exchange.directory.models import AddressForm, Closure, Library, PostalAddress
from library_exchange.directory.schemas import (
    LONGEST_CLOSURE_DAYS,
    Names,
    NewClosure,
    NewLibrary,
    Policy,
    Weekdays,
    Whereabouts,
)

A_NAME = _l("Fill in the name in one language at least.")


def add_library(session: Session, actor: Actor, new: NewLibrary) -> Library:
    """Admit a library; raises Conflict if its code is taken, InvalidInput if it or its town has no name at all."""
    own = REGIONS[new.country].language
    nameless = {f"{what}_{own}": A_NAME for what in ("name", "city") if not new.called(what)}
    if nameless:
        raise InvalidInput(nameless)
    if queries.find_library(session, new.code) is not None:
        raise Conflict("code-taken", sentence=_l("Another library has this code."), code=new.code)
    library = Library(**new.values(), joined_at=now())
    session.add(library)
    session.flush()
    audit.record(session, actor, "add", "library", library.id, code=library.code)
    return library


def complete_names(session: Session, actor: Actor, library: Library, given: Names) -> None:
    """Write what a library and its town are called in languages that lacked it; other names stay as they are.

    Raises Forbidden for all but its administrators.
    """
    policy.require_editor(actor, library)
    written = [name for name in library.unwritten_names if getattr(given, name)]
    for name in written:
        setattr(library, name, getattr(given, name))
    if written:
        library.unwritten_names = [name for name in library.unwritten_names if name not in written]
        session.add(library)
        audit.record(session, actor, "complete_names", "library", library.id, names=written)


NOTED = (
    *("lends", "loan_days", "most_open_requests", "sends_unreviewed", "takes_reader_applications"),
    *("loan_fee_minor", "copy_fee_minor"),
)
"""What the audit keeps of a library's rules when they change."""


def update_policy(session: Session, actor: Actor, library: Library, changed: Policy) -> None:
    """Change how `library` lends and where it is written to; raises Forbidden for all but its administrators.

    That it does not lend is its own word: the platform, which only writes down an address, does not say it instead.
    """
    policy.require_editor(actor, library)
    has_turned = library.lends != changed.lends
    library.has_told_rules = library.has_told_rules or changed.lends or actor.library_id == library.id
    for name, value in changed.model_dump().items():
        setattr(library, name, value)
    session.add(library)
    if has_turned:
        lending.tell(session, library.id)
    notes = {name: getattr(changed, name) for name in NOTED}
    audit.record(session, actor, "update_policy", "library", library.id, **notes)


def update_whereabouts(session: Session, actor: Actor, library: Library, changed: Whereabouts) -> None:
    """Change where `library` is written to and through which gateway; raises Forbidden for all but its administrators.

    Raises InvalidInput for a gateway that is not another library of the same country.
    """
    policy.require_editor(actor, library)
    _require_gateway(session, library, changed.gateway_id)
    library.desk_phone, library.is_inland = changed.desk_phone, changed.is_inland
    library.gateway_id = changed.gateway_id
    session.add(library)
    known = queries.addresses(session, library)
    for form in AddressForm:
        row = known.get(form) or PostalAddress(library_id=library.id, form=form)
        for part, value in changed.address(form).model_dump().items():
            setattr(row, part, value)
        session.add(row)
    audit.record(session, actor, "update_whereabouts", "library", library.id, gateway_id=changed.gateway_id)


def _require_gateway(session: Session, library: Library, gateway_id: int | None) -> None:
    if gateway_id is None:
        return
    gateway = session.get(Library, gateway_id)
    if gateway is None or gateway.country != library.country or gateway.id == library.id:
        raise InvalidInput({"gateway_id": _l("Choose another library of the same country.")})


def set_weekdays(session: Session, actor: Actor, library: Library, chosen: Weekdays) -> None:
    """Set the days on which the library's desk works; raises Forbidden, and InvalidInput if there is none."""
    policy.require_editor(actor, library)
    if not chosen.digits():
        raise InvalidInput({"day_1": _l("Choose at least one day.")})
    library.open_weekdays, library.has_told_days = chosen.digits(), True
    session.add(library)
    audit.record(session, actor, "set_weekdays", "library", library.id, weekdays=library.open_weekdays)


def add_closure(session: Session, actor: Actor, library: Library, new: NewClosure) -> Closure:
    """Close the library for some days; raises Forbidden for all but its administrators, InvalidInput for odd days."""
    policy.require_editor(actor, library)
    if new.ends_on < new.starts_on:
        raise InvalidInput({"ends_on": _l("The last day must not come before the first.")})
    if (new.ends_on - new.starts_on).days >= LONGEST_CLOSURE_DAYS:
        raise InvalidInput({"ends_on": _l("Enter a year at most.")})
    closure = Closure(library_id=library.id, **new.model_dump())
    session.add(closure)
    session.flush()
    audit.record(session, actor, "close", "library", library.id, starts_on=str(new.starts_on), ends_on=str(new.ends_on))
    return closure


def remove_closure(session: Session, actor: Actor, library: Library, closure_id: int) -> None:
    """Open the library again on the days of a closure; raises Forbidden, NotFound for another library's closure."""
    policy.require_editor(actor, library)
    session.delete(queries.get_closure(session, library, closure_id))
    audit.record(session, actor, "reopen", "library", library.id, closure=closure_id)
