"""Records that somebody may mean who types a title into a form of one book: shown before it is taken as written."""

from collections.abc import Sequence

from flask import request, url_for
from sqlmodel import Session

from library_exchange.core.i18n import current
from library_exchange.core.titles import TitleBlock
from library_exchange.offers.queries import lists

CHECK_FIRST = 422
MOST_SHOWN = 5


def not_seen_yet(records: Sequence[int]) -> Sequence[int]:
    """Return the first of `records` if the form that was sent did not show all of these."""
    seen, first = request.form.get("seen", "").split(), records[:MOST_SHOWN]
    return first if any(str(each) not in seen for each in first) else ()


def listed_shown(session: Session, records: Sequence[int], door: str) -> list[tuple[int, TitleBlock, str]]:
    """Return each record with its title and the way to the form `door`, filled in with it."""
    titles = [(each, lists.named(session, each, None, current().code)) for each in records]
    return [(each, title, url_for(door, record=each)) for each, title in titles if title is not None]
