"""What crawlers are told: where they may go, and which addresses there are, in parts of a bearable size."""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

MOST_ADDRESSES = 50_000
"""A sitemap has no more (sitemaps.org, 0.9)."""
SPAN = 16_000
"""So many numbers of rows a part spans: in three languages, fewer addresses than a part may have."""
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
CLOSED = ("/api/", "/feeds/search.atom", "/iso18626", "/oai", "/openurl", "/q/", "/sru")
"""Doors of other programs, and what leads elsewhere."""
CLOSED_IN_LANGUAGES = ("search", "staff", "login", "r/*/files/")
"""What a crawler would never come to the end of, and what nobody looks for."""
OPEN_IN_LANGUAGES = ("search/help",)
WAYS_BACK = "/*back="
"""Pages with the way back to where one came from: the same as without."""
Address = tuple[str, str | None]
"""Where a page is and, if that is known, when it was last changed."""


def robots(is_open: bool, languages: Iterable[str], sitemap: str) -> str:
    """Return the file that tells crawlers where they may go (RFC 9309): nowhere where all is an example."""
    if not is_open:
        return "User-agent: *\nDisallow: /\n"
    codes = list(languages)
    lines = ["User-agent: *"]
    lines += [f"Allow: /{code}/{path}" for code in codes for path in OPEN_IN_LANGUAGES]
    lines += [f"Disallow: /{code}/{path}" for code in codes for path in CLOSED_IN_LANGUAGES]
    lines += [f"Disallow: {path}" for path in (*CLOSED, WAYS_BACK)]
    return "\n".join([*lines, "", f"Sitemap: {sitemap}", ""])


def parts(last: int | None) -> range:
    """Return the numbers of the parts for rows up to the number `last`; none where there is no row."""
    return range((last - 1) // SPAN + 1) if last else range(0)


def bounds(part: int) -> tuple[int, int]:
    """Return after which number of a row a part begins, and with which it ends."""
    return part * SPAN, (part + 1) * SPAN


def index(addresses: Sequence[str]) -> str:
    """Return the list of all parts."""
    listed = "".join(f"<sitemap><loc>{escape(each)}</loc></sitemap>\n" for each in addresses)
    return f'{DECLARATION}<sitemapindex xmlns="{SITEMAPS}">\n{listed}</sitemapindex>\n'


def part(addresses: Iterable[Address]) -> str:
    """Return one part."""
    return f'{DECLARATION}<urlset xmlns="{SITEMAPS}">\n{"".join(_urls(addresses))}</urlset>\n'


def _urls(addresses: Iterable[Address]) -> Iterator[str]:
    for address, changed in addresses:
        told = f"<lastmod>{changed}</lastmod>" if changed else ""
        yield f"<url><loc>{escape(address)}</loc>{told}</url>\n"
