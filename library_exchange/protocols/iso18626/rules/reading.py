"""Reading documents leniently: any edition, any prefix, attributes qualified or not, empty elements as none."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from library_exchange.protocols.iso18626.rules.layouts import MESSAGES, NAMESPACE, ROOT, Edition

LONGEST_VALUE = 2000
"""Of a longer text only so much is read; what came is kept whole."""
_FRACTION = re.compile(r"(\.\d{1,6})\d*")
_OFFSET = re.compile(r"([+-]\d{2})(\d{2})$")


class Unreadable(Exception):
    """The bytes are no document of ISO 18626; the text tells what is wrong with them, in English."""


@dataclass(frozen=True)
class Part:
    """An element of a document, asked by the local names of what stands in it."""

    element: Any

    def parts(self, path: str) -> Iterator["Part"]:
        """Return the elements under `path`, as `messageInfo/note`, in their order."""
        found = [self.element]
        for name in path.split("/"):
            found = [child for one in found for child in one if _local(child) == name]
        return (Part(one) for one in found)

    def text(self, path: str) -> str | None:
        """Return the text of the first element under `path` that has any."""
        texts = ((part.element.text or "").strip()[:LONGEST_VALUE] for part in self.parts(path))
        return next((text for text in texts if text), None)

    def whole(self, path: str) -> str:
        """Return the whole text of the first element under `path`, however long; nothing if there is none."""
        return next((part.element.text or "" for part in self.parts(path)), "")

    def instant(self, path: str) -> datetime | None:
        """Return the instant at `path`; None where there is none, or none that a calendar knows."""
        return read_instant(self.text(path) or "")


@dataclass(frozen=True)
class Document:
    """One message: its name, its content and the version it says it is of."""

    name: str
    body: Part
    version: str

    @property
    def edition(self) -> Edition | None:
        """The edition that the document says it is of; None if it says nothing we know."""
        return next((edition for edition in Edition if self.version == edition), None)


def read(raw: bytes) -> Document:
    """Return the message in `raw`; raises Unreadable.

    No document type, entity or outside file is ever followed. A message without its envelope is taken, too.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(raw.strip(), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable("this is not well-formed XML") from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable("a document type (DOCTYPE) is not accepted")
    if etree.QName(root).namespace != NAMESPACE:
        raise Unreadable(f"the elements must stand in the namespace {NAMESPACE}")
    if _local(root) in MESSAGES:
        return Document(_local(root), Part(root), "")
    if _local(root) != ROOT:
        raise Unreadable(f"the root element must be {ROOT}")
    messages = [child for child in root if _local(child)]
    if len(messages) != 1:
        raise Unreadable("a document holds exactly one message")
    if _local(messages[0]) not in MESSAGES:
        raise Unreadable("one of request, supplyingAgencyMessage and requestingAgencyMessage is expected")
    return Document(_local(messages[0]), Part(messages[0]), _attribute(root, "version"))


def read_confirmation(raw: bytes) -> Part | None:
    """Return the confirmation in a partner's answer, None where there is none that can be read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True)
    try:
        root = etree.fromstring(raw.strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    found = [root, *root.iter(etree.Element)]
    return next((Part(one) for one in found if _local(one).endswith("Confirmation")), None)


def read_instant(text: str) -> datetime | None:
    """Return the instant that an `xs:dateTime` of any precision writes, in UTC where it names no zone."""
    try:
        at = datetime.fromisoformat(_OFFSET.sub(r"\1:\2", _FRACTION.sub(r"\1", text.replace("Z", "+00:00"))))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _local(element: Any) -> str:
    """Return the name of `element` without its namespace; nothing for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _attribute(element: Any, name: str) -> str:
    return str(element.get(f"{{{NAMESPACE}}}{name}") or element.get(name) or "").strip()
