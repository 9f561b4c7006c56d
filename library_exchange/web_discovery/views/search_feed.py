"""The feed of a search: the titles that it finds, those that came last first, in their own scripts."""

from datetime import UTC, datetime
from urllib.parse import urlencode

from flask import Response, request, url_for
from lxml import etree

from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.queries.searching import Card, Found
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.schemas import SearchInput
from library_exchange.core.db import reading
from library_exchange.core.doors import Door, Limit
from library_exchange.core.i18n import LANGUAGES, _l
from library_exchange.core.text import one_line
from library_exchange.search.port import Sort
from library_exchange.web import atom
from library_exchange.web.addresses import public_address, query_part
from library_exchange.web_discovery import queries
from library_exchange.web_discovery.views.blueprint import documents as bp

MOST = 50
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
"""When a feed without an entry was last changed: before the first title."""
WAIT_S = 300
DOOR = Door(
    "feeds",
    _l("Feeds of searches, offers and wants (Atom)"),
    "/feeds/",
    covers=frozenset({"web_documents.search_feed", "feeds"}),
    limits=(Limit("anonymous", _l("Requests from one place"), 60),),
    counts_under=lambda: "anonymous",
    leads_to_https=True,
)
NEUTRAL = "en"
"""Whose reader a feed is for, where a name is shown in one form only: it has no language of its own."""


@bp.get("/feeds/search.atom")
def search_feed() -> Response:
    """Send what a search finds as a feed; its address has the same arguments as that of the page.

    What only resembles the words asked for is left out. 503 while the index is out of order: an empty feed would say
    that all titles are gone.
    """
    asked = SearchInput.from_address(request.args.to_dict(flat=False)).model_copy(update={"sort": Sort.ADDED})
    with reading() as session:
        found = searching.search(session, engine(), asked.query(1, MOST), NEUTRAL)
        if found.degraded:
            return Response("Try again in some minutes.\n", 503, {"Retry-After": str(WAIT_S)}, mimetype="text/plain")
        sources = [] if _is_other_than_asked(found) else found.sources
        times = queries.times_of(session, [source.id for source in sources])
    newest = max((changed for _came, changed in times.values()), default=SINCE)
    address = asked.model_copy(update={"sort": Sort.RELEVANCE}).address()
    root = atom.feed(one_line(f"{atom.NAME}: {asked.q}" if asked.q else atom.NAME), _name(address), newest)
    for code, language in LANGUAGES.items():
        page = public_address(url_for("catalogue.search", lang=code)) + query_part(address)
        atom.link(root, "alternate", page, "text/html", language.tag)
    for source in sources:
        _add(root, searching.card(source, NEUTRAL), *times[source.id])
    return atom.sent(root)


def _is_other_than_asked(found: Found) -> bool:
    """Whether books are shown for want of better ones: a feed would send them as news."""
    return bool(found.loosened or found.corrected or found.is_missed)


def _name(address: dict[str, object]) -> str:
    asked = urlencode(sorted(address.items()), doseq=True)
    return f"search:{asked}" if asked else "search"


def _add(root: etree._Element, card: Card, came: datetime, changed: datetime) -> None:
    title = card.title.original
    entry = atom.entry(root, f"record:{card.id}", one_line(title.value), title.lang, changed)
    atom.add(entry, "published", atom.instant(came))
    atom.link(entry, "alternate", public_address(f"/r/{card.id}"), "text/html")
    told = [*(name for name, _lang in card.authors), card.imprint[0] if card.imprint else ""]
    summary = " · ".join(one_line(each) for each in told if each)
    if summary:
        atom.add(entry, "summary", summary)
