"""Documents that no partner's system should send, made of a good one: to `/iso18626`, and as its answer."""

import codecs
from collections.abc import Iterator

from tests.protocols.conftest import agency_document, request_document, supplier_document

TITLE = "История Амура"
OURS = {"supplyingAgencyId": {"agencyIdType": "BRIDGE", "agencyIdValue": "amur"}}


def _request(number: str, header: dict[str, object] | None = None, **more: object) -> bytes:
    return request_document(number, header=OURS | (header or {}), **more)


GOOD = _request("a1").decode()
DEEP = "<a>" * 100_000 + "</a>" * 100_000
LAUGHS = '<!ENTITY a0 "ха">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))


def _with(declared: str, inside: str = "&a;") -> bytes:
    head, _question, rest = GOOD.partition("?>")
    return f"{head}?><!DOCTYPE ISO18626Message [{declared}]>{rest.replace(TITLE, inside)}".encode()


def _but(old: str, new: str, times: int = -1) -> bytes:
    assert old in GOOD, old
    return GOOD.replace(old, new, times).encode()


def _changed() -> Iterator[tuple[str, bytes]]:
    """Yield good documents in which one thing is wrong, each of a request of its own."""
    book = "bibliographicInfo"
    yield "no number of the request", _request("")
    yield "a number of 5,000 signs", _request("9" * 5000)
    yield "a number of blanks", _request("   ")
    yield "an unknown supplier", _request("b1", header={"supplyingAgencyId": _agency("XX-1")})
    yield "a supplier of nothing", _request("b2", header={"supplyingAgencyId": _agency("")})
    yield "another's name", _request("b3", header={"requestingAgencyId": _agency("RU-AMUR")})
    yield "a time of no calendar", _request("b4", header={"timestamp": "2026-02-30T99:99:99Z"})
    yield "no time", _request("b5", header={"timestamp": ""})
    yield "a time of the year 9999", _request("b6", header={"timestamp": "9999-12-31T23:59:59-14:00"})
    yield "a time in words", _request("b7", header={"timestamp": "yesterday"})
    yield "no book", _request("b8", **{book: {"title": "", "author": ""}})
    yield "a title of 100,000", _request("b9", **{book: {"title": "Мост" * 25_000}})
    yield "an unknown kind", _request("b10", serviceInfo={"requestType": "Perhaps"})
    yield "an unknown service", _request("b11", serviceInfo={"serviceType": "Gift"})
    yield "no service", _request("b12", serviceInfo={"serviceType": ""})
    yield "a title of signs beyond the plane", _request("b13", **{book: {"title": "𠮷野 👩‍👩‍👧‍👦"}})
    yield "a title of markup", _request("b14", **{book: {"title": "<script>alert(1)</script>"}})
    yield "a title of NFD", _request("b15", **{book: {"title": "Зеле\u0438\u0306ный"}})
    yield "overriding marks", _request("b16", **{book: {"title": "Мост\u202eтсоМ"}})
    yield "an action unknown", agency_document("Frobnicate")
    yield "no action", agency_document("")
    yield "an action on a request unknown", agency_document("Received", "nobody")
    yield "a note of 200,000", agency_document("Notification", "nobody", "я" * 100_000)
    yield "a status unknown", supplier_document("nobody", "Perhaps")
    yield "a status of a request unknown", supplier_document("nobody", "Loaned")
    yield "a reason unknown", supplier_document("nobody", "Loaned", "Because")


def _agency(value: str) -> dict[str, str]:
    return {"agencyIdType": "ISIL", "agencyIdValue": value}


_DOCUMENTS: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b"   ",
    "no XML": b"\x00\x01\x02",
    "JSON": b'{"request": {}}',
    "a form": b"request=a",
    "a page of the web": b"<!DOCTYPE html><html><body>502</body></html>",
    "a declaration alone": b"<?xml version='1.0'?>",
    "billion laughs": _with(LAUGHS, "&a11;"),
    "quadratic": _with(f'<!ENTITY a "{"х" * 50_000}">', "&a;" * 1_000),
    "external entity": _with('<!ENTITY a SYSTEM "file:///etc/passwd">'),
    "entity of parameters": _with('<!ENTITY % a SYSTEM "http://127.0.0.1:9/x.dtd">%a;', TITLE),
    "external document type": _but("?>", '?><!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', 1),
    "an unknown entity": _but(TITLE, "&nothing;"),
    "a stylesheet": _but("?>", '?><?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?>', 1),
    "an inclusion": _but(TITLE, '<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>'),
    "deep": _but(TITLE, DEEP),
    "only deep": DEEP.encode(),
    "deep below the limit of bytes": _but(TITLE, "<a>" * 20_000 + "</a>" * 20_000),
    "wrong namespace": _but("http://illtransactions.org", "http://nowhere.example"),
    "no namespace": b"<ISO18626Message><request/></ISO18626Message>",
    "half": GOOD.encode()[: len(GOOD) // 2],
    "an open element": _but("</request>", ""),
    "two messages": _but("</request>", "</request><request/>"),
    "an empty message": _but(GOOD[GOOD.index("<request>") : GOOD.index("</ISO18626Message>")], ""),
    "an empty request": _but(GOOD[GOOD.index("<request>") : GOOD.index("</ISO18626Message>")], "<request/>"),
    "a message unknown": _but(GOOD[GOOD.index("<request>") : GOOD.index("</ISO18626Message>")], "<letter/>"),
    "a confirmation": _but(GOOD[GOOD.index("<request>") : GOOD.index("</ISO18626Message>")], "<requestConfirmation/>"),
    "UTF-16 said to be UTF-8": b"\xff\xfe" + GOOD.encode("utf-16-le"),
    "UTF-16 and its mark": codecs.BOM_UTF16_LE + GOOD.partition("?>")[2].encode("utf-16-le"),
    "cp1251 said to be UTF-8": GOOD.encode("cp1251", errors="replace"),
    "an unknown encoding": GOOD.replace("UTF-8", "x-none").encode(),
    "control characters": _but("История", "Ист\x0bория"),
    "character reference": _but("История", "&#0;&#x1F;"),
    "half a pair": GOOD.encode().replace("История".encode(), b"\xed\xa0\x80"),
    "an attribute twice": _but("<request>", '<request a="1" a="2">'),
    "ten thousand attributes": _but("<request>", "<request " + " ".join(f"a{n}='1'" for n in range(10_000)) + ">"),
    "ten thousand elements": _but(TITLE, f"{TITLE}{'<x/>' * 10_000}"),
    "a comment for the title": _but(TITLE, "<!-- a -->"),
    "a section for the title": _but(TITLE, "<![CDATA[]]]]><![CDATA[>]]>"),
    "more than may be": _but(TITLE, "х" * 300_000),
    **dict(_changed()),
}


def _numbered(raw: bytes, number: int) -> bytes:
    """Return a document of a request of its own, so that none is refused as told before."""
    for codec in ("utf-8", "utf-16-le"):
        raw = raw.replace(">a1<".encode(codec), f">d{number}<".encode(codec))
    return raw


DOCUMENTS = {name: _numbered(raw, number) for number, (name, raw) in enumerate(_DOCUMENTS.items())}
"""Of each that is taken the confirmation is the verdict: well or ill, and why."""
