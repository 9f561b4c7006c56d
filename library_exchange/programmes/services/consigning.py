"""What was pledged travels: a consignment from each library, as a gift."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from library_exchange.core import audit
from library_exchange.core.steps import take
from library_exchange.core.titles import forms_of
from library_exchange.directory.models import Library
from library_exchange.programmes import policy
from library_exchange.programmes.models import BookList, ListTitle, Pledge
from library_exchange.programmes.rules import PledgeEvent
from library_exchange.programmes.services.pledging import PLEDGES
from library_exchange.shipping.schemas import NewLine
from library_exchange.shipping.services.new_lines import new_line
from library_exchange.shipping.services.planning import plan, way_between

SUBJECT_KIND = "pledge"


def consign(session: Session, book_list: BookList, pledges: Iterable[Pledge], now: datetime) -> None:
    """Plan a consignment from each library to the one that receives the list."""
    by_giver: dict[int, list[Pledge]] = defaultdict(list)
    for pledge in pledges:
        by_giver[pledge.library_id].append(pledge)
    receiver = session.get_one(Library, book_list.receiver_id)
    for giver_id, own in sorted(by_giver.items()):
        giver = session.get_one(Library, giver_id)
        lines = [_line(pledge, session.get_one(ListTitle, pledge.title_id)) for pledge in own]
        made = plan(session, policy.FOLLOWS, giver_id, way_between(giver, receiver), lines, now)
        for pledge in own:
            take(PLEDGES, session, policy.FOLLOWS, pledge, PledgeEvent.PLAN, now, consignment_id=made.id)
        audit.record(session, policy.FOLLOWS, "pledge.consign", "book_list", book_list.id, at=now, number=made.number)


def _line(pledge: Pledge, title: ListTitle) -> NewLine:
    return new_line(
        SUBJECT_KIND,
        pledge.id,
        forms_of(title),
        language=title.language,
        author=title.author,
        publisher=title.publisher,
        year=title.year,
        isbn=title.isbn,
        printed_isbn=title.printed_isbn,
        copies=pledge.copies,
        annotation_zh=title.why_zh,
        annotation_ru=title.why_ru,
    )
