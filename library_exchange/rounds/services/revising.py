"""Changing a round: all of it while it is planned; once its lists are open its days may only be prolonged."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.days import errors_of_past
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.rounds import labels
from library_exchange.rounds import policy as rounds_policy
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries import rounds as queries
from library_exchange.rounds.rules.rounds import PROLONGED, RoundState
from library_exchange.rounds.schemas import Days, RoundInput
from library_exchange.rounds.services import planning, telling

UNTOLD = frozenset({"name_zh", "name_ru", "name_en", "rules"})
"""What the audit names without its words."""


def change(
    session: Session, actor: Actor, found: Round, given: RoundInput, now: datetime, version: int | None = None
) -> None:
    """Change a round whose lists are not open yet; its organiser and the seed of its lots stay.

    Raises InvalidInput as `planning.plan` does, Conflict once the lists are open or if somebody was faster.
    """
    rounds_policy.require_coordinator(actor, found.organiser_id)
    if found.state is not RoundState.PLANNED:
        raise Conflict("too-late", labels.NOT_NOW)
    planning.check(given, queries.day_of(session, found, now), found)
    told = given.model_dump(exclude={"organiser_id", *planning.OF_THE_RULE})
    values = told | {"rules": asdict(planning.rules_given(given, found.seed))}
    _write(session, actor, found, "round.change", values, now, version)


def prolong(
    session: Session, actor: Actor, found: Round, given: Days, now: datetime, version: int | None = None
) -> tuple[str, ...]:
    """Set later days of a round under way and write to who takes part; return which days moved.

    Raises InvalidInput for a day that is earlier than before, or not behind the one before it; Conflict if no day is
    to come any more or somebody was faster.
    """
    rounds_policy.require_coordinator(actor, found.organiser_id)
    names = PROLONGED.get(found.state, ())
    if not names:
        raise Conflict("too-late", labels.NOT_NOW)
    today = queries.day_of(session, found, now)
    days: dict[str, date] = {name: getattr(given, name) or getattr(found, name) for name in names}
    earlier = {name: labels.ONLY_LATER for name, day in days.items() if day < getattr(found, name)}
    errors = errors_of_past(days, today, found) | earlier
    if not errors and found.state is RoundState.LISTING and days["selecting_until"] <= days["listing_until"]:
        errors = {"selecting_until": labels.DAYS_IN_ORDER}
    if errors:
        raise InvalidInput(errors)
    moved = {name: day for name, day in days.items() if day != getattr(found, name)}
    if moved:
        _write(session, actor, found, "round.prolong", moved, now, version)
        telling.tell_prolonged(session, actor, found, tuple(moved))
    return tuple(moved)


def _write(
    session: Session,
    actor: Actor,
    found: Round,
    action: str,
    values: Mapping[str, Any],
    now: datetime,
    version: int | None,
) -> None:
    """Write what is new, and into the audit what it was before."""
    before = {name: getattr(found, name) for name, value in values.items() if getattr(found, name) != value}
    changed = {name: values[name] for name in before}
    versions.change(session, found, changed | {"touched_at": now}, version, labels.NOT_NOW)
    told = {name: [_told(before[name]), _told(changed[name])] for name in before if name not in UNTOLD}
    audit.record(session, actor, action, "round", found.id, at=now, changed=sorted(before), days_and_limits=told)


def _told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
