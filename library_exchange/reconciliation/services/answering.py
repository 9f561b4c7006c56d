"""What each side says of a comparison: that it agrees, at which line it differs, what it answers."""

from datetime import datetime

from sqlmodel import Session

from library_exchange.core import rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, ExchangeError, Forbidden, InvalidInput, NotFound
from library_exchange.core.steps import Machine, Taking
from library_exchange.core.steps import take as take_step
from library_exchange.directory.letter_partners import reached_by_letter
from library_exchange.reconciliation import labels, policy, queries, rules
from library_exchange.reconciliation.models import Reconciliation, ReconciliationRemark
from library_exchange.reconciliation.rules import (
    RECONCILIATION,
    Effect,
    Guard,
    ReconciliationEvent,
    ReconciliationState,
)
from library_exchange.reconciliation.schemas import Answer, Difference, StepInput


def agree(session: Session, actor: Actor, found: Reconciliation, seen: StepInput, now: datetime) -> None:
    """Say that the actor's library agrees to the figures that it saw; with the second yes they are fixed.

    Raises Conflict if they are others by now, or an earlier year is not agreed yet.
    """
    figures = queries.figures(session, found)
    take_step(
        RECONCILIATIONS,
        session,
        actor,
        found,
        ReconciliationEvent.AGREE,
        now,
        version=seen.version,
        given={"seen": seen.seen, "mark": rules.mark_of(figures)},
        figures=rules.kept(figures),
        said_by_id=rights.home_of(actor),
    )


def differ(
    session: Session, actor: Actor, found: Reconciliation, said: Difference, language: str, now: datetime
) -> None:
    """Say at which line the actor's library differs; the other one is to answer.

    Raises InvalidInput for no line, and where nothing is said of it.
    """
    if said.line not in {row.name for row in queries.figures(session, found).rows}:
        raise InvalidInput({"line": labels.NO_SUCH_LINE})
    if said.phrase not in (None, *rules.OBJECTIONS):
        raise InvalidInput({"phrase": labels.SAY_SOMETHING})
    if all(each is None for each in (said.ours, said.theirs, said.phrase, said.text)):
        raise InvalidInput({"ours": labels.SAY_SOMETHING})
    home = rights.home_of(actor)
    first, second = (said.ours, said.theirs) if home == found.first_id else (said.theirs, said.ours)
    counted = {"line": said.line, "first": first, "second": second}
    given = counted | {"phrase": said.phrase, "text": said.text, "language": language}
    event, said_by = ReconciliationEvent.DIFFER, home
    take_step(RECONCILIATIONS, session, actor, found, event, now, given=given, said_by_id=said_by)


def answer(session: Session, actor: Actor, found: Reconciliation, said: Answer, language: str, now: datetime) -> None:
    """Answer what the other side said; both are asked anew, by what the books say then. Raises InvalidInput."""
    if said.phrase not in (None, *rules.ANSWERS) or (said.phrase is None and said.text is None):
        raise InvalidInput({"phrase": labels.ANSWER_SOMETHING})
    given = {"phrase": said.phrase, "text": said.text, "language": language}
    take_step(RECONCILIATIONS, session, actor, found, ReconciliationEvent.ANSWER, now, given=given)


def take(
    session: Session,
    actor: Actor,
    found: Reconciliation,
    event: ReconciliationEvent,
    now: datetime,
    version: int | None = None,
) -> None:
    """Take back what the actor's library said, or enter that the partner signed on paper."""
    take_step(RECONCILIATIONS, session, actor, found, event, now, version=version)


def _require_as_seen(taking: Taking) -> None:
    if taking.given["seen"] != taking.given["mark"]:
        raise Conflict("figures-changed", labels.FIGURES_CHANGED)


def _require_earlier_years(taking: Taking) -> None:
    known = queries.of_pair(taking.session, *taking.row.parties)
    if any(each.year < taking.row.year and each.state is not ReconciliationState.AGREED for each in known):
        raise Conflict("earlier-year-first", labels.EARLIER_FIRST)


def _require_by_letter(taking: Taking) -> None:
    """Let only the signature of a library be entered that cannot say yes itself."""
    if taking.row.other(rights.home_of(taking.actor)) not in reached_by_letter(taking.session):
        raise Conflict("answers-itself", labels.SIGNS_IN)


def _keep_remark(taking: Taking) -> None:
    remark = ReconciliationRemark(
        reconciliation_id=taking.row.id, library_id=rights.library_of(taking.actor), said_at=taking.at, **taking.given
    )
    taking.session.add(remark)
    taking.session.flush()


def _not_yours(taking: Taking) -> ExchangeError:
    is_party = rights.home_of(taking.actor) in taking.row.parties
    return Forbidden("the-other-sides", labels.THE_OTHERS) if is_party else NotFound("another-librarys")


def _stamps(taking: Taking, target: ReconciliationState) -> dict[str, datetime]:
    is_fixed = target is ReconciliationState.AGREED
    return {"touched_at": taking.at} | ({"agreed_at": taking.at} if is_fixed else {})


RECONCILIATIONS = Machine(
    RECONCILIATION,
    "reconciliation",
    policy.parts,
    not_now=lambda _row, _event: labels.NOT_NOW,
    not_yours=_not_yours,
    changed_meanwhile=labels.CHANGED_MEANWHILE,
    stamps=_stamps,
    guards={
        Guard.AS_SEEN: _require_as_seen,
        Guard.EARLIER_YEARS_FIRST: _require_earlier_years,
        Guard.SIGNED_ELSEWHERE: _require_by_letter,
    },
    effects={Effect.KEEP_REMARK: _keep_remark},
)
