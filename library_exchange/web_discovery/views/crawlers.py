"""For crawlers: where they may go, and the addresses of all pages that everybody may see, in each language."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, current_app, url_for

from library_exchange.core.db import reading
from library_exchange.core.doors import Door, Limit
from library_exchange.core.errors import NotFound
from library_exchange.core.i18n import LANGUAGES, _l
from library_exchange.core.settings import Settings
from library_exchange.web.addresses import public_address
from library_exchange.web_discovery import queries, rules
from library_exchange.web_discovery.views.blueprint import documents as bp

PAGES = (
    *("catalogue.home", "directory.index", "offers.offers", "offers.wants", "programmes.index", "rounds.rounds"),
    *("rounds.rule", "statistics.figures", "reader_applications.ask", "joining.ask", "developers.show"),
    *("help_pages.contents", "help_pages.about", "help_pages.privacy"),
)
"""Pages of which there is one each."""
PAGE_OF = {
    "titles": ("catalogue.record", "record_id"),
    "persons": ("catalogue.person", "person_id"),
    "works": ("catalogue.work", "work_id"),
}
DOOR = Door(
    "sitemaps",
    _l("Lists of pages for search engines (sitemaps)"),
    "/sitemap.xml",
    covers=frozenset({f"web_documents.{name}" for name in ("sitemap", "sitemap_of_pages", "sitemap_part")}),
    limits=(Limit("anonymous", _l("Requests from one place"), 60),),
    counts_under=lambda: "anonymous",
    leads_to_https=True,
)
KEPT_S = 3600
"""So long an answer may be kept on the way: new titles can wait."""


@bp.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers where they may go; a demonstration is no place for them."""
    settings: Settings = current_app.extensions["settings"]
    told = rules.robots(not settings.is_demo, LANGUAGES, public_address(url_for("web_documents.sitemap")))
    return _kept(Response(told, content_type="text/plain; charset=utf-8"))


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    """List the parts of the sitemap."""
    with reading() as session:
        last = queries.last_numbers(session)
    parts = [
        url_for("web_documents.sitemap_part", kind=kind, number=number)
        for kind in queries.KINDS
        for number in rules.parts(last[kind])
    ]
    return _xml(rules.index([public_address(each) for each in (url_for("web_documents.sitemap_of_pages"), *parts)]))


@bp.get("/sitemaps/pages.xml")
def sitemap_of_pages() -> Response:
    """List the pages of which there is one each, and those of libraries."""
    with reading() as session:
        codes = queries.member_codes(session)
    return _xml(rules.part((public_address(each), None) for each in _single_pages(codes)))


def _single_pages(codes: Sequence[str]) -> Iterator[str]:
    for lang in LANGUAGES:
        yield from (url_for(endpoint, lang=lang) for endpoint in PAGES)
        yield from (url_for("directory.show", lang=lang, code=code) for code in codes)


@bp.get("/sitemaps/<any(titles, persons, works):kind>-<int:number>.xml")
def sitemap_part(kind: str, number: int) -> Response:
    """List the pages of a stretch of titles, persons or works: read by their numbers, however many there are."""
    endpoint, argument = PAGE_OF[kind]
    with reading() as session:
        if number not in rules.parts(queries.last_numbers(session)[kind]):
            raise NotFound("no-such-part")
        rows = queries.rows_between(session, kind, *rules.bounds(number))
    first: dict[str, Any] = {argument: 0}
    starts = [public_address(url_for(endpoint, lang=lang, **first))[:-1] for lang in LANGUAGES]
    told = ((row, f"{changed:%Y-%m-%dT%H:%M:%SZ}" if changed else None) for row, changed in rows)
    return _xml(rules.part((f"{start}{row}", at) for row, at in told for start in starts))


def _xml(text: str) -> Response:
    return _kept(Response(text, content_type="application/xml; charset=utf-8"))


def _kept(answer: Response) -> Response:
    answer.headers["Cache-Control"] = f"max-age={KEPT_S}"
    return answer
