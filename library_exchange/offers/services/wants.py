"""Wanting books: one by one or from a list, never what the library has; changing and renewing wants."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.authority_models import VariantName, Work
from library_exchange.catalogue.labels import RECORD_GONE
from library_exchange.citations.numbers import isbn_told_wrong
from library_exchange.core import audit, rights
from library_exchange.core.actor import Actor
from library_exchange.core.errors import Conflict, InvalidInput, NotFound, require_all
from library_exchange.core.i18n import _l
from library_exchange.core.text import folded
from library_exchange.directory.closing import require_open
from library_exchange.directory.queries import day_at, on_own_day
from library_exchange.offers import labels
from library_exchange.offers.models import Want, WantAuthor
from library_exchange.offers.queries import holdings, profiles, recognition
from library_exchange.offers.rules.numbers import MOST_COPIES, read_number, volume_key
from library_exchange.offers.rules.wants import CHOSEN_BY_NOBODY, EDITABLE, LEADS_TO, WantEvent, WantKind, WantState
from library_exchange.offers.schemas import BulkTerms, Entry, TakeWants, WantInput, WantTerms
from library_exchange.offers.services.several import Changed, Moved, change_each, move_each, own_lines
from library_exchange.offers.services.transitions import move_want, write
from library_exchange.record_matching.keys import author_keys, title_key

NEEDED = _l("Fill in this field.")
PROFILE_OF_NOTHING = _l("Choose a subject, or name an author or a series.")
NO_NAME = _l("This is no name. Write the surname first, then the initials.")
NO_WORK = _l("The catalogue does not know this work yet. Want this edition instead.")
YEARS_REVERSED = _l("The first year must not be later than the last one.")
FEWER_THAN_CAME = _l("More copies than this have come already.")
DAY_IS_OVER = _l("This day is over. Choose a later one.")
READS = {
    "title": ("number", "record_id", "work_id", "kind"),
    "subject": ("author", "series", "kind"),
    "year_from": ("year_to",),
}
"""By field of a want of which others its check reads."""


def want_of(library_id: int, entry: Entry, record_id: int | None, terms: TakeWants, now: datetime) -> Want:
    """Return the want of one edition as a line of a list tells it, not yet in any session."""
    return Want(
        library_id=library_id,
        kind=WantKind.EDITION,
        record_id=record_id,
        isbn=entry.isbn,
        printed_isbn=entry.printed_isbn,
        issn=entry.issn,
        title=entry.title,
        author=entry.author,
        language=entry.language,
        volume=entry.volume,
        title_key=title_key(entry.title),
        volume_key=volume_key(entry.volume or ""),
        folded=folded(" ".join(filter(None, (entry.title, entry.translated_title, entry.author)))),
        condition=terms.condition,
        priority=terms.priority,
        cap=entry.quantity,
        latest_on=terms.latest_on,
        created_at=now,
        touched_at=now,
    )


def add(session: Session, actor: Actor, given: WantInput, now: datetime) -> Want:
    """Add a want. Raises InvalidInput for what its rule lacks, Conflict if the library holds or wants it already."""
    library_id = rights.library_of(actor)
    want: Want
    _day, want = require_all(
        (
            lambda: _check_day(session, library_id, given.latest_on, now),
            lambda: MAKERS[given.kind](session, library_id, given, now),
        )
    )
    refuse_what_is_here(session, want)
    keep(session, actor, want, now)
    if want.kind is WantKind.PROFILE and want.author:
        session.add_all(WantAuthor(want_id=want.id, key=key) for key in sorted(profiles.keys_of(session, want)))
    return want


def keep(session: Session, actor: Actor, want: Want, now: datetime, **facts: object) -> Want:
    """Store a want that was checked; raises Conflict if its library leaves."""
    require_open(session, want.library_id)
    session.add(want)
    session.flush()
    audit.record(session, actor, "want.add", "want", want.id, at=now, kind=want.kind, **facts)
    return want


def keep_all(session: Session, actor: Actor, found: Sequence[Want], now: datetime, **facts: object) -> None:
    """Store wants that were checked, all at once; raises Conflict if their library leaves."""
    require_open(session, *{want.library_id for want in found})
    session.add_all(found)
    session.flush()
    for want in found:
        audit.record(session, actor, "want.add", "want", want.id, at=now, kind=want.kind, **facts)


def add_copies(session: Session, actor: Actor, want: Want, copies: int, now: datetime) -> bool:
    """Want so many copies more; return whether that was possible: the want is not promised, nor beyond measure."""
    if want.state not in EDITABLE or want.cap + copies > MOST_COPIES:
        return False
    write(session, want, {"cap": want.cap + copies, "touched_at": now})
    audit.record(session, actor, "want.change", "want", want.id, at=now, copies=copies)
    return True


def what_is_here(session: Session, library_id: int, found: Sequence[Want]) -> list[tuple[bool, Want | None]]:
    """Tell of each want of an edition whether the library holds it, and by which want it looks for it already."""
    is_held = holdings.editions_held(session, library_id, found)
    return list(zip(is_held, holdings.standing_wants(session, library_id, found), strict=True))


def refuse_what_is_here(session: Session, want: Want) -> None:
    """Raise Conflict if the want's library holds it, or wants it already."""
    if is_held(session, want):
        raise Conflict("held", labels.HELD, record=want.record_id)
    same = holdings.find_same_want(session, want)
    if same is not None:
        raise Conflict("wanted-already", labels.WANTED_ALREADY, want=same.id)


def is_held(session: Session, want: Want) -> bool:
    """Whether the library holds what is wanted; of series and profiles nobody can tell."""
    if want.kind is WantKind.EDITION:
        return holdings.editions_held(session, want.library_id, [want])[0]
    if want.kind is WantKind.WORK:
        return holdings.holds_work(session, want.library_id, want.work_id or 0, want.language)
    return False


def editions_perhaps_meant(session: Session, library_id: int, given: WantInput) -> Sequence[int]:
    """Return the records of which a want that tells a title alone may mean one, where nobody can tell for her."""
    if given.kind is not WantKind.EDITION or given.record_id is not None or given.number or not given.title:
        return ()
    entry = Entry(title=given.title, author=given.author)
    matches = recognition.matches_of(session, library_id, [entry])
    return (
        () if matches.of(None, None, given.title, is_own=False) is not None else matches.editions(entry, is_own=False)
    )


def _edition(session: Session, library_id: int, given: WantInput, now: datetime) -> Want:
    isbn, issn = _numbers(given.number)
    record_id = given.record_id
    if record_id is None:
        matches = recognition.matches_for(session, library_id, [(isbn, issn, given.title or "")])
        record_id = matches.of(isbn, issn, given.title or "", is_own=False)
    told = given.model_dump(include={"printed_isbn", "author", "volume"})
    entry = Entry(isbn=isbn, issn=issn, title=given.title or "", **told)
    if record_id is not None:
        known = recognition.entries_of(session, [record_id])
        if record_id not in known:
            raise NotFound("record", RECORD_GONE, record=record_id)
        own = entry.model_dump(exclude_none=True, exclude_defaults=True)
        entry = known[record_id].model_copy(update=own)
    if not entry.title:
        raise InvalidInput({"title": labels.NOT_IN_CATALOGUE if isbn or issn else NEEDED})
    entry = entry.model_copy(update={"quantity": given.cap})
    return want_of(library_id, entry, record_id, TakeWants.model_validate(given.model_dump()), now)


def _numbers(number: str | None) -> tuple[str | None, str | None]:
    if not number:
        return None, None
    isbn, issn, _problem = read_number(number)
    if isbn is None and issn is None:
        raise InvalidInput({"number": isbn_told_wrong(number) or labels.BAD_NUMBER})
    return isbn, issn


def _work(session: Session, library_id: int, given: WantInput, now: datetime) -> Want:
    work_id = given.work_id or _work_of_book(session, library_id, given)
    if work_id is None or session.get(Work, work_id) is None:
        raise InvalidInput({"title": NO_WORK if given.title or given.number else NEEDED})
    names = session.scalars(
        sa.select(VariantName).where(col(VariantName.work_id) == work_id).order_by(col(VariantName.id))
    ).all()
    heading = next((name for name in names if name.kind == "heading"), names[0] if names else None)
    values = _common(library_id, given, now)
    title = heading.value if heading else given.title or ""
    return Want(
        **values,
        work_id=work_id,
        language=given.language,
        title=title,
        folded=folded(" ".join(name.value for name in names)),
    )


def _work_of_book(session: Session, library_id: int, given: WantInput) -> int | None:
    if given.title and (found := holdings.find_work(session, given.title)):
        return found
    isbn, issn = _numbers(given.number)
    record_id = given.record_id
    if record_id is None:
        matches = recognition.matches_for(session, library_id, [(isbn, issn, given.title or "")])
        record_id = matches.of(isbn, issn, given.title or "", is_own=False)
    return recognition.works_of(session, [record_id]).get(record_id) if record_id is not None else None


def _series(_session: Session, library_id: int, given: WantInput, now: datetime) -> Want:
    _isbn, issn = _numbers(given.number)
    if not given.title:
        raise InvalidInput({"title": NEEDED})
    return Want(
        **_common(library_id, given, now),
        issn=issn,
        title=given.title,
        language=given.language,
        volume=given.volume,
        series_key=title_key(given.title),
        volume_key=volume_key(given.volume or ""),
        folded=folded(given.title),
    )


def _profile(session: Session, library_id: int, given: WantInput, now: datetime) -> Want:
    if given.subject is None and given.author is None and given.series is None:
        raise InvalidInput({"subject": PROFILE_OF_NOTHING})
    for name, key in (("author", author_keys(given.author or "")), ("series", title_key(given.series or ""))):
        if getattr(given, name) and not key:
            raise InvalidInput({name: NO_NAME if name == "author" else NEEDED})
    if given.year_from is not None and given.year_to is not None and given.year_from > given.year_to:
        raise InvalidInput({"year_from": YEARS_REVERSED})
    author = profiles.find_author(session, given.author) if given.author else None
    names = author.forms if author else ()
    return Want(
        **_common(library_id, given, now),
        subject=given.subject,
        author=given.author,
        person_id=author.id if author else None,
        series=given.series,
        series_key=title_key(given.series or ""),
        folded=folded(" ".join(filter(None, (given.author, given.series, *names)))),
        language=given.language,
        level=given.level,
        year_from=given.year_from,
        year_to=given.year_to,
    )


MAKERS = {
    WantKind.EDITION: _edition,
    WantKind.WORK: _work,
    WantKind.SERIES: _series,
    WantKind.PROFILE: _profile,
}


def _common(library_id: int, given: WantInput, now: datetime) -> dict[str, Any]:
    told = given.model_dump(include={"kind", "condition", "priority", "cap", "latest_on"})
    return told | {"library_id": library_id, "created_at": now, "touched_at": now}


def _check_day(session: Session, library_id: int, latest_on: date | None, now: datetime) -> None:
    if latest_on is not None and latest_on < day_at(session, library_id, now):
        raise InvalidInput({"latest_on": DAY_IS_OVER})


def change(session: Session, actor: Actor, want: Want, given: WantTerms, now: datetime) -> None:
    """Change how urgent a want is, how many copies it takes and until when. Raises Conflict once it is promised."""
    rights.require_party(actor, want.library_id)
    if want.state not in EDITABLE:
        raise Conflict("not-editable", labels.NOT_EDITABLE, state=want.state)
    if given.cap <= want.received:
        raise InvalidInput({"cap": FEWER_THAN_CAME})
    _check_day(session, want.library_id, given.latest_on, now)
    write(session, want, given.model_dump(exclude={"version"}) | {"touched_at": now}, given.version)
    audit.record(session, actor, "want.change", "want", want.id, at=now)


def move(
    session: Session, actor: Actor, want: Want, event: WantEvent, now: datetime, version: int | None = None
) -> None:
    """Take a step that the want's librarian takes by hand; a renewed want forgets the day that was its last."""
    rights.require_party(actor, want.library_id)
    changes: dict[str, Any] = {}
    if event is WantEvent.RENEW:
        require_open(session, want.library_id)
        if is_held(session, want):
            raise Conflict("held", labels.HELD, want=want.id)
        changes = {"latest_on": None}
    if event in (WantEvent.RENEW, WantEvent.RESUME):
        changes["declines"] = 0
    move_want(session, actor, want, event, now, version, **changes)


def _own(session: Session, library_id: int, want_ids: Iterable[int]) -> list[Want]:
    return own_lines(session, Want, library_id, want_ids, EDITABLE)


def change_all(session: Session, actor: Actor, want_ids: Iterable[int], given: BulkTerms, now: datetime) -> Changed:
    """Change the priority or the last day of several own wants at once; return what became of them.

    What is filled in stays, unless the change is for all. Lines that are promised already and lines of other libraries
    are passed over.
    """
    library_id = rights.library_of(actor)
    _check_day(session, library_id, given.latest_on, now)
    return _change_each(session, actor, _own(session, library_id, want_ids), given, now)


def _change_each(session: Session, actor: Actor, found: Sequence[Want], given: BulkTerms, now: datetime) -> Changed:
    """Change wants as the form says. A last day that is over is no day any more: it is a gap."""

    def one(want: Want, values: dict[str, Any]) -> None:
        write(session, want, values | {"touched_at": now})
        audit.record(session, actor, "want.change", "want", want.id, at=now)

    values, today = (
        given.model_dump(exclude_none=True, exclude={"scope"}),
        day_at(session, rights.library_of(actor), now),
    )

    def gaps(want: Want) -> dict[str, Any]:
        is_over = want.latest_on is not None and want.latest_on < today
        return CHOSEN_BY_NOBODY | ({"latest_on": want.latest_on} if is_over else {})

    return change_each(found, lambda _want: values, gaps, given.scope, one)


def move_all(
    session: Session,
    actor: Actor,
    want_ids: Iterable[int],
    event: WantEvent,
    now: datetime,
    given: BulkTerms,
) -> tuple[Moved, Changed]:
    """Take one step with several own wants; return what became of them.

    What is `given` besides is changed in those that moved; in the others nothing is.
    """
    library_id = rights.library_of(actor)
    _check_day(session, library_id, given.latest_on, now)
    went: list[Want] = []

    def one(want: Want) -> None:
        move(session, actor, want, event, now)
        went.append(want)

    there = LEADS_TO[event]
    moved = move_each(_own(session, library_id, want_ids), one, lambda want: want.state is there)
    return moved, _change_each(session, actor, went, given, now)


def expire(session: Session, actor: Actor, now: datetime) -> int:
    """End the wants whose last day is over where their library stands; return how many."""
    standing = (WantState.OPEN, WantState.PAUSED)
    is_over = on_own_day(session, col(Want.library_id), now, lambda today: col(Want.latest_on) < today)
    over = sa.select(Want).where(col(Want.state).in_(standing), is_over)
    found = list(session.scalars(over.order_by(col(Want.id))))
    for want in found:
        move_want(session, actor, want, WantEvent.EXPIRE, now)
    return len(found)
