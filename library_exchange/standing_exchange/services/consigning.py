"""Issues inside a consignment: put into it, taken out again; what becomes of it moves them."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, Forbidden, InvalidInput
from library_exchange.core.i18n import speaking
from library_exchange.core.titles import TitleForm
from library_exchange.directory.models import Library
from library_exchange.directory.queries import day_at
from library_exchange.loans.labels.code_names import DAMAGES
from library_exchange.loans.rules.codes import Damage
from library_exchange.shipping.models import Consignment
from library_exchange.shipping.queries.consignments import growing
from library_exchange.shipping.rules.codes import Material
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services import leaving, planning
from library_exchange.shipping.services.events import LineOutcome, OutcomeKind
from library_exchange.shipping.services.new_lines import new_line
from library_exchange.shipping.services.own_procedures import OwnProcedure
from library_exchange.shipping.services.transitions import SERVICE
from library_exchange.standing_exchange import labels, policy
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange, StandingSerial
from library_exchange.standing_exchange.queries.consigned import KIND, waiting_in, with_serials
from library_exchange.standing_exchange.queries.titles import forms_of
from library_exchange.standing_exchange.rules.issues import ISSUE, IssueEvent, IssueState
from library_exchange.standing_exchange.schemas import Consigning
from library_exchange.standing_exchange.services.agreeing import ABOUT
from library_exchange.standing_exchange.services.issues import happen

LANGUAGES = {"zh": "chi", "ru": "rus", "en": "eng"}
READ_IN = ("zh", "ru")
"""The languages in which papers name a title."""
FOLLOWS: dict[OutcomeKind, IssueEvent] = {
    OutcomeKind.SENT: IssueEvent.SEND,
    OutcomeKind.RECEIVED: IssueEvent.RECEIVE,
    OutcomeKind.NOT_CLEARED: IssueEvent.NOT_SENT,
}
"""What happens to an issue by what becomes of it on its way. One that leaves before it was sent is still to be sent."""
CLAIMABLE = (OutcomeKind.CAME_BADLY, OutcomeKind.LOST)
"""After these an issue is late at once, so that it can be claimed."""
OWN_PROCEDURE = OwnProcedure({str(damage): DAMAGES[damage] for damage in Damage})
"""An issue that came badly is claimed in its standing exchange, and counts there alone."""


def consign(
    session: Session,
    actor: Actor,
    exchange: StandingExchange,
    ticked: Sequence[tuple[int, int]],
    given: Consigning,
    now: datetime,
) -> Consignment:
    """Put issues that the actor's library gives into a consignment to the other one; a new one is planned if asked.

    Raises Conflict if nothing is ticked, an issue is not to be sent or travels already, Forbidden for the other side's
    issues, InvalidInput for a consignment that takes nothing more.
    """
    chosen = _own(session, actor, exchange, ticked)
    giver_id = rights.library_of(actor)
    if any(ISSUE.find(issue.state, IssueEvent.SEND) is None for issue, _serial in chosen):
        raise Conflict("not-to-send", labels.NOT_TO_SEND)
    lines = [_line(issue, serial, given) for issue, serial in chosen]
    if given.way is None:
        ends = (session.get_one(Library, each) for each in (giver_id, exchange.other(giver_id)))
        consignment = planning.plan(session, actor, giver_id, planning.way_between(*ends), lines, now)
    else:
        open_ones = growing(session, giver_id, exchange.other(giver_id))
        found = next((each for each in open_ones if each.id == given.way), None)
        if found is None:
            raise InvalidInput({"way": labels.TAKES_NO_MORE})
        consignment = found
        planning.add_lines(session, actor, consignment, lines, now)
    facts = {"issues": len(lines), "number": consignment.number}
    audit.record(session, actor, f"{ABOUT}.consign", ABOUT, exchange.id, at=now, **facts)
    return consignment


def take_out(
    session: Session, actor: Actor, exchange: StandingExchange, ticked: Sequence[tuple[int, int]], now: datetime
) -> int:
    """Take issues out of the consignments in which they wait; they are to be sent as before. Return how many.

    Raises Conflict if one waits in none, or nothing is ticked.
    """
    chosen = _own(session, actor, exchange, ticked)
    waiting = waiting_in(session, [issue.id for issue, _serial in chosen])
    if len(waiting) < len(chosen):
        raise Conflict("in-no-consignment", labels.IN_NO_CONSIGNMENT)
    for issue, _serial in chosen:
        consignment, line = waiting[issue.id]
        leaving.leave(session, actor, consignment, line, now)
    audit.record(session, actor, f"{ABOUT}.take_out", ABOUT, exchange.id, at=now, issues=len(chosen))
    return len(chosen)


def _own(
    session: Session, actor: Actor, exchange: StandingExchange, ticked: Sequence[tuple[int, int]]
) -> list[tuple[SerialIssue, StandingSerial]]:
    """Return ticked issues of the exchange that the actor's library gives, as they should appear."""
    library_id = rights.require_party(actor, exchange.first_id, exchange.second_id)
    versions = dict(ticked)
    if not versions:
        raise Conflict("nothing-ticked", labels.NOTHING_TICKED)
    found = [each for each in with_serials(session, versions) if each[1].exchange_id == exchange.id]
    if len(found) < len(versions) or any(serial.giver_id != library_id for _issue, serial in found):
        raise Forbidden("not-the-giver")
    if any(versions[issue.id] != issue.version for issue, _serial in found):
        raise Conflict("changed-meanwhile", labels.CHANGED_MEANWHILE)
    return sorted(found, key=lambda each: (each[0].due_on, each[0].id))


def _line(issue: SerialIssue, serial: StandingSerial, given: Consigning) -> NewLine:
    """Return an issue as consignments know it; what it is worth is asked there, as of every title."""
    forms = forms_of(serial)
    return new_line(
        KIND,
        issue.id,
        [(_numbered(each, issue), each.lang, each.kind) for each in forms],
        language=LANGUAGES.get(forms[0].lang[:2]),
        year=issue.year,
        weight_g=given.weight_g,
        material=Material.PERIODICAL,
    )


def _numbered(form: TitleForm, issue: SerialIssue) -> str:
    """Return a form of a serial's title with the issue, in the language of the form where papers are read in it."""
    spoken = next((code for code in READ_IN if form.lang.startswith(code) and "Latn" not in form.lang), "en")
    with speaking(spoken):
        return f"{form.value} ({labels.issue_named(issue.year, issue.volume, issue.number)})"


# News -----------------------------------------------------------------------------------------------------------------


def hear(session: Session, actor: Actor, outcome: LineOutcome, now: datetime) -> None:
    """Let happen to an issue what became of it; where its own procedure has no such step any more, nothing does."""
    found = next(iter(with_serials(session, [outcome.subject_id])), None)
    if found is None:
        return
    issue, serial = found
    if outcome.kind in CLAIMABLE and issue.state is IssueState.SENT:
        issue.late_from, issue.version = day_at(session, outcome.consignee_id, now), issue.version + 1
        session.add(issue)
    event = FOLLOWS.get(outcome.kind)
    step = ISSUE.find(issue.state, event) if event else None
    if event is None or step is None:
        return
    exchange = session.get_one(StandingExchange, serial.exchange_id)
    way = (serial.giver_id, exchange.other(serial.giver_id))
    mover = actor if step.by & policy.parts_in_issue(actor, issue, way) else SERVICE
    day = day_at(session, outcome.consignee_id if event is IssueEvent.RECEIVE else outcome.consignor_id, now)
    happen(session, mover, exchange, issue, event, day, now)
