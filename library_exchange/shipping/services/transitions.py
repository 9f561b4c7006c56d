"""How a consignment moves: step of the table, guards, guarded UPDATE and audit, all in one transaction."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from library_exchange.core import bilingual, versions
from library_exchange.core.actor import Actor, clock
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden
from library_exchange.core.i18n import _l
from library_exchange.core.steps import Machine, Taking
from library_exchange.core.steps import take as take_step
from library_exchange.directory.queries import day_at, days_gone
from library_exchange.shipping import policy
from library_exchange.shipping.labels import refusals
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.addressed import unreached
from library_exchange.shipping.queries.consignments import contents_of
from library_exchange.shipping.queries.regulations import rules_on
from library_exchange.shipping.rules.codes import Effect, ShipmentEvent
from library_exchange.shipping.rules.shipments import BEFORE_PACKING, CONSIGNMENT, FINAL, TEXTS_KIND
from library_exchange.shipping.services import guards, letters, line_outcomes
from library_exchange.shipping.services.guards import Case
from library_exchange.shipping.services.held_back import held_back

CHANGED_MEANWHILE = _l("This consignment changed meanwhile. Look at its present state and decide again.")
SERVICE = clock("service")
"""Who takes the steps that follow by themselves from what somebody did."""


def case_of(session: Session, consignment: Consignment, at: datetime) -> Case:
    """Return what guards look at, as it stands now; the day is that of the consignor."""
    session.flush()
    today = day_at(session, consignment.consignor_id, at)
    contents, days_here = contents_of(session, consignment), _days_here(session, consignment, at)
    held = held_back(session, consignment, contents.going, at)
    lacking = unreached(session, consignment, contents.legs)
    return Case(consignment, contents, rules_on(session, today), today, days_here, held, lacking)


def _days_here(session: Session, consignment: Consignment, at: datetime) -> int | None:
    if consignment.received_at is None:
        return None
    return days_gone(session, consignment.consignee_id, consignment.received_at, at)


def require_version(consignment: Consignment, version: int | None) -> None:
    """Raise Conflict if the person was looking at another version."""
    if version is not None and version != consignment.version:
        raise Conflict("changed-meanwhile", CHANGED_MEANWHILE, consignment=consignment.id)


def require_open(consignment: Consignment) -> None:
    """Raise Conflict unless titles and parcels may still be changed."""
    if consignment.state not in BEFORE_PACKING:
        raise Conflict("already-packed", refusals.ALREADY_PACKED, consignment=consignment.id)


def take(
    session: Session,
    actor: Actor,
    consignment: Consignment,
    event: ShipmentEvent,
    at: datetime,
    given: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Take the step of `event` on behalf of `actor`, with what its effects need and the column `changes` of it.

    Raises Conflict if there is no such step or a guard is not true, Forbidden if it is not the actor's to take.
    """
    take_step(CONSIGNMENTS, session, actor, consignment, event, at, given=given, **changes)


def tell(taking: Taking) -> None:
    """Write to whom a step concerns, of a consignment or of what belongs to one."""
    said = taking.given.get("why")
    letters.tell(taking.session, taking.actor, taking.within or taking.row, taking.event, said)


def _tell_and_look_at_texts(taking: Taking) -> None:
    """Tell of a step; what was asked about texts of a consignment that nobody can change any more waits no longer."""
    tell(taking)
    bilingual.changed(taking.session, TEXTS_KIND, taking.row.id, taking.at)


def not_your_part(taking: Taking) -> ExchangeError:
    """Return the refusal of a step of a consignment, or of what belongs to one, that others take."""
    return Forbidden("not-your-part", consignment=(taking.within or taking.row).id)


def _stamps(taking: Taking, target: StrEnum) -> dict[str, Any]:
    return {"touched_at": taking.at} | ({"closed_at": taking.at} if target in FINAL else {})


def _release(taking: Taking) -> None:
    line_outcomes.release(taking.session, taking.actor, taking.row, taking.at)


def _take_in(taking: Taking) -> None:
    said, more = taking.given["said"], taking.given["more"]
    line_outcomes.take_in(taking.session, taking.actor, taking.row, said, more, taking.at)


def _give_up(taking: Taking) -> None:
    line_outcomes.give_up(taking.session, taking.actor, taking.row, taking.at)


def _open_claim(taking: Taking) -> None:
    line, copies, fault, more = (taking.given[name] for name in ("line", "copies", "fault", "why"))
    line_outcomes.complain(taking.session, taking.actor, taking.row, line, copies, fault, taking.at, more)


CONSIGNMENTS = Machine(
    CONSIGNMENT,
    "consignment",
    policy.parts,
    not_now=lambda consignment, _event: refusals.not_now(consignment.state),
    not_yours=not_your_part,
    changed_meanwhile=CHANGED_MEANWHILE,
    stamps=_stamps,
    look=lambda taking: case_of(taking.session, taking.row, taking.at),
    guards={guard: guards.asked(guard) for guard in guards.GUARDS},
    effects={
        Effect.RELEASE_LINES: _release,
        Effect.TAKE_IN: _take_in,
        Effect.GIVE_UP: _give_up,
        Effect.OPEN_CLAIM: _open_claim,
    },
    notes=lambda taking: {"number": taking.row.number},
    tell=_tell_and_look_at_texts,
    audited_as="shipping",
)


def touch(session: Session, consignment: Consignment, at: datetime) -> None:
    """Note that the contents changed, so that whoever looked at an older version is told."""
    write(session, consignment, {"touched_at": at})


def write(session: Session, row: Any, values: dict[str, Any]) -> None:
    """Change a row that carries a version, if it is still as it was read; raises Conflict if not."""
    versions.change(session, row, values, sentence=CHANGED_MEANWHILE)
