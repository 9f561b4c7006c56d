"""Listing targets: entered, changed, switched on and off, removed, read from a file that describes several."""

import csv
from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from pydantic import ValidationError
from sqlmodel import Session, col

from library_exchange.copy_cataloguing.models import SEAL, CatalogueTarget, CopiedRecord, TargetAnswer
from library_exchange.copy_cataloguing.queries import get_target
from library_exchange.copy_cataloguing.schemas import TargetGiven
from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.core.i18n import _l
from library_exchange.core.sealed_secrets import sealed

LISTED = _l("This target is in the list already.")
IN_USE = _l("Records were taken over from this target, and tell that they come from it. Switch it off instead.")


def keep(
    session: Session, actor: Actor, target_id: int | None, given: TargetGiven, key: str, at: datetime
) -> CatalogueTarget:
    """List a target, or change what is said of one; a new one is not asked before it is switched on.

    An empty password leaves the one that is kept, unless the name of the user is empty too. Raises InvalidInput for
    an address that is in the list, NotFound.
    """
    other = sa.select(CatalogueTarget).where(col(CatalogueTarget.address) == given.address)
    known = session.scalars(other).one_or_none()
    if known is not None and known.id != target_id:
        raise InvalidInput({"address": LISTED})
    said = given.model_dump(exclude={"name_zh", "name_ru", "name_en", "password"}) | given.names()
    password = sealed(key, SEAL, given.password) if given.password else ""
    if target_id is None:
        target = CatalogueTarget(**said, password=password, changed_at=at)
    else:
        target = get_target(session, target_id)
        for name, value in said.items():
            setattr(target, name, value)
        target.password = (password or target.password) if given.username else ""
        target.changed_at = at
        _forget_answers(session, target)
    session.add(target)
    session.flush()
    audit.record(session, actor, "list", "catalogue_target", target.id, protocol=target.protocol)
    return target


def switch(session: Session, actor: Actor, target_id: int, is_on: bool, at: datetime) -> CatalogueTarget:
    """Have a target be asked, or no more."""
    target = get_target(session, target_id)
    target.is_on, target.changed_at = is_on, at
    session.add(target)
    audit.record(session, actor, "switch_on" if is_on else "switch_off", "catalogue_target", target.id)
    return target


def remove(session: Session, actor: Actor, target_id: int) -> None:
    """Take a target off the list. Raises Conflict if records come from it."""
    target = get_target(session, target_id)
    used = sa.select(col(CopiedRecord.id)).where(col(CopiedRecord.target_id) == target.id).limit(1)
    if session.scalars(used).first() is not None:
        raise Conflict("target-in-use", IN_USE)
    audit.record(session, actor, "remove", "catalogue_target", target.id)
    session.delete(target)


def describe(session: Session, actor: Actor, lines: Iterable[str], key: str, at: datetime) -> tuple[int, int]:
    """List the targets of a description in CSV, with the fields of `TargetGiven` as its columns.

    One whose address is listed is changed, and stays on or off as it is; a new one is off. Return how many are new and
    how many were known. Raises InvalidInput with the line and the fields that are wrong.
    """
    new = known = 0
    rows = csv.DictReader(lines)
    for row in rows:
        told = {name: value for name, value in row.items() if name in TargetGiven.model_fields and value}
        try:
            given = TargetGiven.model_validate(told)
        except ValidationError as error:
            fields = ", ".join(str(each["loc"][0]) for each in error.errors())
            wrong = _l("Line %(line)s of the description is wrong: %(fields)s.", line=rows.line_num, fields=fields)
            raise InvalidInput(sentence=wrong) from error
        listed = sa.select(col(CatalogueTarget.id)).where(col(CatalogueTarget.address) == given.address)
        target_id = session.scalars(listed).one_or_none()
        keep(session, actor, target_id, given, key, at)
        new, known = new + (target_id is None), known + (target_id is not None)
    return new, known


def _forget_answers(session: Session, target: CatalogueTarget) -> None:
    """Have nothing stand that was asked as the target was described before."""
    session.execute(sa.delete(TargetAnswer).where(col(TargetAnswer.target_id) == target.id))
