"""Lists on their way in: kept, matched with the catalogue, corrected line by line, taken once."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from library_exchange.core import audit
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput
from library_exchange.exchange import labels, policy
from library_exchange.exchange.models.lists import Intake, IntakeLine, IntakeState, ListKind, Source
from library_exchange.exchange.queries import recognition
from library_exchange.exchange.rules.lines import SETTLED, Problem
from library_exchange.exchange.rules.offers import may_be_published
from library_exchange.exchange.schemas import Entry, TakeOffers, TakeWants
from library_exchange.exchange.services import offers, wants
from library_exchange.exchange.services.moving import write
from library_exchange.exchange.services.reading import MOST_LINES, Read, one


def receive(
    session: Session,
    actor: Actor,
    kind: ListKind,
    source: Source,
    lines: Sequence[Read],
    now: datetime,
    filename: str | None = None,
) -> Intake:
    """Keep a list and match its lines with the catalogue; nothing is offered or wanted yet."""
    intake = Intake(
        library_id=policy.library_of(actor),
        kind=kind,
        source=source,
        filename=filename[:300] if filename else None,
        created_at=now,
        touched_at=now,
    )
    session.add(intake)
    session.flush()
    _append(session, intake, lines, first=1)
    audit.record(session, actor, "list.send", "list", intake.id, at=now, lines=len(lines), source=source)
    return intake


def _append(session: Session, intake: Intake, lines: Sequence[Read], first: int) -> list[IntakeLine]:
    rows = [
        IntakeLine(
            intake_id=intake.id or 0,
            number=number,
            text=line.text[:1000],
            entry=line.entry.model_dump(mode="json", exclude_none=True),
            problem=line.problem,
            detail=line.detail,
        )
        for number, line in enumerate(lines, start=first)
    ]
    _recognise(session, intake, rows)
    session.add_all(rows)
    session.flush()
    return rows


def _recognise(session: Session, intake: Intake, rows: Sequence[IntakeLine]) -> None:
    """Find the records of the lines, complete the lines from them, and say what stands against taking a line."""
    sound = [(row, Entry.model_validate(row.entry)) for row in rows if row.problem is None]
    matches = recognition.matches_for(
        session, intake.library_id, [(entry.isbn, entry.issn, entry.title) for _row, entry in sound]
    )
    found = [(row, entry, matches.of(entry.isbn, entry.issn, entry.title)) for row, entry in sound]
    known = recognition.entries_of(session, [record for _row, _entry, record in found if record is not None])
    for row, entry, record_id in found:
        row.record_id = record_id
        if record_id is not None:
            # What the line tells goes before what the record says: the librarian has the book in her hand.
            told = entry.model_dump(exclude_none=True, exclude_defaults=True)
            entry = known[record_id].model_copy(update=told | {"quantity": entry.quantity})
            row.entry = entry.model_dump(mode="json", exclude_none=True)
        elif not entry.title:
            row.problem = Problem.NOT_IN_CATALOGUE
    if intake.kind is ListKind.WANTS:
        _mark_what_is_here(session, intake, rows)


def _mark_what_is_here(session: Session, intake: Intake, rows: Sequence[IntakeLine]) -> None:
    seen: set[tuple[str | None, str | None, str]] = set()
    for row in rows:
        if row.problem is not None:
            continue
        want = wants.want_of(
            intake.library_id, Entry.model_validate(row.entry), row.record_id, TakeWants(), intake.created_at
        )
        key = (want.isbn, want.issn, "" if want.isbn or want.issn else want.title_key)
        try:
            wants.refuse_what_is_here(session, want)
        except Conflict as refused:
            row.problem = Problem.HELD if refused.reason == "held" else Problem.ALREADY_LISTED
        if row.problem is None and key in seen:
            row.problem = Problem.ALREADY_LISTED
        seen.add(key)


def scan(session: Session, actor: Actor, text: str, now: datetime) -> IntakeLine:
    """Add one line to the library's list of scanned books, which is begun with the first. Raises InvalidInput."""
    library_id = policy.library_of(actor)
    line = one(text)
    if line is None:
        raise InvalidInput({"text": labels.NOTHING_IN_IT})
    intake = find_scanned(session, library_id)
    if intake is None:
        intake = Intake(library_id=library_id, kind=ListKind.OFFERS, source=Source.SCAN, created_at=now, touched_at=now)
        session.add(intake)
        try:
            session.flush()
        except IntegrityError as error:
            raise Conflict("list-begun-elsewhere", labels.CHANGED_MEANWHILE) from error
    write(session, intake, {"touched_at": now})
    last = _last_number(session, intake)
    if last >= MOST_LINES:
        raise InvalidInput({"text": labels.TOO_LONG_A_LIST})
    return _append(session, intake, [line], first=last + 1)[0]


def find_scanned(session: Session, library_id: int) -> Intake | None:
    """Return the list of scanned books that the library has under way."""
    return session.scalar(
        sa.select(Intake).where(
            col(Intake.library_id) == library_id,
            col(Intake.source) == Source.SCAN,
            col(Intake.state) == IntakeState.OPEN,
        )
    )


def _last_number(session: Session, intake: Intake) -> int:
    wanted = sa.select(sa.func.max(col(IntakeLine.number))).where(col(IntakeLine.intake_id) == intake.id)
    return session.scalar(wanted) or 0


def correct(session: Session, intake: Intake, line: IntakeLine, text: str, now: datetime) -> None:
    """Read a line anew from what the librarian typed in its place. Raises Conflict once the list or line is taken."""
    _require_open(intake)
    _require_untaken(line)
    read = one(text)
    if read is None:
        raise InvalidInput({"text": labels.NOTHING_IN_IT})
    write(session, intake, {"touched_at": now})
    line.text, line.problem, line.detail = read.text, read.problem, None
    line.entry = read.entry.model_dump(mode="json", exclude_none=True)
    line.record_id, line.is_left_out = None, False
    _recognise(session, intake, [line])
    session.flush()


def leave_out(session: Session, intake: Intake, line: IntakeLine, now: datetime) -> None:
    """Leave a line out of what is taken, or bring it back; it stays on the list."""
    _require_open(intake)
    _require_untaken(line)
    write(session, intake, {"touched_at": now})
    line.is_left_out = not line.is_left_out
    session.flush()


def _require_open(intake: Intake) -> None:
    if intake.state is not IntakeState.OPEN:
        raise Conflict("list-closed", labels.LIST_CLOSED, list=intake.id)


def _require_untaken(line: IntakeLine) -> None:
    if line.offer_id is not None or line.want_id is not None:
        raise Conflict("line-taken", labels.LIST_CLOSED, line=line.id)


def discard(session: Session, actor: Actor, intake: Intake, now: datetime) -> None:
    """Give a list up; what was taken from it stays. Raises Conflict if it is closed already."""
    _require_open(intake)
    write(session, intake, {"state": IntakeState.DISCARDED, "touched_at": now})
    audit.record(session, actor, "list.discard", "list", intake.id, at=now)


def take(
    session: Session, actor: Actor, intake: Intake, terms: TakeOffers | TakeWants, now: datetime
) -> tuple[int, int]:
    """Make offers or wants of the lines nothing stands against; return how many, and how many lines wait still.

    A line is taken once, however often the form is sent. With `publish` the offers whose weight or pages are known
    are shown at once. The list is closed when no line waits any more. Raises Conflict if it is closed already.
    """
    _require_open(intake)
    if isinstance(terms, TakeOffers):
        offers.check_terms(session, intake.library_id, terms.reserve, terms.reserved_for_id)
    write(session, intake, {"touched_at": now})
    waiting = _waiting(session, intake)
    ready = [line for line in waiting if line.problem is None]
    for line in ready:
        entry = Entry.model_validate(line.entry)
        if isinstance(terms, TakeOffers):
            _take_offer(session, actor, intake, line, entry, terms, now)
        else:
            _take_want(session, actor, intake, line, entry, terms, now)
    untaken = [line for line in waiting if line.offer_id is None and line.want_id is None]
    left = [line for line in untaken if line.problem not in SETTLED]
    if not left:
        write(session, intake, {"state": IntakeState.TAKEN})
    taken = len(waiting) - len(untaken)
    audit.record(session, actor, "list.take", "list", intake.id, at=now, taken=taken, left=len(left))
    return taken, len(left)


def _waiting(session: Session, intake: Intake) -> list[IntakeLine]:
    wanted = sa.select(IntakeLine).where(
        col(IntakeLine.intake_id) == intake.id,
        col(IntakeLine.is_left_out).is_(False),
        col(IntakeLine.offer_id).is_(None),
        col(IntakeLine.want_id).is_(None),
    )
    return list(session.scalars(wanted.order_by(col(IntakeLine.number))))


def _take_offer(
    session: Session, actor: Actor, intake: Intake, line: IntakeLine, entry: Entry, terms: TakeOffers, now: datetime
) -> None:
    offer = offers.offer_of(intake.library_id, entry, line.record_id, terms, now)
    session.add(offer)
    session.flush()
    audit.record(session, actor, "offer.add", "offer", offer.id, at=now, source=intake.source)
    line.offer_id = offer.id
    if terms.publish and may_be_published(offer.weight_g, offer.pages):
        offers.publish(session, actor, offer, now)


def _take_want(
    session: Session, actor: Actor, intake: Intake, line: IntakeLine, entry: Entry, terms: TakeWants, now: datetime
) -> None:
    """Take a want, unless the library has come to hold or want it since the list was read."""
    want = wants.want_of(intake.library_id, entry, line.record_id, terms, now)
    try:
        wants.refuse_what_is_here(session, want)
    except Conflict as refused:
        line.problem = Problem.HELD if refused.reason == "held" else Problem.ALREADY_LISTED
        return
    wants.keep(session, actor, want, now, source=intake.source)
    line.want_id = want.id
