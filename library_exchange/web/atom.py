"""Atom feeds (RFC 4287): the writer of what all feeds have."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from flask import Response, request
from lxml import etree

from library_exchange.web.addresses import public_address

ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
TYPE = "application/atom+xml"
NAME = "书桥 · Книжный мост"


def feed(title: str, name: str, updated: datetime) -> etree._Element:
    """Return a feed without entries; `name` is what it is, whatever its address becomes."""
    root = etree.Element(f"{{{ATOM}}}feed", nsmap={None: ATOM})
    add(root, "title", title)
    add(root, "id", tag(name))
    add(root, "updated", instant(updated))
    link(root, "self", public_address(request.full_path.rstrip("?")), TYPE)
    author(root, NAME)
    return root


def entry(root: etree._Element, name: str, title: str, lang: str, updated: datetime) -> etree._Element:
    """Add an entry and return it; `lang` is that of the title."""
    added = etree.SubElement(root, f"{{{ATOM}}}entry")
    add(added, "title", title).set(XML_LANG, lang or "und")
    add(added, "id", tag(name))
    add(added, "updated", instant(updated))
    return added


def add(parent: etree._Element, name: str, text: str) -> etree._Element:
    """Add an element with a text and return it."""
    element = etree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = text
    return element


def author(parent: etree._Element, name: str) -> None:
    """Add who answers for a feed or an entry."""
    add(etree.SubElement(parent, f"{{{ATOM}}}author"), "name", name)


def link(parent: etree._Element, rel: str, address: str, kind: str | None = None, lang: str | None = None) -> None:
    """Add a link, with the type and the language of what it leads to where they are told."""
    element = etree.SubElement(parent, f"{{{ATOM}}}link", rel=rel, href=address)
    for name, value in (("type", kind), ("hreflang", lang)):
        if value:
            element.set(name, value)


def tag(name: str) -> str:
    """Return a name for good (RFC 4151): it outlives moves of pages and says nothing but what the thing is."""
    return f"tag:{urlsplit(public_address('')).hostname},2026:{name}"


def instant(at: datetime) -> str:
    """Return an instant as feeds tell it."""
    return at.astimezone(UTC).isoformat(timespec="seconds")


def sent(root: etree._Element) -> Response:
    """Return the answer; a reader that has the feed as it is gets none of it again."""
    content = etree.tostring(root, xml_declaration=True, encoding="utf-8")
    answer = Response(content, content_type=f"{TYPE}; charset=utf-8")
    answer.add_etag()
    answer.make_conditional(request)
    return answer
