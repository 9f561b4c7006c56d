"""What two libraries say of a comparison in words of their own: who cannot read it asks the other for a translation."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core.actor import Actor
from library_exchange.core.bilingual import Texts, Words
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import _l
from library_exchange.directory.own_words import own_words
from library_exchange.reconciliation import queries
from library_exchange.reconciliation.models import LONGEST_REMARK, ReconciliationRemark

TEXTS_KIND = "remark"


def _author_of(session: Session, actor: Actor, number: int) -> int:
    remark = session.get(ReconciliationRemark, number)
    if remark is None:
        raise NotFound("no-such-remark")
    queries.get_reconciliation(session, actor, remark.reconciliation_id)
    return remark.library_id


def _read(session: Session, ids: Collection[int]) -> dict[int, Words]:
    wanted = (col(ReconciliationRemark.id).in_(ids), col(ReconciliationRemark.text).is_not(None))
    return {each.id: words_of(each) for each in session.scalars(sa.select(ReconciliationRemark).where(*wanted))}


def words_of(remark: ReconciliationRemark) -> Words:
    """Return the own words of a remark that has some."""
    page = "reconciliation.show", {"reconciliation_id": remark.reconciliation_id}
    return Words(remark.text or "", remark.library_id, remark.language, remark.said_at, *page)


TEXTS: Texts = own_words(TEXTS_KIND, _l("Message"), LONGEST_REMARK, _author_of, _read)
