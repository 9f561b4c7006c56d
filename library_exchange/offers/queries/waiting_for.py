"""What waits for a library among its offers and wants: found, and as the list of its work shows it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.i18n import _
from library_exchange.core.titles import as_written
from library_exchange.core.worklist import Line, entries
from library_exchange.offers.models import Offer, ProposalState, Want, WantProposal
from library_exchange.offers.queries import lists as own
from library_exchange.offers.queries.expiry import expiring_offers, expiring_wants
from library_exchange.offers.queries.lines import known_of, title_of
from library_exchange.offers.rules.offers import OfferState
from library_exchange.offers.rules.wants import WantState


def proposals(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the readers' proposals that nobody has answered."""
    waits = col(WantProposal.state) == ProposalState.WAITING
    return _own(WantProposal, library_id, waits, since=col(WantProposal.created_at))


def drafts(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the offers that are not published."""
    return _own(Offer, library_id, col(Offer.state) == OfferState.DRAFT, since=col(Offer.touched_at))


def paused(library_id: int, _today: date) -> sa.Select[Any]:
    """Return the query that finds the wants that are paused."""
    return _own(Want, library_id, col(Want.state) == WantState.PAUSED, since=col(Want.touched_at))


def offers_that_end(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query that finds the offers that end soon."""
    return _own(Offer, library_id, expiring_offers(today), since=col(Offer.published_at))


def wants_that_end(library_id: int, today: date) -> sa.Select[Any]:
    """Return the query that finds the wants that end soon; a paused one waits already as such."""
    is_open = col(Want.state) == WantState.OPEN
    return _own(Want, library_id, sa.and_(is_open, expiring_wants(today)), since=col(Want.created_at))


def _own(table: Any, library_id: int, waits: sa.ColumnElement[bool], since: Any) -> sa.Select[Any]:
    return entries(table, col(table.library_id) == library_id, waits, since=since)


# As the list shows them -----------------------------------------------------------------------------------------------


def proposal_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how readers' proposals stand on the list; three queries."""
    found = own.proposals_by_id(session, ids, language)
    return {
        each.proposal.id: Line(
            each.title, _("Accept or decline the proposal"), "offers.desk", {"_anchor": f"proposal-{each.proposal.id}"}
        )
        for each in found
    }


def draft_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how drafts of offers stand on the list; three queries."""
    return _offer_lines(session, ids, language, _("Publish the offer"))


def ending_offer_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how offers that end soon stand on the list; three queries."""
    return _offer_lines(session, ids, language, _("Prolong it or let it end"))


def _offer_lines(session: Session, ids: Sequence[int], language: str, task: str) -> Mapping[int, Line]:
    found = own.offers_with_cards(session, ids)
    known = known_of(session, [offer for offer, _card in found.values()])
    return {
        offer_id: Line(title_of(offer, card, language, known), task, "offers.edit_offer", {"offer_id": offer_id})
        for offer_id, (offer, card) in found.items()
    }


def paused_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how paused wants stand on the list; at most five queries."""
    return _want_lines(session, ids, language, _("Resume it or give it up"))


def ending_want_lines(session: Session, _library_id: int, ids: Sequence[int], language: str) -> Mapping[int, Line]:
    """Return how wants that end soon stand on the list; at most five queries."""
    return _want_lines(session, ids, language, _("Prolong it or let it end"))


def _want_lines(session: Session, ids: Sequence[int], language: str, task: str) -> Mapping[int, Line]:
    titles = own.titles_with_cards(session, ids, language)
    return {
        want_id: Line(title or as_written(_("Books by profile")), task, "offers.edit_want", {"want_id": want_id})
        for want_id, (title, _authors) in titles.items()
    }
