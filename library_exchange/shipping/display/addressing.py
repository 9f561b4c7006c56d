"""Where a consignment goes: whose address would stand on its papers without a street or a postcode."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.core.actor import Actor
from library_exchange.directory.models import Library
from library_exchange.directory.policy import may_edit
from library_exchange.directory.queries import not_reached_by_post
from library_exchange.shipping.queries.addressed import posted_to
from library_exchange.shipping.rules.shipments import NOT_SENT
from library_exchange.shipping.services.guards import Case


def incomplete_addresses(
    session: Session, actor: Actor, case: Case, libraries: Mapping[int, Library], language: str
) -> list[dict[str, Any]]:
    """Return the libraries without which no parcel leaves, with where that is seen to, and the sender if its lacks.

    Over the border both scripts are read, within a country its own alone; one query.
    """
    it = case.consignment
    place = url_for("address_requests.show", consignment_id=it.id)
    found = [{"name": each.name_in(language), "url": place, "is_ours": False} for each in case.unreached]
    if it.state not in NOT_SENT or not posted_to(session, it, case.contents.legs):
        return found
    senders = not_reached_by_post(session, [libraries[it.consignor_id]], abroad=case.contents.languages.crosses)
    for each in senders:
        edit = url_for("directory.edit", code=each.code, _anchor="addresses") if may_edit(actor, each) else None
        found.append({"name": each.name_in(language), "url": edit, "is_ours": actor.library_id == each.id})
    return found
