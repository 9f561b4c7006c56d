"""Verbs about libraries: admit one, change its names, rules, addresses and calendar, what it tells of itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit, bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.clock import now
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import LANGUAGES, _l
from library_exchange.core.pictures import Picture
from library_exchange.core.regions import REGIONS
from library_exchange.directory import labels, lending, policy, queries
from library_exchange.directory.models import (
    AddressForm,
    Closure,
    Library,
    LibraryLogo,
    LibraryWords,
    PostalAddress,
    Topic,
)
from library_exchange.directory.schemas import (
    LONGEST_CLOSURE_DAYS,
    NAMES,
    Identity,
    NewClosure,
    NewLibrary,
    OwnWords,
    Policy,
    Weekdays,
    Whereabouts,
    called,
)
from library_exchange.directory.texts import TEXTS_KIND

A_NAME = _l("Fill in the name in one language at least.")
A_PART = _l("Fill in this field.")


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


def rename(session: Session, actor: Actor, library: Library, given: Identity) -> None:
    """Write who `library` is; where a name stays empty, the one in its own language stands in.

    What its own staff saves is confirmed, though a rule proposed it. Raises Forbidden for all but its administrators,
    InvalidInput without any name and for a time zone that its country does not keep.
    """
    policy.require_editor(actor, library)
    region = REGIONS[library.country]
    wrong: dict[str, Any] = {
        f"{what}_{region.language}": A_NAME
        for what in ("name", "city")
        if not called(given, what, given.language, library.country)
    }
    if given.timezone not in region.zones:
        wrong["timezone"] = _l("Choose one of the values offered.")
    if wrong:
        raise InvalidInput(wrong)
    before = {name: getattr(library, name) for name in NAMES}
    for name in NAMES:
        stands = getattr(given, name) or called(given, name.partition("_")[0], given.language, library.country)
        setattr(library, name, stands)
    is_own = actor.library_id == library.id
    unchanged = [name for name in library.proposed_names if getattr(given, name) == before[name]]
    library.unwritten_names = [name for name in NAMES if not getattr(given, name)]
    library.proposed_names = [] if is_own else unchanged
    library.timezone, library.language, library.isil = given.timezone, given.language, given.isil
    if given.kind is not None and actor.is_platform_admin:
        library.kind = given.kind
    session.add(library)
    changed = [name for name in NAMES if getattr(library, name) != before[name]]
    audit.record(session, actor, "rename", "library", library.id, names=changed, timezone=library.timezone)


def mark_proposed(session: Session, library: Library, names: Sequence[str]) -> None:
    """Note which names of a library that has just been admitted were made by rule."""
    library.proposed_names = list(names)
    session.add(library)


def write_words(session: Session, actor: Actor, library: Library, given: OwnWords, at: datetime) -> None:
    """Write what `library` tells in words of its own; raises Forbidden for all but its administrators."""
    policy.require_editor(actor, library)
    rows = {f"{row.topic.value}_{row.language}": row for row in queries.words(session, library)}
    for topic in Topic:
        for language in LANGUAGES:
            name = f"{topic.value}_{language}"
            row, text = rows.get(name), getattr(given, name)
            if text:
                row = row or LibraryWords(library_id=library.id, topic=topic, language=language, text="")
                row.text = text
                session.add(row)
            elif row is not None:
                session.delete(row)
    told = sorted(name for name, text in given.model_dump().items() if text)
    audit.record(session, actor, "write_words", "library", library.id, at=at, told=told)
    session.flush()
    bilingual.changed(session, TEXTS_KIND, library.id, at)


def set_logo(session: Session, actor: Actor, library: Library, picture: Picture, at: datetime) -> None:
    """Show a picture as the sign of `library`; raises Forbidden for all but its administrators."""
    policy.require_editor(actor, library)
    session.execute(sa.delete(LibraryLogo).where(col(LibraryLogo.library_id) == library.id))
    session.add(LibraryLogo(library_id=library.id, added_at=at, **picture.columns))
    audit.record(session, actor, "set_logo", "library", library.id, at=at)


def remove_logo(session: Session, actor: Actor, library: Library, at: datetime) -> None:
    """Show no sign of `library` any more; raises Forbidden for all but its administrators."""
    policy.require_editor(actor, library)
    session.execute(sa.delete(LibraryLogo).where(col(LibraryLogo.library_id) == library.id))
    audit.record(session, actor, "remove_logo", "library", library.id, at=at)


NOTED = (
    *("lends", "loan_days", "most_open_requests", "sends_unreviewed", "takes_reader_applications"),
    *("loan_fee_minor", "copy_fee_minor"),
)
"""What the audit keeps of a library's rules when they change."""


def check_lending(library: Library, changed: Policy) -> None:
    """Raise InvalidInput if a library that leaves is to lend again."""
    if changed.lends and library.is_closing:
        raise InvalidInput({"lends": labels.NOT_WHILE_CLOSING})


def update_policy(session: Session, actor: Actor, library: Library, changed: Policy) -> None:
    """Change how `library` lends and where it is written to; raises Forbidden for all but its administrators.

    That it does not lend is its own word: the platform, which only writes down an address, does not say it instead.
    Raises InvalidInput for one that is to lend again while it leaves.
    """
    policy.require_editor(actor, library)
    check_lending(library, changed)
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


def complete_address(session: Session, actor: Actor, library: Library, given: Whereabouts, *, abroad: bool) -> None:
    """Write the parts of an address, named like `latin_street`, that the post needs and that lack; others stay.

    Where no address stood in a script yet, name, town and country are those of the library. Raises Forbidden for all
    but its administrators, InvalidInput by the parts that stay empty or cannot be.
    """
    policy.require_editor(actor, library)
    lacking = queries.lacking_parts(session, library, abroad=abroad)
    names = [f"{form}_{part}" for form, part in lacking]
    if empty := {name: A_PART for name in names if not getattr(given, name)}:
        raise InvalidInput(empty)
    known = queries.addresses(session, library)
    for form, part in lacking:
        known[form] = row = known.get(form) or queries.address_known(library, form)
        setattr(row, part, getattr(given, f"{form}_{part}"))
        session.add(row)
    audit.record(session, actor, "complete_address", "library", library.id, parts=names)


def _require_gateway(session: Session, library: Library, gateway_id: int | None) -> None:
    if gateway_id is not None and gateway_id not in {each.id for each in queries.possible_gateways(session, library)}:
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
    if any(
        each.starts_on <= new.starts_on and new.ends_on <= each.ends_on for each in queries.closures(session, library)
    ):
        raise InvalidInput({"starts_on": _l("The library is entered as closed on all of these days already.")})
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
