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


def _label(name: str, is_at_home: bool) -> Any:
    """Return what a paper is called: within a country there is no border, and the packing list is an inventory."""
    return (PAPER_NAMES.get(f"{name}-at-home") if is_at_home else None) or PAPER_NAMES[name]


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
            "label": _label(name, consignor.country == consignee.country),
            "url": url_for("shipping.paper", consignment_id=consignment.id, name=name),
        }
        for name in names
    ]
