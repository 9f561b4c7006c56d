"""Verbs about addresses that the post needs: fill in what lacks, enter it for one consignment, or ask for it."""

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from library_exchange.address_requests import policy, queries
from library_exchange.address_requests.models import AddressRequest, EnteredAddress
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory import services as directory
from library_exchange.directory.letter_partners import require_signs_in
from library_exchange.directory.models import AddressForm, Library
from library_exchange.directory.queries import NEEDED_BY_POST, addresses, lacking_parts
from library_exchange.directory.schemas import Whereabouts
from library_exchange.notifications.services import notify_library
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.addressed import incomplete, posted_to
from library_exchange.shipping.queries.consignments import contents_of

ASKED_ALREADY = _l("This library was asked already. It sees the question in its work queue.")
ENTERED_ALREADY = _l("Somebody was faster. Look at the address that is there now.")
NOTHING_ENTERED = _l("Nobody entered an address for this library, or its own is complete by now.")
NOT_NEEDED = _l("The address of this library is complete by now, or no parcel goes there any more.")


def fill_in(
    session: Session, actor: Actor, consignment: Consignment, library_id: int, given: Whereabouts, now: datetime
) -> None:
    """Write what the address of a library of the consignment lacks for the post.

    Raises NotFound for a library whose address lacks nothing, Forbidden for who may not change it, InvalidInput by the
    fields that stay empty.
    """
    library, abroad = _lacking(session, consignment, library_id)
    directory.complete_address(session, actor, library, given, abroad=abroad)
    audit.record(session, actor, "fill_in_address", "consignment", consignment.id, at=now, library=library.id)


def enter(
    session: Session, actor: Actor, consignment: Consignment, library_id: int, given: Whereabouts, now: datetime
) -> None:
    """Keep what the sender knows of the address of another library, for this consignment alone.

    The library's own address stays as it is. Raises Forbidden for who does not send the parcels, NotFound for a library
    whose address lacks nothing, InvalidInput by the parts that stay empty.
    """
    policy.require_knowing(actor, consignment, library_id)
    library, abroad = _lacking(session, consignment, library_id)
    names = [f"{form}_{part}" for form, part in lacking_parts(session, library, abroad=abroad)]
    if empty := {name: directory.A_PART for name in names if not getattr(given, name)}:
        raise InvalidInput(empty)
    own = addresses(session, library)
    forms = tuple(AddressForm) if abroad else (AddressForm.LOCAL,)
    whole = {f"{form}_{part}": getattr(own.get(form), part, "") for form in forms for part in NEEDED_BY_POST}
    known = queries.entered_for(session, consignment).get(library.id)
    told: dict[str, Any] = whole | {name: getattr(given, name) for name in names}
    told |= {"entered_by_id": actor.library_id, "entered_at": now}
    row = known or EnteredAddress(consignment_id=consignment.id, library_id=library.id, **told)
    for name, value in told.items():
        setattr(row, name, value)
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("entered-already", ENTERED_ALREADY) from error
    audit.record(session, actor, "enter_address", "consignment", consignment.id, at=now, library=library.id)


def take_over(session: Session, actor: Actor, consignment: Consignment, library_id: int, now: datetime) -> None:
    """Take what was entered of a library's address over into its own, as far as that lacks it.

    Raises NotFound if there is nothing to take over, Forbidden for who may not change the address.
    """
    row, library = queries.entered_for(session, consignment).get(library_id), session.get(Library, library_id)
    abroad = bool(row and row.latin_street)
    if row is None or library is None or not lacking_parts(session, library, abroad=abroad):
        raise NotFound("nothing-entered", NOTHING_ENTERED)
    directory.complete_address(session, actor, library, Whereabouts(**row.parts), abroad=abroad)
    audit.record(session, actor, "take_over_address", "consignment", consignment.id, at=now, library=library.id)


def ask(session: Session, actor: Actor, consignment: Consignment, library_id: int, now: datetime) -> None:
    """Ask a library for what its address lacks: by a letter, and in its work queue until it is there.

    Raises Forbidden for who does not send the parcels, NotFound for a library whose address lacks nothing, Conflict if
    it was asked already or nobody signs in there.
    """
    policy.require_asker(actor, consignment)
    library, abroad = _lacking(session, consignment, library_id)
    require_signs_in(session, library.id)
    if library.id in queries.asked_for(session, consignment):
        raise Conflict("asked-already", ASKED_ALREADY)
    asker = session.get_one(Library, actor.library_id)
    ends = {"library_id": library.id, "asker_id": asker.id}
    session.add(AddressRequest(consignment_id=consignment.id, abroad=abroad, asked_at=now, **ends))
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict("asked-already", ASKED_ALREADY) from error
    audit.record(session, actor, "ask_for_address", "consignment", consignment.id, at=now, library=library.id)
    told = {"number": consignment.number, "consignment_id": consignment.id, "abroad": abroad}
    told["partner"] = asker.name_in(library.language)
    notify_library(session, library, "address_requests/asked", **told)


def _lacking(session: Session, consignment: Consignment, library_id: int) -> tuple[Library, bool]:
    """Return a library whose address lacks something for a parcel, and whether it is posted to from abroad."""
    legs = contents_of(session, consignment).legs
    found = next((each for each in incomplete(session, consignment, legs) if each.id == library_id), None)
    if found is None:
        raise NotFound("address-not-needed", NOT_NEEDED)
    return found, posted_to(session, consignment, legs)[found.id]
