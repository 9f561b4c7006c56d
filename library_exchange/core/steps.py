"""Taking a step: what the table says, who may, what must be true; then the guarded UPDATE, the audit, the effects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from library_exchange.core import audit, versions
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden
from library_exchange.core.procedure import Part, Procedure, Step, by


@dataclass
class Taking:
    """One step as it is being taken: on whose behalf, on which row, from which state, with what was `given`.

    `event` is one of the procedure's, or the name of what came unexpectedly and changes no state. `within` is what the
    row belongs to, where that tells who somebody is to it; `case` is what the machine's guards look at.
    """

    session: Session
    actor: Actor
    row: Any
    event: Any
    step: Any
    before: Any
    at: datetime
    given: Mapping[str, Any] = field(default_factory=dict)
    within: Any = None
    case: Any = None


Carry = Callable[[Taking], None]
"""A guard raises Conflict, Forbidden or InvalidInput; an effect does what belongs to the step."""


def nobodys(actor: Actor) -> frozenset[Part]:
    """Return the parts of time and of what follows by itself from what somebody did; none for people and partners."""
    return by(Part.CLOCK, Part.SERVICE) if actor.kind == "clock" else by()


def _no_sentence(_row: Any, _event: StrEnum) -> Any:
    return None


def _itself(taking: Taking) -> Any:
    return taking.row


def touched(taking: Taking, _target: StrEnum) -> dict[str, Any]:
    """Return the stamp of rows that only know when they were touched last."""
    return {"touched_at": taking.at}


def _nothing(_taking: Taking) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Machine:
    """How rows with a state and a `version` go through their `procedure`; `subject` is what the audit calls them.

    `parts` tells who an actor is to a row (and to what the row is `within`, if that is given); `not_now` says what to
    do where there is no such step, `not_yours` is raised where it is another's; `stamps` are columns that a step
    writes beside the state, `notes` facts that its audit entry has beside `from` and `to`; `tell` writes to whom a step
    concerns. Rows whose whole is audited, such as the lines of a box, are not `is_audited` one by one.

    Every guard and effect that the table names is carried out here, and no other is: raises ValueError otherwise.
    """

    procedure: Procedure[Any, Any]
    subject: str
    parts: Callable[..., frozenset[Part]]
    not_now: Callable[[Any, StrEnum], Any] = _no_sentence
    not_yours: Callable[[Taking], ExchangeError] | None = None
    changed_meanwhile: Any = None
    stamps: Callable[[Taking, Any], dict[str, Any]] | None = None
    look: Callable[[Taking], Any] = _itself
    guards: Mapping[StrEnum, Carry] = field(default_factory=dict)
    effects: Mapping[StrEnum, Carry] = field(default_factory=dict)
    notes: Callable[[Taking], dict[str, Any]] = _nothing
    tell: Carry | None = None
    column: str = "state"
    read_as: str = ""
    before_as: str = "state_before"
    audited_as: str | None = None
    is_audited: bool = True

    def __post_init__(self) -> None:
        named = {"guards": self.procedure.guards(), "effects": self.procedure.effects()}
        for kind, names in named.items():
            if odd := names ^ frozenset(getattr(self, kind)):
                raise ValueError(f"{self.subject}: {kind} named by the table or carried out, not both: {sorted(odd)}")

    def state_of(self, row: Any) -> Any:
        """Return where `row` stands."""
        return getattr(row, self.read_as or self.column)

    def step_of(self, row: Any, event: StrEnum) -> Step[Any]:
        """Return the step of `event` from where `row` stands; raises Conflict with what to do instead."""
        state = self.state_of(row)
        found = self.procedure.find(state, event)
        if found is None:
            raise Conflict("no-such-step", self.not_now(row, event), state=state, event=event)
        return found

    def is_grave(self, row: Any, event: StrEnum) -> bool:
        """Whether somebody who lets `event` happen to `row` is to be asked first."""
        return self.procedure.is_grave(self.state_of(row), event)

    def parts_in(self, actor: Actor, row: Any, within: Any = None) -> frozenset[Part]:
        """Return who `actor` is to `row`, which may belong to something."""
        return self.parts(actor, row) if within is None else self.parts(actor, row, within)

    def events_open_to(self, actor: Actor, row: Any, within: Any = None) -> tuple[StrEnum, ...]:
        """Return what `actor` may do with `row`, the likeliest first."""
        parts = self.parts_in(actor, row, within)
        found: tuple[StrEnum, ...] = self.procedure.events_from(self.state_of(row), parts)
        return found

    def require(self, taking: Taking) -> None:
        """Raise what `not_yours` says, or Forbidden, unless the step is the actor's to take; then what guards raise."""
        if not taking.step.by & self.parts_in(taking.actor, taking.row, taking.within):
            if self.not_yours is not None:
                raise self.not_yours(taking)
            raise Forbidden("not-yours", **{self.subject: taking.row.id})
        if taking.step.guards:
            taking.case = self.look(taking)
        for guard in taking.step.guards:
            self.guards[guard](taking)
        # The step makes stale what the guards saw.
        taking.case = None

    def follow(self, taking: Taking) -> None:
        """Audit a step that was written, tell of it, and do what else belongs to it."""
        if self.is_audited:
            facts = {"from": str(taking.before), "to": str(self.state_of(taking.row)), **self.notes(taking)}
            action = f"{self.audited_as or self.subject}.{taking.event}"
            audit.record(taking.session, taking.actor, action, self.subject, taking.row.id, at=taking.at, **facts)
        if self.tell is not None:
            self.tell(taking)
        for effect in taking.step.effects:
            self.effects[effect](taking)


def take(
    machine: Machine,
    session: Session,
    actor: Actor,
    row: Any,
    event: StrEnum,
    at: datetime,
    *,
    version: int | None = None,
    within: Any = None,
    given: Mapping[str, Any] | None = None,
    **changes: Any,
) -> Step[Any]:
    """Let `event` happen to `row` on behalf of `actor`, with the column `changes` that belong to it; return the step.

    Raises Conflict if the procedure has no such step now, a guard is not true or the row is not the one that was seen
    with `version`, Forbidden if the step is not the actor's to take.
    """
    step = machine.step_of(row, event)
    take_found(
        machine,
        Taking(session, actor, row, event, step, machine.state_of(row), at, given or {}, within),
        changes,
        version,
    )
    return step


def take_found(machine: Machine, taking: Taking, changes: Mapping[str, Any], version: int | None = None) -> None:
    """Take a step that was found already, as `take` does."""
    machine.require(taking)
    row, step = taking.row, taking.step
    target = step.leads_to(taking.before, getattr(row, machine.before_as, None))
    stamps = machine.stamps(taking, target) if machine.stamps else {}
    values = stamps | dict(step.facts) | dict(changes) | {machine.column: target}
    if machine.read_as:
        values = {name: str(value) if isinstance(value, StrEnum) else value for name, value in values.items()}
    versions.change(taking.session, row, values, version, machine.changed_meanwhile)
    machine.follow(taking)
