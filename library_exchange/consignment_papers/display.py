"""The papers of a consignment, as its page leads to them."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.consignment_papers.border import PACK, papers_of
from library_exchange.consignment_papers.labels import PAPER_NAMES
from library_exchange.directory.models import Library
from library_exchange.shipping.queries import permissions
from library_exchange.shipping.queries.gaps import gaps
from library_exchange.shipping.services.guards import Case


def papers(session: Session, case: Case, libraries: Mapping[int, Library]) -> list[dict[str, Any]]:
    """Return the papers that can be had now; none while a title has a gap."""
    consignment, contents = case.consignment, case.contents
    if gaps(contents) or not contents.going:
        return []
    consignor, consignee = libraries[consignment.consignor_id], libraries[consignment.consignee_id]
    is_listed = bool(permissions.listed(session, consignment, contents, case.rules))
    names = (PACK, *papers_of(consignor.country, consignee.country, bool(contents.parcels), is_listed), "sheet")
    return [
        {
            "label": PAPER_NAMES[name],
            "url": url_for("shipping.paper", consignment_id=consignment.id, name=name),
        }
        for name in names
    ]
