"""The standing exchange of the demonstration: two journals that a pair sends each other, with an issue that is late."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from library_exchange.core.actor import Actor, Role
from library_exchange.directory.queries import day_at
from library_exchange.standing_exchange.models import SerialIssue, StandingExchange
from library_exchange.standing_exchange.queries.exchanges import issues_of, serials_of
from library_exchange.standing_exchange.rules.agreeing import StandingEvent
from library_exchange.standing_exchange.rules.issues import IssueEvent
from library_exchange.standing_exchange.schemas import StandingInput
from library_exchange.standing_exchange.services import agreeing, issues, night

PAIR = ("heihe", "amur")
"""Who have an agreement; the first proposes."""
BEGUN_AGO, SENT_AGO = timedelta(days=150), timedelta(days=20)
JOURNALS = {
    "ours_title": "北方文学",
    "ours_issn": "0476-031X",
    "theirs_title": "Вопросы истории",
    "theirs_translated_title": "历史问题",
    "theirs_issn": "0042-8779",
    "counting": "issue",
    "ours_rate": 1,
    "theirs_rate": 1,
}
CLAIMED = 2
"""Which issue has not come, by its place in the first year, while later ones have: late at one side, claimed at the
other.
"""
ON_THE_WAY = timedelta(days=45)
"""So long before its time no issue has come."""


def exchange(session: Session, actors: Mapping[tuple[str, Role], Actor], now: datetime) -> None:
    """Let the pair agree, send and receive some issues; a year that is over meanwhile has turned."""
    first, second = (actors[code, Role.LIBRARIAN] for code in PAIR)
    began = now - BEGUN_AGO
    year = day_at(session, first.library_id or 0, began).year
    given = StandingInput.model_validate(JOURNALS | {"partner_id": second.library_id, "first_year": year})
    made = agreeing.propose(session, first, given, began)
    agreeing.take(session, second, made, StandingEvent.ACCEPT, began + timedelta(days=3))
    night.turn_years(session, now)
    at = now - SENT_AGO
    for giver, receiver in ((first, second), (second, first)):
        until = day_at(session, giver.library_id or 0, now - ON_THE_WAY)
        due = [issue.due_on <= until for issue in _issues_from(session, made, giver)]
        came = [place for place, is_due in enumerate(due) if is_due and place != CLAIMED]
        _tick(session, giver, made, giver, IssueEvent.SEND, came, at)
        _tick(session, receiver, made, giver, IssueEvent.RECEIVE, came, at + timedelta(days=9))
    _tick(session, first, made, second, IssueEvent.CLAIM, (CLAIMED,), now - timedelta(days=2))


def _tick(
    session: Session,
    actor: Actor,
    made: StandingExchange,
    giver: Actor,
    event: IssueEvent,
    places: Sequence[int],
    at: datetime,
) -> None:
    rows = _issues_from(session, made, giver)
    issues.tick(session, actor, made, event, [(rows[place].id, rows[place].version) for place in places], at)


def _issues_from(session: Session, made: StandingExchange, giver: Actor) -> list[SerialIssue]:
    serials = [each for each in serials_of(session, [made.id])[made.id] if each.giver_id == giver.library_id]
    return list(issues_of(session, serials))
