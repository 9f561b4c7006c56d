"""Catalogues elsewhere in the world whose doors are tried: none is asked, one has answered, records were taken over."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import SourceRecord
from library_exchange.copy_cataloguing.models import CatalogueTarget, CopiedRecord, FoundRecord, TargetAnswer
from library_exchange.copy_cataloguing.rules.targets import AnswerState, Protocol
from library_exchange.core.clock import now
from library_exchange.core.db import transaction
from tests.imports.files import record


def fill(ids: dict[str, Any], trap: str) -> None:
    """Have two targets listed, off both; what one has answered lies open still."""
    with transaction() as session:
        ids["target"] = _target(session, "one", trap).id
        other = _target(session, "two", trap)
        answer = TargetAnswer(
            target_id=other.id, asked="0" * 64, state=AnswerState.ANSWERED, hits=1, detail=trap, began_at=now()
        )
        session.add(answer)
        session.flush()
        raw = record("b7", f"Book found elsewhere {trap}", trap)
        found = FoundRecord(answer_id=answer.id, position=1, raw=raw, problem=trap)
        session.add(found)
        session.flush()
        ids["found record"], ids["other target"] = found.id, other.id
        _copy(session, ids, trap)


def grow(ids: dict[str, Any], trap: str, n: int) -> None:
    """List `n` more targets, and have more records taken over."""
    with transaction() as session:
        for number in range(n):
            _target(session, f"more-{number}", trap)
        _copy(session, ids, trap)


def _target(session: Session, name: str, trap: str) -> CatalogueTarget:
    names = dict.fromkeys(("name_zh", "name_ru", "name_en"), f"{name} {trap}"[:120])
    address = f"https://{name}.example/sru"
    target = CatalogueTarget(**names, protocol=Protocol.SRU, address=address, changed_at=now())
    session.add(target)
    session.flush()
    return target


def _copy(session: Session, ids: dict[str, Any], trap: str) -> None:
    """Say of all records of Heihe of which that is not said yet that they come from elsewhere."""
    known = sa.select(col(CopiedRecord.source_record_id))
    ours = (col(SourceRecord.library_id) == ids["heihe"], col(SourceRecord.id).not_in(known))
    for source in session.scalars(sa.select(SourceRecord).where(*ours)).all():
        more = {"target_id": ids["other target"], "number": trap[:200], "taken_at": now()}
        session.add(CopiedRecord(source_record_id=source.id, **more))
