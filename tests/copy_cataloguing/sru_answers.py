"""Answers of SRU servers in the shapes in which they come."""

from collections.abc import Sequence
from html import escape

NAMESPACES = {
    "1.1": ("http://www.loc.gov/zing/srw/", "http://www.loc.gov/zing/srw/diagnostic/"),
    "1.2": ("http://www.loc.gov/zing/srw/", "http://www.loc.gov/zing/srw/diagnostic/"),
    "2.0": (
        "http://docs.oasis-open.org/ns/search-ws/sruResponse",
        "http://docs.oasis-open.org/ns/search-ws/diagnostic",
    ),
}
SLIM = "http://www.loc.gov/MARC21/slim"


def marc(title: str, number: str = "b1", author: str = "Рекин, Иван", isbn: str = "", year: str = "1990") -> str:
    """Return a record of MARC 21 in XML."""
    told = f'<datafield tag="020" ind1=" " ind2=" "><subfield code="a">{isbn}</subfield></datafield>' if isbn else ""
    return (
        f'<record xmlns="{SLIM}"><leader>00000nam a2200000 i 4500</leader>'
        f'<controlfield tag="001">{number}</controlfield>'
        f'<controlfield tag="008">260101s{year}    ru            000 0 rus d</controlfield>{told}'
        f'<datafield tag="100" ind1="1" ind2=" "><subfield code="a">{escape(author)}</subfield></datafield>'
        f'<datafield tag="245" ind1="1" ind2="0"><subfield code="a">{escape(title)}</subfield></datafield>'
        f'<datafield tag="260" ind1=" " ind2=" "><subfield code="b">Мост</subfield>'
        f'<subfield code="c">{year}</subfield></datafield>'
        '<datafield tag="650" ind1=" " ind2="0"><subfield code="a">Мосты</subfield></datafield>'
        '<datafield tag="852" ind1=" " ind2=" "><subfield code="a">XX-1</subfield><subfield code="h">84</subfield>'
        "</datafield></record>"
    )


def unimarc(title: str, number: str = "u1") -> str:
    """Return a record of UNIMARC in the marcxchange format."""
    return (
        '<mxc:record xmlns:mxc="info:lc/xmlns/marcxchange-v2" format="UNIMARC" type="Bibliographic">'
        "<mxc:leader>     nam  22        450 </mxc:leader>"
        f'<mxc:controlfield tag="001">{number}</mxc:controlfield>'
        '<mxc:datafield tag="100" ind1=" " ind2=" "><mxc:subfield code="a">20010203d2001    m  y0frey50      ba'
        "</mxc:subfield></mxc:datafield>"
        '<mxc:datafield tag="101" ind1="0" ind2=" "><mxc:subfield code="a">fre</mxc:subfield></mxc:datafield>'
        f'<mxc:datafield tag="200" ind1="1" ind2=" "><mxc:subfield code="a">{escape(title)}</mxc:subfield>'
        "</mxc:datafield></mxc:record>"
    )


def answer(
    records: Sequence[str] = (), version: str = "1.2", hits: int | None = None, is_string: bool = False, more: str = ""
) -> bytes:
    """Return an answer with records, packed as strings if so, and `more` behind them."""
    name = NAMESPACES[version][0]
    packed = [escape(each) if is_string else each for each in records]
    way = "string" if is_string else "xml"
    told = "recordXMLEscaping" if version == "2.0" else "recordPacking"
    body = "".join(
        f"<zs:record><zs:recordSchema>marcxml</zs:recordSchema><zs:{told}>{way}</zs:{told}>"
        f"<zs:recordData>{each}</zs:recordData><zs:recordPosition>{at}</zs:recordPosition></zs:record>"
        for at, each in enumerate(packed, 1)
    )
    count = len(records) if hits is None else hits
    inside = f"<zs:records>{body}</zs:records>" if records else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<zs:searchRetrieveResponse xmlns:zs="{name}">'
        f"<zs:version>{version}</zs:version><zs:numberOfRecords>{count}</zs:numberOfRecords>"
        f"{inside}{more}</zs:searchRetrieveResponse>"
    ).encode()


def diagnostic(number: int, message: str = "", details: str = "", version: str = "1.2") -> str:
    """Return a diagnostic as it stands among others, or in the place of a record."""
    name = NAMESPACES[version][1]
    told = "".join(f"<{tag}>{text}</{tag}>" for tag, text in (("details", details), ("message", message)) if text)
    return f'<diagnostic xmlns="{name}"><uri>info:srw/diagnostic/1/{number}</uri>{told}</diagnostic>'


def refusal(number: int, message: str = "", details: str = "", version: str = "1.2") -> bytes:
    """Return an answer that is nothing but a diagnostic."""
    name = NAMESPACES[version][0]
    return (
        f'<zs:searchRetrieveResponse xmlns:zs="{name}"><zs:version>{version}</zs:version><zs:diagnostics>'
        f"{diagnostic(number, message, details, version)}</zs:diagnostics></zs:searchRetrieveResponse>"
    ).encode()
