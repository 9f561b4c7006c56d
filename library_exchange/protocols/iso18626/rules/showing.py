"""A document as staff of the platform may read it: indented, without what it says of a reader, and not too long."""

from lxml import etree

LONGEST_SHOWN = 6000
OF_A_READER = "patronInfo"


def shown(raw: bytes | None) -> str | None:
    """Return the document as text, the content of `patronInfo` left out; None for what cannot be read as XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=True)
    try:
        root = etree.fromstring((raw or b"").strip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    for element in list(root.iter(etree.Element)):
        if etree.QName(element).localname == OF_A_READER:
            for child in list(element):
                element.remove(child)
            element.attrib.clear()
            element.text = "…"
    text = etree.tostring(root, encoding="unicode", pretty_print=True).strip()
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
