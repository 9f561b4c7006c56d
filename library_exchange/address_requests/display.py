"""What the page shows of addresses that the post needs: of each library what lacks, and what one may do about it."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.address_requests import policy, queries
from library_exchange.core.actor import Actor
from library_exchange.core.i18n import format_date
from library_exchange.directory.labels import ADDRESS_PARTS, FORMS, in_form
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import AddressForm, Library
from library_exchange.directory.policy import may_edit
from library_exchange.directory.queries import lacking_parts
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.addressed import posted_to, unreached
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.web.refused_forms import RefusedForm


def shown(
    session: Session, actor: Actor, consignment: Consignment, language: str, sent: RefusedForm
) -> list[dict[str, Any]]:
    """Return each library whose address lacks something for the parcels of a consignment."""
    legs = contents_of(session, consignment).legs
    lacking, ahead = unreached(session, consignment, legs), posted_to(session, consignment, legs)
    asked = queries.asked_for(session, consignment) if lacking else {}
    by_letter = reached_by_letter(session) if lacking else frozenset()
    home = session.get(Library, actor.library_id or 0)
    found = []
    for each in lacking:
        request, is_ours = asked.get(each.id), actor.library_id == each.id
        can_ask = policy.may_ask(actor, consignment) and not is_ours and each.id not in by_letter
        lacks = lacking_parts(session, each, abroad=ahead[each.id])
        ask_url = url_for("address_requests.ask", consignment_id=consignment.id, library_id=each.id)
        found.append(
            {
                "id": each.id,
                "name": each.name_in(language),
                "country": each.country,
                "url": url_for("directory.show", code=each.code),
                "lacks": [in_form(FORMS[form], ADDRESS_PARTS[part]) for form, part in lacks],
                "fields": _fields(each.id, lacks, sent) if may_edit(actor, each) else [],
                "is_ours": is_ours,
                "mailbox": each.mailbox if not is_ours else None,
                "asked_on": format_date(request.asked_at.astimezone(home.zone).date()) if request and home else None,
                "ask_url": ask_url if can_ask and request is None else None,
            }
        )
    return found


def _fields(library_id: int, lacks: list[tuple[AddressForm, str]], sent: RefusedForm) -> list[Mapping[str, Any]]:
    given, errors = sent.given("address", library_id), sent.errors("address", library_id)
    return [
        {
            "name": f"{form}_{part}",
            "id": f"{form}_{part}-address-{library_id}",
            "label": in_form(FORMS[form], ADDRESS_PARTS[part]),
            "value": given.get(f"{form}_{part}"),
            "error": errors.get(f"{form}_{part}"),
            "required": True,
        }
        for form, part in lacks
    ]
