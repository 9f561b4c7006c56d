"""Learning from records, whenever they are written."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.authority.record_texts import RecordTexts
from library_exchange.core import many_rows
from library_exchange.learned_forms.models import LearnedForm
from library_exchange.learned_forms.rules import FIELDS, Told, pairs


def learn(session: Session, said: Mapping[int, RecordTexts], new: Collection[int] = ()) -> None:
    """Keep what records teach by their texts in place of what they taught before; the `new` ones taught nothing."""
    taught = [i for i in said if i not in new]
    if taught:
        session.execute(sa.delete(LearnedForm).where(col(LearnedForm.record_id).in_(taught)))
    found = [{"record_id": i, **pair._asdict()} for i in sorted(said) for pair in sorted(pairs(_told(said[i])))]
    many_rows.insert(session, LearnedForm, found)


def _told(record: RecordTexts) -> list[Told]:
    return [
        Told(text.field, text.value, text.kind, text.named.number if text.named else None, text.position)
        for text in record.texts
        if text.field in FIELDS
    ]
