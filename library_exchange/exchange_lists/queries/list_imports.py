"""One list on its way in as its page shows it: what asks the librarian first, with all that she needs to answer."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.db import pieces
from library_exchange.core.scripts import html_lang, script_of
from library_exchange.core.titles import TitleBlock, Written, title_block, typed
from library_exchange.correspondence.labels.wording import in_brief
from library_exchange.exchange_lists.models import ListImport, ListImportLine
from library_exchange.exchange_lists.queries.alike_lines import counted_alike
from library_exchange.exchange_lists.queries.contradictions import contradictions
from library_exchange.exchange_lists.rules.answers import ALONE, ASKED, SETTLED, Answer, Section
from library_exchange.exchange_lists.rules.editions import Difference
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.offers.models import ListKind, Offer, Want
from library_exchange.offers.queries import recognition
from library_exchange.offers.schemas import Entry
from library_exchange.record_matching.keys import title_key

MOST_EDITIONS = 12
NO_BOOKS = (Problem.NOT_A_BOOK, Problem.PERHAPS_NOT_A_BOOK)


@dataclass(frozen=True)
class Edition:
    """One of several editions that a line may mean."""

    record_id: int
    title: TitleBlock
    entry: Entry
    is_held: bool
    is_chosen: bool


@dataclass(frozen=True)
class LineRow:
    """A line of a list as its page shows it.

    `copies` are those of the line and of the lines `joined` to it; `standing` are the copies that the library's own
    offer or want for this book has already. Cells that were not read for sure are `asked` about, others `unread`.
    `differences` are those from the record that was `found` and may not be meant; `typed_title` is the line's own
    where the catalogue's, which stands, is another. So many lines that ask are `alike` it, itself counted.
    """

    line: ListImportLine
    title: TitleBlock | None
    copies: int = 1
    joined: Sequence[int] = ()
    editions: Sequence[Edition] = ()
    standing: int = 0
    asked: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    found: Edition | None = None
    differences: Sequence[Difference] = ()
    typed_title: str = ""
    alike: int = 0


@dataclass(frozen=True)
class ListPage:
    """One page of a list's lines, and how many lines there are of each kind."""

    rows: Sequence[LineRow]
    shown: int
    total: int
    ready: int
    matched: int
    troubled: int
    settled: int
    left_out: int
    taken: int
    joined: int
    listed: int
    unweighed: int
    personal: int
    unsure: int
    perhaps_none: int
    other_edition: int


@dataclass(frozen=True)
class _Kinds:
    """The conditions that tell lines of one kind from the others."""

    of: Mapping[str, sa.ColumnElement[bool]] = field(default_factory=dict)

    def part(self, part: Section) -> sa.ColumnElement[bool]:
        aside = sa.or_(self.of["settled"], self.of["left_out"])
        return {Section.ASKING: self.of["troubled"], Section.READY: self.of["ready"], Section.ASIDE: aside}.get(
            part, sa.true()
        )


def _kinds() -> _Kinds:
    line = ListImportLine
    taken = sa.or_(col(line.offer_id).is_not(None), col(line.want_id).is_not(None))
    joined = sa.and_(~taken, col(line.is_left_out).is_(False), col(line.joined_to).is_not(None))
    waits = sa.and_(~taken, col(line.is_left_out).is_(False), col(line.joined_to).is_(None))
    sound, settled = col(line.problem).is_(None), sa.func.coalesce(col(line.problem).in_(list(SETTLED)), sa.false())
    ready = sa.and_(waits, sound)
    weight, pages = (sa.type_coerce(col(line.entry), sa.JSON)[name].as_string() for name in ("weight_g", "pages"))
    troubled = sa.and_(waits, ~sound, sa.not_(settled))
    listed = col(line.problem).in_((Problem.ALREADY_OFFERED, Problem.ALREADY_LISTED))
    return _Kinds(
        {
            "ready": ready,
            "matched": sa.and_(ready, col(line.record_id).is_not(None)),
            "troubled": troubled,
            "settled": sa.and_(waits, settled),
            "left_out": sa.and_(~taken, col(line.is_left_out).is_(True)),
            "taken": taken,
            "joined": joined,
            "listed": sa.and_(waits, listed),
            "unweighed": sa.and_(ready, weight.is_(None), pages.is_(None)),
            "unsure": sa.and_(waits, col(line.problem) == Problem.UNSURE),
            "other_edition": sa.and_(waits, col(line.problem) == Problem.OTHER_EDITION),
            "perhaps_none": sa.and_(
                waits,
                col(line.problem) == Problem.PERHAPS_NOT_A_BOOK,
                sa.func.coalesce(col(line.detail) != Stray.DITTO.value, sa.true()),
            ),
            "personal": sa.and_(waits, col(line.problem) == Problem.PERSONAL),
        }
    )


def list_page(
    session: Session, list_import: ListImport, language: str, limit: int, offset: int, part: Section = Section.ALL
) -> ListPage:
    """Return one page of a list, lines that ask the librarian first; as many queries for a long list as for a short."""
    kinds, own = _kinds(), col(ListImportLine.list_import_id) == list_import.id
    sums = {name: sa.func.sum(sa.case((kind, 1), else_=0)).label(name) for name, kind in kinds.of.items()}
    is_shown = kinds.part(part)
    counts = session.execute(
        sa.select(
            sa.func.count().label("total"), sa.func.sum(sa.case((is_shown, 1), else_=0)).label("shown"), *sums.values()
        ).where(own)
    ).one()
    found = session.execute(
        sa.select(ListImportLine, col(BibliographicRecord.card))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(ListImportLine.record_id))
        .where(own, is_shown)
        .order_by(sa.case((kinds.of["troubled"], 0), else_=1), col(ListImportLine.number))
        .limit(limit)
        .offset(offset)
    ).all()
    rows = _rows(session, list_import, [(line, card) for line, card in found], language)
    return ListPage(rows, **{name: n or 0 for name, n in counts._mapping.items()})


def _rows(
    session: Session,
    list_import: ListImport,
    found: Sequence[tuple[ListImportLine, Mapping[str, Any] | None]],
    language: str,
) -> list[LineRow]:
    lines = [line for line, _card in found]
    joined = _joined(session, list_import, [line.number for line in lines])
    editions = _editions(session, list_import, lines, language)
    standing = _standing(session, lines)
    differing = _differing(session, lines)
    alike = counted_alike(session, list_import, lines)
    return [
        LineRow(
            line,
            _line_title(line, card, language),
            line.entry.get("quantity", 1) + sum(more for _number, more in joined[line.number]),
            [number for number, _more in joined[line.number]],
            editions.get(line.number, ()),
            standing.get((line.same_offer_id, line.same_want_id), 0),
            *_not_read(list_import, line),
            next((each for each in editions.get(line.number, ()) if str(each.record_id) == line.detail), None),
            differing.get(line.number, ()),
            _typed_title(line),
            alike.get(line.number, 0),
        )
        for line, card in found
    ]


def _not_read(list_import: ListImport, line: ListImportLine) -> tuple[dict[str, str], dict[str, str]]:
    """Return the cells that were not read for sure: those that are asked about, and those only told."""
    cells: Mapping[str, str] = line.told.get("unread", {})
    asked = {name for name in ASKED[list_import.kind] if Answer.AS_READ not in line.answers}
    asked |= {ALONE} if line.record_id is None and line.problem is Problem.UNSURE else set()
    kept = {"remark"} if list_import.kind is ListKind.OFFERS else set()
    return (
        {name: cell for name, cell in cells.items() if name in asked},
        {name: cell for name, cell in cells.items() if name not in {*ASKED[list_import.kind], ALONE, *kept}},
    )


def _differing(session: Session, lines: Sequence[ListImportLine]) -> dict[int, Sequence[Difference]]:
    """Return in what lines contradict the records about which they ask."""
    asking = [line for line in lines if line.problem is Problem.OTHER_EDITION and _asks_for_edition(line)]
    compared = [(line.text, Entry.model_validate(line.told), int(line.detail or 0)) for line in asking]
    return dict(zip((line.number for line in asking), contradictions(session, compared), strict=True))


def _typed_title(line: ListImportLine) -> str:
    """Return the title that a line tells, if the record that it means has another."""
    told = str(line.told.get("title", ""))
    is_other = line.record_id is not None and title_key(told) != title_key(str(line.entry.get("title", "")))
    return told if is_other else ""


def _joined(session: Session, list_import: ListImport, numbers: Sequence[int]) -> Mapping[int, list[tuple[int, int]]]:
    """Return for each line the numbers and copies of the lines that are counted with it."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    rows = session.scalars(
        sa.select(ListImportLine)
        .where(
            col(ListImportLine.list_import_id) == list_import.id,
            col(ListImportLine.joined_to).in_(numbers),
            col(ListImportLine.is_left_out).is_(False),
        )
        .order_by(col(ListImportLine.number))
    )
    for line in rows:
        found[line.joined_to or 0].append((line.number, line.told.get("quantity", 1)))
    return found


def _editions(
    session: Session, list_import: ListImport, lines: Sequence[ListImportLine], language: str
) -> dict[int, Sequence[Edition]]:
    """Return the editions to choose from, for lines that ask and for those that were answered."""
    asking = [line for line in lines if _asks_for_edition(line)]
    if not asking:
        return {}
    told = {line.number: Entry.model_validate(line.told) for line in asking}
    matches = recognition.matches_of(session, list_import.library_id, list(told.values()))
    is_own = list_import.kind is ListKind.OFFERS
    by_line = {line.number: _to_choose_from(line, told[line.number], matches, is_own) for line in asking}
    known = _described(session, {record for records in by_line.values() for record in records}, language)
    return {
        line.number: [
            Edition(record, *known[record], record in matches.held, record == line.record_id)
            for record in by_line[line.number]
        ]
        for line in asking
    }


def _to_choose_from(line: ListImportLine, entry: Entry, matches: recognition.Matches, is_own: bool) -> Sequence[int]:
    """Return the records that a line may mean; the one that it contradicts, or that is chosen, is surely among them."""
    editions = () if line.problem is Problem.OTHER_EDITION else matches.editions(entry, is_own)
    if editions:
        found = editions[:MOST_EDITIONS]
    else:
        shown = {str(line.record_id), line.detail}
        found = sorted(matches.may_mean(entry), key=lambda record: str(record) not in shown)[:MOST_EDITIONS]
    return found if line.record_id is None or line.record_id in found else [line.record_id, *found]


def _asks_for_edition(line: ListImportLine) -> bool:
    is_taken = line.offer_id is not None or line.want_id is not None
    is_asked = line.problem in (Problem.SEVERAL_EDITIONS, Problem.OTHER_EDITION) or Answer.EDITION in line.answers
    return is_asked and not is_taken and not line.is_left_out and line.joined_to is None


def _described(session: Session, records: Iterable[int], language: str) -> dict[int, tuple[TitleBlock, Entry]]:
    ids = sorted(set(records))
    entries = recognition.entries_of(session, ids)
    cards: dict[int, Mapping[str, Any]] = {}
    record = BibliographicRecord
    for piece in pieces(ids):
        cards |= dict(
            session.execute(sa.select(col(record.id), col(record.card)).where(col(record.id).in_(piece))).all()
        )
    return {i: (title_block(cards[i]["titles"], language), entries[i]) for i in ids}


def _standing(session: Session, lines: Sequence[ListImportLine]) -> dict[tuple[int | None, int | None], int]:
    """Return how many copies the library's own offers and wants for these books have already."""
    offers = [line.same_offer_id for line in lines if line.same_offer_id is not None]
    wants = [line.same_want_id for line in lines if line.same_want_id is not None]
    found: dict[tuple[int | None, int | None], int] = {}
    if offers:
        rows = session.execute(sa.select(col(Offer.id), col(Offer.quantity)).where(col(Offer.id).in_(offers)))
        found |= {(i, None): n for i, n in rows}
    if wants:
        rows = session.execute(sa.select(col(Want.id), col(Want.cap)).where(col(Want.id).in_(wants)))
        found |= {(None, i): n for i, n in rows}
    return found


def _line_title(line: ListImportLine, card: Mapping[str, Any] | None, language: str) -> TitleBlock | None:
    title = line.entry.get("title", "")
    titles = (card or {}).get("titles") or []
    if titles and titles[0][0] == title:
        return title_block(titles, language)
    return title_block([typed(title, line.entry.get("language"))], language) if title else None


@dataclass(frozen=True)
class Outline:
    """By what one list is told from others that came the same way: how many lines it has, what its first book is."""

    lines: int
    first: Written | None


def outlined(session: Session, ids: Sequence[int]) -> list[tuple[ListImport, Outline | None]]:
    """Return lists, each with what tells it from others, None if it has no line yet; one query."""
    line = ListImportLine
    is_book = sa.func.coalesce(col(line.problem).not_in(NO_BOOKS), sa.true())
    book = sa.case((is_book, col(line.number)))
    counted = (
        sa.select(
            col(line.list_import_id),
            sa.func.count().label("lines"),
            sa.func.coalesce(sa.func.min(book), sa.func.min(col(line.number))).label("first"),
        )
        .where(col(line.list_import_id).in_(ids))
        .group_by(col(line.list_import_id))
        .subquery()
    )
    is_first = sa.and_(col(line.list_import_id) == col(ListImport.id), col(line.number) == counted.c.first)
    rows = session.execute(
        sa.select(ListImport, counted.c.lines, col(line.entry), col(line.text))
        .outerjoin(counted, counted.c.list_import_id == col(ListImport.id))
        .outerjoin(line, is_first)
        .where(col(ListImport.id).in_(ids))
    )
    return [
        (found, Outline(lines, _first(entry.get("title") or text)) if lines else None)
        for found, lines, entry, text in rows
    ]


def _first(text: str) -> Written:
    return Written(in_brief(text.rstrip(" :：")), html_lang(script_of(text)))


def last_scanned(session: Session, list_import: ListImport, language: str, most: int = 20) -> list[LineRow]:
    """Return the lines of a list of scanned books, the last one first."""
    rows = session.execute(
        sa.select(ListImportLine, col(BibliographicRecord.card))
        .outerjoin(BibliographicRecord, col(BibliographicRecord.id) == col(ListImportLine.record_id))
        .where(col(ListImportLine.list_import_id) == list_import.id)
        .order_by(col(ListImportLine.number).desc())
        .limit(most)
    )
    return [LineRow(line, _line_title(line, card, language)) for line, card in rows]


def next_asking(session: Session, list_import: ListImport, number: int) -> tuple[int, int] | None:
    """Return the first line from `number` on that asks the librarian, and how many that ask stand before it.

    Behind the last one it is the first of all; None if no line asks.
    """
    asking = sa.select(col(ListImportLine.number)).where(
        col(ListImportLine.list_import_id) == list_import.id, _kinds().of["troubled"]
    )
    numbers = session.scalars(asking.order_by(col(ListImportLine.number))).all()
    if not numbers:
        return None
    at = next((at for at, found in enumerate(numbers) if found >= number), 0)
    return numbers[at], at


def asked_alike(
    session: Session, list_import: ListImport, kind: str, numbers: Collection[int] | None = None
) -> list[ListImportLine]:
    """Return the lines of which the same is asked, as "unsure" or "perhaps_none", or of them those with `numbers`."""
    asked = sa.select(ListImportLine).where(col(ListImportLine.list_import_id) == list_import.id, _kinds().of[kind])
    lines = session.scalars(asked.order_by(col(ListImportLine.number)))
    return [line for line in lines if numbers is None or line.number in numbers]


def came_by(list_id: int, kind: ListKind) -> sa.Select[Any]:
    """Return the query of the offers or wants that a list became, without those to which it added copies."""
    what, older = {
        ListKind.OFFERS: (ListImportLine.offer_id, ListImportLine.same_offer_id),
        ListKind.WANTS: (ListImportLine.want_id, ListImportLine.same_want_id),
    }[kind]
    is_new = sa.or_(col(older).is_(None), col(older) != col(what))
    return sa.select(col(what)).where(col(ListImportLine.list_import_id) == list_id, col(what).is_not(None), is_new)


def part_of(name: str) -> Section:
    """Return the part of a list that an address names; all if it names none."""
    return Section(name) if name in set(Section) else Section.ALL
