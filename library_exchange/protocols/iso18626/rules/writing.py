"""Writing documents: nested values are put into the order of the edition's schema."""

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from library_exchange.protocols.iso18626.rules.layouts import LAYOUTS, NAMESPACE, ROOT, Edition

_TAG = "{" + NAMESPACE + "}"


def write(edition: Edition, message: str, content: Mapping[str, Any]) -> bytes:
    """Return the document of `message` with `content`: text, mappings and lists of them by the names of elements.

    What is None, and what the edition does not know, is left out; an empty text makes an empty element. The attribute
    `version` is qualified, as both schemas want it (attributeFormDefault). Raises KeyError for an element without a
    layout.
    """
    root = etree.Element(_TAG + ROOT, nsmap={None: NAMESPACE, "ill": NAMESPACE})
    root.set(_TAG + "version", str(edition))
    _put(root, message, content, LAYOUTS[edition], message)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _put(parent: Any, name: str, value: Any, layout: Mapping[str, tuple[str, ...]], message: str) -> None:
    if isinstance(value, Mapping):
        element = etree.SubElement(parent, _TAG + name)
        for child in layout.get(f"{message}/{name}") or layout[name]:
            _put(element, child, value.get(child), layout, message)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for one in value:
            _put(parent, name, one, layout, message)
    elif value is not None:
        etree.SubElement(parent, _TAG + name).text = _clean(str(value))


def _clean(text: str) -> str:
    """Return `text` without what no XML document may hold."""
    return "".join(char for char in text if char in "\t\n\r" or (ord(char) >= 32 and not 0xD800 <= ord(char) <= 0xDFFF))
