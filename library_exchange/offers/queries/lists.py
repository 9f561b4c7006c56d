"""Lists of offers and wants: the public ones with filters, a library's own, lists on their way in, proposals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority import tags
from library_exchange.catalogue.authority_models import Person, Work
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries import authority
from library_exchange.catalogue.queries.recognising import Entity, forms_of
from library_exchange.core.db import pieces
from library_exchange.core.hooks import Hook
from library_exchange.core.titles import TitleBlock, completed, title_block, typed
from library_exchange.directory.models import Library
from library_exchange.known_titles.queries import typed_names
from library_exchange.known_titles.queries.typed_names import TypedNames
from library_exchange.offers.models import (
    ListKind,
    Offer,
    ProposalState,
    Want,
    WantProposal,
)
from library_exchange.offers.queries.expiry import expiring_offers, expiring_wants
from library_exchange.offers.queries.lines import authors_of, known_of, record_authors, title_of
from library_exchange.offers.queries.matching import is_open_offer, is_open_want
from library_exchange.offers.queries.words import with_words
from library_exchange.offers.rules.offers import EDITABLE, OfferState
from library_exchange.offers.rules.wants import WantKind, WantState
from library_exchange.offers.schemas import Filter


@dataclass(frozen=True)
class OfferRow:
    """An offer in a list with its library."""

    offer: Offer
    title: TitleBlock
    authors: Sequence[TitleBlock]
    library: str
    code: str
    country: str


@dataclass(frozen=True)
class WantRow:
    """A want in a list with its library; a profile has no title."""

    want: Want
    title: TitleBlock | None
    authors: Sequence[TitleBlock]
    library: str
    code: str
    country: str


@dataclass(frozen=True)
class Choices:
    """What a public list can be filtered by: languages, and libraries with their codes."""

    languages: Sequence[str]
    libraries: Sequence[tuple[str, str]]


def offers_with_cards(session: Session, ids: Iterable[int]) -> dict[int, tuple[Offer, Mapping[str, Any] | None]]:
    """Return offers by id, each with its record's card if it has a record; one query for each thousand or so."""
    return {
        offer.id: (offer, card)
        for piece in pieces(sorted(set(ids)))
        for offer, card in session.execute(
            sa.select(Offer, col(BibliographicRecord.card))
            .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
            .where(col(Offer.id).in_(piece))
        )
    }


def _matching(session: Session, model: type[Offer] | type[Want], asked: Filter) -> list[sa.ColumnElement[bool]]:
    return [
        *([col(Library.country) == asked.country] if asked.country else []),
        *([col(Library.code) == asked.library] if asked.library else []),
        *([col(model.language) == asked.language] if asked.language else []),
        *([col(model.subject) == asked.subject] if asked.subject else []),
        *with_words(session, model, asked.q),
    ]


def open_offers(
    session: Session, asked: Filter, language: str, limit: int, offset: int = 0
) -> tuple[int, list[OfferRow]]:
    """Return how many offers everybody may see, and one page of them, the newest first; four queries, six for words."""
    joined = sa.select(Offer).join(Library, col(Library.id) == col(Offer.library_id))
    wanted = joined.where(is_open_offer(), *_matching(session, Offer, asked))
    return _offers(session, wanted, (col(Offer.published_at).desc(), col(Offer.id).desc()), language, limit, offset)


CameBy = Callable[[int, ListKind], sa.Select[Any]]
"""Returns the query of the offers or wants that a list taken in became."""
CAME_BY: Hook[CameBy] = Hook()


def own_offers(
    session: Session,
    library_id: int,
    state: OfferState | None,
    language: str,
    limit: int,
    offset: int,
    ending: date | None = None,
    list_id: int | None = None,
) -> tuple[int, list[OfferRow]]:
    """Return how many offers the library has in a state, or in any, and one page, the last touched first.

    With `ending` those that end soon after that day, the first to end first; with `list_id` those that came by it.
    """
    joined = sa.select(Offer).join(Library, col(Library.id) == col(Offer.library_id))
    wanted = joined.where(
        col(Offer.library_id) == library_id,
        *([col(Offer.state) == state] if state is not None else []),
        *([expiring_offers(ending)] if ending else []),
        *([_came_by(Offer, list_id, ListKind.OFFERS)] if list_id is not None else []),
    )
    order = (col(Offer.expires_on), col(Offer.id)) if ending else (col(Offer.touched_at).desc(), col(Offer.id).desc())
    return _offers(session, wanted, order, language, limit, offset)


def _offers(
    session: Session, wanted: sa.Select[*tuple[Any, ...]], order: Sequence[Any], language: str, limit: int, offset: int
) -> tuple[int, list[OfferRow]]:
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    rows = session.execute(
        wanted.add_columns(Library, col(BibliographicRecord.card))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Offer.record_id))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    ).all()
    known = known_of(session, [offer for offer, *_more in rows])
    return total, [
        OfferRow(
            offer,
            title_of(offer, card, language, known),
            authors_of(offer, card, language, known),
            library.name_in(language),
            library.code,
            library.country,
        )
        for offer, library, card in rows
    ]


def open_wants(
    session: Session, asked: Filter, language: str, limit: int, offset: int = 0
) -> tuple[int, list[WantRow]]:
    """Return how many wants everybody may see, and one page of them, the newest first; at most eight queries."""
    joined = sa.select(Want).join(Library, col(Library.id) == col(Want.library_id))
    wanted = joined.where(is_open_want(), *_matching(session, Want, asked))
    return _wants(session, wanted, (col(Want.created_at).desc(), col(Want.id).desc()), language, limit, offset)


def own_wants(
    session: Session,
    library_id: int,
    state: WantState | None,
    language: str,
    limit: int,
    offset: int,
    ending: date | None = None,
    list_id: int | None = None,
) -> tuple[int, list[WantRow]]:
    """Return how many wants the library has in a state, or in any, and one page, the most urgent first.

    With `ending` those that end soon after that day, the first to end first; with `list_id` those that came by it.
    """
    joined = sa.select(Want).join(Library, col(Library.id) == col(Want.library_id))
    wanted = joined.where(
        col(Want.library_id) == library_id,
        *([col(Want.state) == state] if state is not None else []),
        *([expiring_wants(ending)] if ending else []),
        *([_came_by(Want, list_id, ListKind.WANTS)] if list_id is not None else []),
    )
    order = (col(Want.latest_on), col(Want.id)) if ending else (col(Want.priority).desc(), col(Want.id).desc())
    return _wants(session, wanted, order, language, limit, offset)


def _came_by(table: type[Offer] | type[Want], list_id: int, kind: ListKind) -> sa.ColumnElement[bool]:
    """Return the condition that an offer or a want came by a list."""
    return sa.or_(*(col(table.id).in_(found(list_id, kind)) for found in CAME_BY.fillings().values()))


def to_take_back(
    session: Session, table: type[Offer] | type[Want], library_id: int, list_id: int, limit: int
) -> list[int]:
    """Return the offers or the wants that came by a list and on which nobody has built anything yet; one query."""
    standing = col(Want.state).in_((WantState.OPEN, WantState.PAUSED))
    is_offer = table is Offer
    free = (col(Offer.state).in_(EDITABLE),) if is_offer else (standing, col(Want.received) == 0)
    came = _came_by(table, list_id, ListKind.OFFERS if is_offer else ListKind.WANTS)
    found = sa.select(col(table.id)).where(col(table.library_id) == library_id, came, *free)
    return list(session.scalars(found.order_by(col(table.id)).limit(limit)))


def _wants(
    session: Session, wanted: sa.Select[*tuple[Any, ...]], order: Sequence[Any], language: str, limit: int, offset: int
) -> tuple[int, list[WantRow]]:
    total = session.scalar(sa.select(sa.func.count()).select_from(wanted.subquery())) or 0
    rows = session.execute(
        wanted.add_columns(Library, col(BibliographicRecord.card))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Want.record_id))
        .order_by(*order)
        .limit(limit)
        .offset(offset)
    ).all()
    titles = titles_of_wants(session, [(want, card) for want, _library, card in rows], language)
    return total, [
        WantRow(want, *titles[want.id], library.name_in(language), library.code, library.country)
        for want, library, card in rows
    ]


def titles_with_cards(
    session: Session, ids: Sequence[int], language: str
) -> dict[int, tuple[TitleBlock | None, list[TitleBlock]]]:
    """Return title and authors of these wants, no title for a profile; at most five queries."""
    rows = session.execute(
        sa.select(Want, col(BibliographicRecord.card))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(Want.record_id))
        .where(col(Want.id).in_(ids))
    ).all()
    return titles_of_wants(session, rows, language)


def titles_of_wants(
    session: Session, wants: Sequence[tuple[Want, Mapping[str, Any] | None]], language: str
) -> dict[int, tuple[TitleBlock | None, list[TitleBlock]]]:
    """Return by id title and authors of wants, each with the card of its record; a profile has no title.

    Two queries, and two more where works are wanted in any edition.
    """
    works = work_titles(session, {want.work_id for want, _card in wants if want.work_id is not None}, language)
    known = known_of(session, [want for want, _card in wants])
    return {
        want.id: (
            None
            if want.kind is WantKind.PROFILE
            else works.get(want.work_id or 0) or title_of(want, card, language, known),
            authors_of(want, card, language, known),
        )
        for want, card in wants
    }


def work_titles(session: Session, ids: set[int], language: str) -> dict[int, TitleBlock]:
    """Return the titles of works under all their headings, for a reader of `language`; two queries, none for none."""
    if not ids:
        return {}
    origins = dict(
        session.execute(
            sa.select(col(Work.id), col(Person.origin))
            .outerjoin(Person, col(Person.id) == col(Work.person_id))
            .where(col(Work.id).in_(ids))
        ).all()
    )
    forms = forms_of(session, [Entity(tags.TITLE, i) for i in sorted(ids)])
    return {
        i: authority.headings(forms[tags.TITLE, i], origins.get(i) or "", language, is_title=True)
        for i in ids
        if (tags.TITLE, i) in forms
    }


def choices(session: Session, model: type[Offer] | type[Want], language: str) -> Choices:
    """Return the languages and libraries that the open lines of a public list have; two queries."""
    is_open = is_open_offer() if model is Offer else is_open_want()
    languages = session.scalars(
        sa.select(col(model.language)).where(is_open, col(model.language).is_not(None)).distinct()
    )
    libraries = session.scalars(
        sa.select(Library)
        .where(col(Library.id).in_(sa.select(col(model.library_id)).where(is_open)))
        .order_by(col(Library.country), col(Library.id))
    )
    return Choices(sorted(filter(None, languages)), [(each.code, each.name_in(language)) for each in libraries])


# The librarian's desk -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Desk:
    """What stands on a library's exchange desk: lines by state, proposals that wait."""

    offers: Mapping[OfferState, int]
    wants: Mapping[WantState, int]
    proposals: Sequence["ProposalRow"]


@dataclass(frozen=True)
class ProposalRow:
    """A reader's proposal with its title; who she is does not matter for the answer."""

    proposal: WantProposal
    title: TitleBlock
    authors: Sequence[TitleBlock]


def desk(session: Session, library_id: int, language: str) -> Desk:
    """Return what stands on the desk; five queries."""
    offers = session.execute(
        sa.select(col(Offer.state), sa.func.count())
        .where(col(Offer.library_id) == library_id)
        .group_by(col(Offer.state))
    )
    wants = session.execute(
        sa.select(col(Want.state), sa.func.count()).where(col(Want.library_id) == library_id).group_by(col(Want.state))
    )
    return Desk(
        offers=dict(offers.all()),
        wants=dict(wants.all()),
        proposals=proposals_to(session, library_id, language),
    )


def proposals_to(session: Session, library_id: int, language: str, most: int = 50) -> list[ProposalRow]:
    """Return what the library's readers propose and nobody has answered, the oldest first."""
    waiting = (col(WantProposal.library_id) == library_id, col(WantProposal.state) == ProposalState.WAITING)
    return _proposals(session, waiting, col(WantProposal.id), language, most)


def proposals_by_id(session: Session, ids: Sequence[int], language: str) -> list[ProposalRow]:
    """Return these proposals; three queries."""
    return _proposals(session, (col(WantProposal.id).in_(ids),), col(WantProposal.id), language, len(ids))


def proposals_of(session: Session, reader_id: int, language: str, most: int = 50) -> list[ProposalRow]:
    """Return what a reader has proposed, the newest first."""
    own = (col(WantProposal.reader_id) == reader_id,)
    return _proposals(session, own, col(WantProposal.id).desc(), language, most)


def answered_proposals(reader_id: int, since: datetime) -> Any:
    """Return the query that counts what a reader proposed and her library has answered `since` then."""
    is_answered = col(WantProposal.answered_at) >= since
    return sa.select(sa.func.count(col(WantProposal.id))).where(col(WantProposal.reader_id) == reader_id, is_answered)


def _proposals(
    session: Session, conditions: Sequence[sa.ColumnElement[bool]], order: Any, language: str, most: int
) -> list[ProposalRow]:
    rows = session.execute(
        sa.select(WantProposal, col(BibliographicRecord.card))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(WantProposal.record_id))
        .where(*conditions)
        .order_by(order)
        .limit(most)
    )
    found = rows.all()
    known = typed_names.known_of(session, [(proposal.title, proposal.author) for proposal, _card in found])
    return [
        ProposalRow(
            proposal,
            _proposed_title(proposal, card, language, known),
            record_authors(card, language) or known.authors(proposal.title, proposal.author, language),
        )
        for proposal, card in found
    ]


def _proposed_title(
    proposal: WantProposal, card: Mapping[str, Any] | None, language: str, known: TypedNames
) -> TitleBlock:
    titles = (card or {}).get("titles") or [typed(proposal.title)]
    return title_block(completed(titles, known.title(proposal.title, proposal.author)), language)


def kind_of(name: str) -> ListKind:
    """Return the kind of list that an address names; offers if it names none."""
    return ListKind.WANTS if name == ListKind.WANTS else ListKind.OFFERS


def named(session: Session, record_id: int | None, work_id: int | None, language: str) -> TitleBlock | None:
    """Return the title of a work, or of a record of the catalogue, if there is one."""
    if work_id is not None and (titles := work_titles(session, {work_id}, language)):
        return titles.get(work_id)
    card = card_of(session, record_id)
    return title_block(card["titles"], language) if card is not None else None


def card_of(session: Session, record_id: int | None) -> Mapping[str, Any] | None:
    """Return the card of a line's record, if it has a record; at most one query."""
    record = session.get(BibliographicRecord, record_id) if record_id is not None else None
    return record.card if record is not None else None
