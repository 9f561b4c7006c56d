"""What the page shows of addresses that the post needs: of each library what lacks, and what one may do about it."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.address_requests import policy, queries
from library_exchange.address_requests.models import EnteredAddress
from library_exchange.core.actor import Actor
from library_exchange.core.i18n import format_date
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.directory.labels import ADDRESS_PARTS, FORMS, in_form
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.directory.models import AddressForm, Library
from library_exchange.directory.policy import may_edit
from library_exchange.directory.queries import lacking_parts
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.addressed import incomplete, posted_to
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.web.refused_forms import RefusedForm

Parts = list[tuple[AddressForm, str]]


def shown(
    session: Session, actor: Actor, consignment: Consignment, language: str, sent: RefusedForm
) -> list[dict[str, Any]]:
    """Return each library whose address lacks something for the parcels of a consignment, and what others entered."""
    legs = contents_of(session, consignment).legs
    lacking, ahead = incomplete(session, consignment, legs), posted_to(session, consignment, legs)
    entered = queries.entered_for(session, consignment)
    asked = queries.asked_for(session, consignment) if lacking else {}
    by_letter = reached_by_letter(session) if lacking else frozenset()
    home = session.get(Library, actor.library_id or 0)
    found = []
    for each in lacking:
        request, is_ours = asked.get(each.id), actor.library_id == each.id
        can_ask = policy.may_ask(actor, consignment) and not is_ours and each.id not in by_letter
        can_enter = policy.may_enter(actor, consignment, each.id) and not may_edit(actor, each)
        lacks = lacking_parts(session, each, abroad=ahead[each.id])
        ask_url = url_for("address_requests.ask", consignment_id=consignment.id, library_id=each.id)
        known = entered[each.id].parts if each.id in entered else {}
        enter_url = url_for("address_requests.enter", consignment_id=consignment.id, library_id=each.id)
        found.append(
            _library(each, language)
            | {
                "lacks": [in_form(FORMS[form], ADDRESS_PARTS[part]) for form, part in lacks],
                "fields": _fields(each.id, lacks, sent, {}) if may_edit(actor, each) else [],
                "enter": _fields(each.id, lacks, sent, known) if can_enter else [],
                "enter_url": enter_url,
                "is_ours": is_ours,
                "mailbox": each.mailbox if not is_ours else None,
                "asked_on": format_date(request.asked_at.astimezone(home.zone).date()) if request and home else None,
                "ask_url": ask_url if can_ask and request is None else None,
            }
        )
    return found


def shown_entered(session: Session, actor: Actor, consignment: Consignment, language: str) -> list[dict[str, Any]]:
    """Return what was entered of addresses for a consignment while the libraries' own lack it, with by whom and when.

    Who may change the address of a library takes it over.
    """
    home = session.get(Library, actor.library_id or 0)
    found = []
    for row in queries.entered_for(session, consignment).values():
        library, by = (session.get_one(Library, each) for each in (row.library_id, row.entered_by_id))
        if not lacking_parts(session, library, abroad=bool(row.latin_street)):
            continue
        take_url = url_for("address_requests.take_over", consignment_id=consignment.id, library_id=library.id)
        found.append(
            _library(library, language)
            | {
                "parts": _parts(row),
                "by": by.name_in(language),
                "on": format_date(row.entered_at.astimezone((home or by).zone).date()),
                "is_ours": actor.library_id == library.id,
                "take_url": take_url if may_edit(actor, library) else None,
            }
        )
    return found


def _library(library: Library, language: str) -> dict[str, Any]:
    return {
        "id": library.id,
        "name": library.name_in(language),
        "country": library.country,
        "url": url_for("directory.show", code=library.code),
    }


def _parts(row: EnteredAddress) -> list[dict[str, Any]]:
    """Return what was entered, part by part, each with the language that its script is read in."""
    named = {f"{form}_{part}": (form, part) for form in AddressForm for part in ADDRESS_PARTS}
    return [
        {
            "label": in_form(FORMS[named[name][0]], ADDRESS_PARTS[named[name][1]]),
            "value": value,
            "lang": html_lang(script_of(value)),
        }
        for name, value in row.parts.items()
    ]


def _fields(library_id: int, lacks: Parts, sent: RefusedForm, known: Mapping[str, str]) -> list[Mapping[str, Any]]:
    given, errors = sent.given("address", library_id), sent.errors("address", library_id)
    return [
        {
            "name": f"{form}_{part}",
            "id": f"{form}_{part}-address-{library_id}",
            "label": in_form(FORMS[form], ADDRESS_PARTS[part]),
            "value": given.get(f"{form}_{part}", known.get(f"{form}_{part}")),
            "error": errors.get(f"{form}_{part}"),
            "required": True,
        }
        for form, part in lacks
    ]
