"""The papers of a consignment, as its page leads to them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlmodel import Session

from library_exchange.consignment_papers.border import ADDRESSED, PACK, papers_of
from library_exchange.consignment_papers.declared import TitleDeclared
from library_exchange.consignment_papers.labels import CUSTOMS_DETAILS, GROUNDS, PAPER_NAMES
from library_exchange.consignment_papers.queries import lacks_address
from library_exchange.core.i18n import country_name
from library_exchange.core.titles import forms_of, title_block
from library_exchange.directory.models import Library
from library_exchange.shipping.models import ConsignmentLine
from library_exchange.shipping.queries import permissions
from library_exchange.shipping.queries.gaps import gaps
from library_exchange.shipping.rules.shipments import NOT_SENT
from library_exchange.shipping.services.guards import Case


def _label(name: str, is_at_home: bool) -> Any:
    """Return what a paper is called: within a country there is no border, and the packing list is an inventory."""
    return (PAPER_NAMES.get(f"{name}-at-home") if is_at_home else None) or PAPER_NAMES[name]


def papers(session: Session, case: Case, libraries: Mapping[int, Library]) -> list[dict[str, Any]]:
    """Return the papers, none while a title has a gap; before them what may be declared.

    One that tells the post where parcels go has no address while that of a library lacks.
    """
    consignment, contents = case.consignment, case.contents
    may_declare = contents.languages.crosses and consignment.state in NOT_SENT
    url = url_for("shipping.customs", consignment_id=consignment.id)
    entries = [{"label": CUSTOMS_DETAILS, "url": url, "is_entry": True}] if may_declare and contents.going else []
    if gaps(contents) or not contents.going:
        return entries
    consignor, consignee = libraries[consignment.consignor_id], libraries[consignment.consignee_id]
    is_listed = bool(permissions.listed(session, consignment, contents, case.rules))
    names = (PACK, *papers_of(consignor.country, consignee.country, bool(contents.parcels), is_listed), "sheet")
    kept = ADDRESSED if lacks_address(session, consignment, contents) else ()
    return entries + [
        {
            "label": _label(name, consignor.country == consignee.country),
            "url": None if name in kept else url_for("shipping.paper", consignment_id=consignment.id, name=name),
        }
        for name in names
    ]


def titles_shown(
    lines: Sequence[ConsignmentLine], declared: Mapping[int, TitleDeclared], hs_codes: Mapping[str, str], language: str
) -> list[dict[str, Any]]:
    """Return the titles of the page of entries, with why something is proposed."""
    return [
        {
            "id": line.id,
            "number": line.number,
            "title": title_block(forms_of(line), language),
            "material": str(declared[line.id].material),
            "hs_code": hs_codes[declared[line.id].material],
            "kind_hint": GROUNDS.get(declared[line.id].kind_ground),
            "origin": country_name(origin) if (origin := declared[line.id].origin) else None,
            "origin_hint": GROUNDS.get(declared[line.id].origin_ground),
        }
        for line in lines
    ]
