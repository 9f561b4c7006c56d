"""Why a library took a step of a claim in its own words: the other one asks it for a translation."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Texts, Words, told_language
from library_exchange.core.errors import NotFound
from library_exchange.directory.own_words import own_words
from library_exchange.shipping.labels.claim_reasons import IN_OWN_WORDS
from library_exchange.shipping.models import Claim, ClaimReason, ConsignmentLine
from library_exchange.shipping.queries.consignments import get_consignment
from library_exchange.shipping.rules.claim_reasons import LONGEST_WORDS

TEXTS_KIND = "claim_words"
_CONSIGNMENT = col(ConsignmentLine.consignment_id)


def _found(ids: Collection[int]) -> Any:
    said = sa.select(ClaimReason, _CONSIGNMENT).join(Claim, col(Claim.id) == col(ClaimReason.claim_id))
    of_lines = said.join(ConsignmentLine, col(ConsignmentLine.id) == col(Claim.line_id))
    return of_lines.where(col(ClaimReason.id).in_(ids), col(ClaimReason.words).is_not(None))


def _author_of(session: Session, actor: Actor, number: int) -> int | None:
    row = session.execute(_found([number])).one_or_none()
    if row is None:
        raise NotFound("no-such-words")
    said: ClaimReason = row[0]
    get_consignment(session, actor, row[1])
    return said.library_id


def _read(session: Session, ids: Collection[int]) -> dict[int, Words]:
    return {
        each.id: words_of(each, consignment_id)
        for each, consignment_id in session.execute(_found(ids))
        if each.library_id is not None
    }


def words_of(said: ClaimReason, consignment_id: int) -> Words:
    """Return the own words of a reason, in the language that their letters tell; 0 said those of the coordinator."""
    text, page = said.words or "", ("shipping.show", {"consignment_id": consignment_id})
    return Words(text, said.library_id or 0, told_language(None, text), said.said_at, *page)


TEXTS: Texts = own_words(TEXTS_KIND, IN_OWN_WORDS, LONGEST_WORDS, _author_of, _read)
