"""Learning from records, whenever they are written."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import many_rows
from library_exchange.learned_forms.models import LearnedForm
from library_exchange.learned_forms.rules import FIELDS, Told, pairs


def learn(session: Session, record_ids: Sequence[int], texts: Any) -> None:
    """Keep what these records teach in place of what they taught before; `texts` is the table of their texts."""
    if not record_ids:
        return
    told: dict[int, list[Told]] = defaultdict(list)
    columns = (texts.field, texts.value, texts.kind, texts.contributor_id, texts.position)
    asked = sa.select(col(texts.record_id), *map(col, columns)).order_by(col(texts.id))
    for record_id, *text in session.execute(asked.where(texts.record_id.in_(record_ids), texts.field.in_(FIELDS))):
        told[record_id].append(Told(*text))
    session.execute(sa.delete(LearnedForm).where(col(LearnedForm.record_id).in_(record_ids)))
    found = [{"record_id": i, **pair._asdict()} for i, some in told.items() for pair in sorted(pairs(some))]
    many_rows.insert(session, LearnedForm, found)
