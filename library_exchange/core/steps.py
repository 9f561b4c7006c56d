"""Taking a step: what the table says, who may, what must be true; then the guarded UPDATE, the audit, the effects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden
from library_exchange.core.procedure import Part, Procedure, Step


@dataclass
class Taking:
    """One step as it is being taken: on whose behalf, on which row, from which state, with what was `given`.

    `case` is what the machine's guards look at.
    """

    session: Session
    actor: Actor
    row: Any
    event: StrEnum
    step: Step[Any]
    before: StrEnum
    at: datetime
    given: Mapping[str, Any] = field(default_factory=dict)
    case: Any = None


Carry = Callable[[Taking], None]
"""A guard raises Conflict, Forbidden or InvalidInput; an effect does what belongs to the step."""


def _no_sentence(_row: Any, _event: StrEnum) -> Any:
    return None


def _itself(taking: Taking) -> Any:
    return taking.row


@dataclass(frozen=True)
class Machine:
    """How rows with `state` and `version` go through their `procedure`; `subject` is what the audit calls them.

    `parts` tells who somebody is to a row, `not_now` what to do where there is no such step, `stamps` which columns a
    step writes beside the state. Every guard and effect that the table names is carried out here, and no other is:
    raises ValueError otherwise.
    """

    procedure: Procedure[Any, Any]
    subject: str
    parts: Callable[[Actor, Any], frozenset[Part]]
    not_now: Callable[[Any, StrEnum], Any] = _no_sentence
    changed_meanwhile: Any = None
    stamps: Callable[[Taking, StrEnum], dict[str, Any]] | None = None
    look: Callable[[Taking], Any] = _itself
    guards: Mapping[StrEnum, Carry] = field(default_factory=dict)
    effects: Mapping[StrEnum, Carry] = field(default_factory=dict)

    def __post_init__(self) -> None:
        named = {"guards": self.procedure.guards(), "effects": self.procedure.effects()}
        for kind, names in named.items():
            if odd := names ^ frozenset(getattr(self, kind)):
                raise ValueError(f"{self.subject}: {kind} named by the table or carried out, not both: {sorted(odd)}")

    def step_of(self, row: Any, event: StrEnum) -> Step[Any]:
        """Return the step of `event` from where `row` stands; raises Conflict with what to do instead."""
        found = self.procedure.find(row.state, event)
        if found is None:
            raise Conflict("no-such-step", self.not_now(row, event), state=row.state, event=event)
        return found

    def events_open_to(self, actor: Actor, row: Any) -> tuple[StrEnum, ...]:
        """Return what `actor` may do with `row`, the likeliest first."""
        found: tuple[StrEnum, ...] = self.procedure.events_from(row.state, self.parts(actor, row))
        return found


def take(
    machine: Machine,
    session: Session,
    actor: Actor,
    row: Any,
    event: StrEnum,
    at: datetime,
    *,
    version: int | None = None,
    given: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Step[Any]:
    """Let `event` happen to `row` on behalf of `actor`, with the column `changes` that belong to it; return the step.

    Raises Conflict if the procedure has no such step now, a guard is not true or the row is not the one that was seen
    with `version`, Forbidden if the step is not the actor's to take.
    """
    step = machine.step_of(row, event)
    if not step.by & machine.parts(actor, row):
        raise Forbidden("not-yours", **{machine.subject: row.id})
    taking = Taking(session, actor, row, event, step, row.state, at, given or {})
    if step.guards:
        taking.case = machine.look(taking)
    for guard in step.guards:
        machine.guards[guard](taking)
    target = step.leads_to(row.state, getattr(row, "state_before", None))
    stamps = machine.stamps(taking, target) if machine.stamps else {}
    values = stamps | dict(step.facts) | changes | {"state": target}
    versions.change(session, row, values, version, machine.changed_meanwhile)
    facts = {"from": str(taking.before), "to": str(target)}
    audit.record(session, actor, f"{machine.subject}.{event}", machine.subject, row.id, at=at, **facts)
    for effect in step.effects:
        machine.effects[effect](taking)
    return step
