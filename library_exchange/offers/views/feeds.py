"""Atom feeds of the public lists (RFC 4287): titles in their own scripts, libraries under their own names."""

from collections.abc import Iterable
from datetime import UTC, datetime

from flask import Blueprint, Response, request, url_for
from lxml import etree

from library_exchange.core.db import reading
from library_exchange.offers.models import Offer, Want
from library_exchange.offers.queries import lists
from library_exchange.offers.rules.wants import WantKind
from library_exchange.offers.schemas import Filter
from library_exchange.web import atom
from library_exchange.web.addresses import public_address

bp = Blueprint("feeds", __name__)

MOST = 50
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""When a list without a line was last changed: before the first line."""
OFFERED, SOUGHT = "书桥 · Книжный мост: 交换书目 / предложения", "书桥 · Книжный мост: 需求书目 / дезидераты"
AS_PRINTED = "书上所印 ISBN（未核实） / ISBN, как напечатан (не проверен)"


@bp.get("/feeds/offers.atom")
def offers() -> Response:
    """Send the newest offers as a feed."""
    asked = Filter.from_address(request.args)
    with reading() as session:
        _total, rows = lists.open_offers(session, asked, "en", MOST)
    root = _feed(OFFERED, "offers.offers", asked, (row.offer.published_at or row.offer.created_at for row in rows))
    for row in rows:
        offer = row.offer
        at = offer.published_at or offer.created_at
        details = (offer.author, offer.publisher, str(offer.year or ""), _isbn(offer), offer.remark)
        _entry(root, f"offer:{offer.id}", row.title.shown.value, row.title.shown.lang, row.library, at, details)
    return atom.sent(root)


@bp.get("/feeds/wants.atom")
def wants() -> Response:
    """Send the newest wants as a feed."""
    asked = Filter.from_address(request.args)
    with reading() as session:
        _total, rows = lists.open_wants(session, asked, "en", MOST)
    root = _feed(SOUGHT, "offers.wants", asked, (row.want.created_at for row in rows))
    for row in rows:
        want = row.want
        title, lang = (row.title.shown.value, row.title.shown.lang) if row.title else ("", "en")
        if want.kind is WantKind.PROFILE:
            title = " ".join(filter(None, (want.subject, want.author, want.series, want.language)))
        details = (want.author if row.title else None, want.volume, _isbn(want))
        _entry(root, f"want:{want.id}", title, lang, row.library, want.created_at, details)
    return atom.sent(root)


def _isbn(row: Offer | Want) -> str:
    """Return the ISBN; a wrong one that the book has in print, with a remark."""
    if row.isbn or not row.printed_isbn:
        return f"ISBN {row.isbn}" if row.isbn else ""
    return f"{AS_PRINTED} {row.printed_isbn}"


def _feed(title: str, endpoint: str, asked: Filter, changed: Iterable[datetime]) -> etree._Element:
    root = atom.feed(title, endpoint, max(changed, default=SINCE))
    atom.link(root, "alternate", _page(endpoint, asked))
    return root


def _entry(
    root: etree._Element,
    name: str,
    title: str,
    lang: str,
    library: str,
    at: datetime,
    details: tuple[str | None, ...],
) -> None:
    entry = atom.entry(root, name, title, lang, at)
    atom.author(entry, library)
    atom.add(entry, "summary", " · ".join(filter(None, details)))


def _page(endpoint: str, asked: Filter) -> str:
    return public_address(url_for(endpoint, **asked.address()))
