"""Setting the dated rules anew: a new day brings a new row, and older papers keep the rule of their day."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput, NotFound
from library_exchange.core.i18n import _l
from library_exchange.regulations import labels
from library_exchange.regulations.schemas import NewCustomsCode, NewService, NewThreshold, ServiceInput
from library_exchange.shipping.models import CarrierService, CustomsCode, Threshold
from library_exchange.shipping.rules import customs_rules

ONLY_RULE = _l(
    "This is the only row of the rule, and the rule is needed. Set the right one first, then take this back."
)


def _require_platform(actor: Actor) -> None:
    if not actor.is_platform_admin:
        raise Forbidden("platform-only")


def set_threshold(session: Session, actor: Actor, new: NewThreshold, now: datetime) -> Threshold:
    """Set a rule's number from a day on; a number already set for that day is replaced.

    Raises InvalidInput for a rule that nobody asks for.
    """
    _require_platform(actor)
    known = session.scalars(sa.select(Threshold).where(col(Threshold.code) == new.code)).all()
    if not known and new.code not in labels.rules():
        raise InvalidInput({"code": _l("Choose one of the values offered.")})
    row = next((each for each in known if each.valid_from == new.valid_from), None)
    unit = known[0].unit if known else customs_rules.unit_of(new.code)
    row = row or Threshold(code=new.code, unit=unit, value=0, valid_from=new.valid_from, source_note="")
    row.value, row.source_note = new.value, new.source_note
    session.add(row)
    session.flush()
    facts = {"code": new.code, "value": new.value, "valid_from": new.valid_from.isoformat()}
    audit.record(session, actor, "set", "threshold", row.id, at=now, **facts)
    return row


def take_back(session: Session, actor: Actor, table: type[Threshold | CustomsCode], row_id: int, now: datetime) -> str:
    """Delete a rule's row that was mistyped, so that the one before it holds again; return what it said.

    Papers that were made keep what they say. Raises NotFound for a row that is not there, Conflict for the only one of
    its rule: what nobody set cannot be asked for.
    """
    _require_platform(actor)
    row: Any = session.get(table, row_id)
    if row is None:
        raise NotFound("no-such-rule")
    rows = sa.select(sa.func.count()).select_from(table).where(col(table.code) == row.code)
    if (session.scalar(rows) or 0) < 2:
        raise Conflict("only-rule", sentence=ONLY_RULE)
    subject = "threshold" if table is Threshold else "customs_code"
    said = str(row.value if table is Threshold else row.hs_code)
    facts = {"code": str(row.code), "said": said, "valid_from": row.valid_from.isoformat()}
    audit.record(session, actor, "take_back", subject, row.id, at=now, **facts)
    session.delete(row)
    session.flush()
    return said


def set_customs_code(session: Session, actor: Actor, new: NewCustomsCode, now: datetime) -> CustomsCode:
    """Set the tariff heading of a material from a day on; one already set for that day is replaced."""
    _require_platform(actor)
    wanted = (col(CustomsCode.code) == new.code, col(CustomsCode.valid_from) == new.valid_from)
    row = session.scalars(sa.select(CustomsCode).where(*wanted)).one_or_none()
    row = row or CustomsCode(code=new.code, hs_code="", valid_from=new.valid_from, source_note="")
    row.hs_code, row.source_note = new.hs_code, new.source_note
    session.add(row)
    session.flush()
    audit.record(session, actor, "set", "customs_code", row.id, at=now, code=str(new.code), hs_code=new.hs_code)
    return row


def change_service(session: Session, actor: Actor, service: CarrierService, given: ServiceInput, now: datetime) -> None:
    """Change what a carrier's service takes and promises; parcels already packed keep what they were packed by."""
    _require_platform(actor)
    for name, value in given.model_dump().items():
        setattr(service, name, value)
    session.add(service)
    audit.record(session, actor, "set", "carrier_service", service.id, at=now, code=service.code)


def add_service(session: Session, actor: Actor, new: NewService, now: datetime) -> CarrierService:
    """Add a service; raises InvalidInput if its code is taken."""
    _require_platform(actor)
    if session.scalars(sa.select(CarrierService).where(col(CarrierService.code) == new.code)).first():
        raise InvalidInput({"code": _l("Another service has this code.")})
    service = CarrierService(**new.model_dump())
    session.add(service)
    session.flush()
    audit.record(session, actor, "add", "carrier_service", service.id, at=now, code=service.code)
    return service
