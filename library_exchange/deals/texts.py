"""What agreements say in words: which language lacks, whom one may ask for it, where it is written."""

from collections.abc import Collection, Mapping
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import bilingual
from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Half, Named, NameOf, Partner, Place, TextField, Texts
from library_exchange.core.bounds import find_number
from library_exchange.core.errors import NotFound
from library_exchange.deals import labels
from library_exchange.deals.models import Agreement
from library_exchange.deals.queries import agreements as queries
from library_exchange.deals.rules.agreements import OPEN, AgreementState
from library_exchange.deals.services import agreements
from library_exchange.directory.letter_partners import require_askable
from library_exchange.directory.models import Library


def _partner_of(session: Session, actor: Actor, subject_id: str) -> Partner:
    agreement = queries.get_agreement(session, actor, find_number(subject_id) or 0)
    other = session.get_one(Library, agreement.other(actor.library_id))
    require_askable(session, other.id)
    return Partner(other.id, other.language)


def _lacking(session: Session, subject_id: str) -> tuple[Half, ...]:
    agreement = session.get(Agreement, find_number(subject_id) or 0)
    return queries.lacking_halves(agreement) if agreement and agreement.state in OPEN else ()


def _fill_in(session: Session, actor: Actor, subject_id: str, written: Mapping[Place, str], now: datetime) -> None:
    agreement = session.get(Agreement, find_number(subject_id) or 0)
    if agreement is None:
        raise NotFound("no-such-agreement")
    agreements.fill_in(session, actor, agreement, written, now)


def _named(session: Session, library_id: int, ids: Collection[str], language: str) -> dict[str, Named]:
    """Return agreements by their partner; who is asked about a draft has no page of it yet."""
    is_party = sa.or_(col(Agreement.first_id) == library_id, col(Agreement.second_id) == library_id)
    other_id = sa.case((col(Agreement.first_id) == library_id, col(Agreement.second_id)), else_=col(Agreement.first_id))
    rows = session.execute(
        sa.select(Agreement, Library)
        .join(Library, col(Library.id) == other_id)
        .where(is_party, col(Agreement.id).in_(bilingual.numbers_of(ids)))
    )
    return bilingual.named_by(
        rows, language, labels.NAMED_WITH, lambda row: _name(row[0], row[1], library_id, language)
    )


def _name(agreement: Agreement, partner: Library, library_id: int, language: str) -> NameOf:
    said = {"library": partner.name_in(language)}
    if agreement.state is AgreementState.DRAFT and agreement.author_id != library_id:
        return NameOf(agreement.id, said)
    return NameOf(agreement.id, said, "deals.show_agreement", {"agreement_id": agreement.id})


TEXTS = Texts(
    partner_of=_partner_of,
    lacking=_lacking,
    fill_in=_fill_in,
    named=_named,
    fields={"note": TextField(labels.NOTE, longest=1000)},
)
