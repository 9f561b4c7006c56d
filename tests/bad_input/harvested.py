"""Answers that no repository should give to a harvester: of a list of records, of itself, of its sets and formats."""

import codecs

from tests.harvesting.played import Book, envelope, error, page

ONE, TWO = Book("a1", "Первая"), Book("a2", "Вторая")
GOOD = page([ONE, TWO], "next").decode()


def _but(old: str, new: str, times: int = -1) -> bytes:
    assert old in GOOD, old
    return GOOD.replace(old, new, times).encode()


PAGES: dict[str, bytes] = {
    "good": GOOD.encode(),
    "nothing": b"",
    "no XML": b"\x00\x01\x02",
    "JSON": b'{"records": []}',
    "a page of the web": b"<!DOCTYPE html><html><body>Sign in</body></html>",
    "a page of the web without its type": b"<html><body>502 Bad Gateway</body></html>",
    "another answer": b"<rss><channel/></rss>",
    "a document type": _but("?>", "?><!DOCTYPE x>", 1),
    "billion laughs": _but("?>", '?><!DOCTYPE x [<!ENTITY a "аа"><!ENTITY b "&a;&a;&a;">]>', 1).replace(
        "Первая".encode(), b"&b;"
    ),
    "external entity": _but("?>", '?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1),
    "deep": _but("Первая", "<a>" * 50_000 + "</a>" * 50_000),
    "cut": GOOD.encode()[:-200],
    "cut in a record": GOOD.encode()[: GOOD.index("Вторая")],
    "cut in the head": GOOD.encode()[:90],
    "an open element": _but("</datafield>", "", 1),
    "an unknown entity": _but("Первая", "Пер&nbsp;вая"),
    "an ampersand": _but("Первая", "Первая & другая"),
    "control characters": _but("Первая", "Пер\x0bвая"),
    "a reference to NUL": _but("Первая", "Пер&#0;вая"),
    "half a pair": GOOD.encode().replace("Первая".encode(), b"\xed\xa0\x80"),
    "windows-1251 said to be UTF-8": GOOD.encode("cp1251"),
    "windows-1251": GOOD.replace("UTF-8", "windows-1251").encode("cp1251"),
    "an unknown encoding": GOOD.replace("UTF-8", "x-none").encode(),
    "UTF-16": codecs.BOM_UTF16_LE + GOOD.replace("UTF-8", "UTF-16").encode("utf-16-le"),
    "an empty list": envelope("<ListRecords/>"),
    "no list": envelope(""),
    "no records": error("noRecordsMatch"),
    "a token refused": error("badResumptionToken"),
    "no such format": error("cannotDisseminateFormat"),
    "an unknown error": error("teapot"),
    "an error without a name": envelope("<error>no</error>"),
    "an error of 10,000": error("х" * 10_000),
    "a token of nothing": page([ONE], ""),
    "a token of blanks": page([ONE], "   "),
    "a token of 10,000": page([ONE], "9" * 10_000),
    "a token of an address": page([ONE], "http://127.0.0.1:9/?verb=Identify&amp;a=b"),
    "a total of letters": page([ONE], "next").replace(
        b"<resumptionToken>", b'<resumptionToken completeListSize="many">'
    ),
    "a total without end": page([ONE], "next", total=10**40),
    "a total below nothing": page([ONE], "next", total=-5),
    "the same record twice": page([ONE, ONE]),
    "a datestamp of 1601": page([Book("a1", "Первая", at="1601-01-01T00:00:00Z")]),
    "a datestamp of 9999": page([Book("a1", "Первая", at="9999-12-31T23:59:59Z")]),
    "a datestamp of no calendar": page([Book("a1", "Первая", at="2026-02-30T99:00:00Z")]),
    "a datestamp in words": page([Book("a1", "Первая", at="yesterday")]),
    "a datestamp of nothing": page([Book("a1", "Первая", at="")]),
    "a deleted record": page([Book("a1", "Первая", is_deleted=True)]),
    "a record deleted and there": page([ONE]).replace(b"<header>", b'<header status="deleted">'),
    "a status unknown": page([ONE]).replace(b"<header>", b'<header status="perhaps">'),
    "no identifier": page([Book("", "Первая")]).replace(b"<identifier>oai:played:</identifier>", b""),
    "an identifier of 10,000": page([Book("9" * 10_000, "Первая")]),
    "a record without metadata": page([Book("a1", "", raw=" ")]),
    "a record of another kind": page([Book("a1", "", raw="<mods xmlns='http://www.loc.gov/mods/v3'/>")]),
    "a record of an empty MARC": page([Book("a1", "", raw="<record xmlns='http://www.loc.gov/MARC21/slim'/>")]),
    "a record of markup": page([Book("a1", "<script>alert(1)</script>")]),
    "no number of its own": page([Book("a1", "Первая", number="")]),
    "a number of 10,000": page([Book("a1", "Первая", number="9" * 10_000)]),
    "Dublin Core": page([ONE], prefix="oai_dc"),
    "two thousand records": page([Book(f"a{number}", "Вторая") for number in range(2000)]),
    "a time of no calendar": envelope("<ListRecords/>", "2026-02-30T99:99:99Z"),
}
OTHERS: dict[str, bytes] = {
    "no answer": b"",
    "an error": error("badVerb"),
    "Identify": envelope("<Identify><repositoryName>Мост</repositoryName><deletedRecord>no</deletedRecord></Identify>"),
    "an empty Identify": envelope("<Identify/>"),
    "a name of 100,000": envelope(f"<Identify><repositoryName>{'я' * 100_000}</repositoryName></Identify>"),
    "deleted in words": envelope("<Identify><deletedRecord>sometimes</deletedRecord></Identify>"),
    "no granularity": envelope("<Identify><granularity>century</granularity></Identify>"),
    "formats": envelope("<ListMetadataFormats><metadataFormat><metadataPrefix>a</metadataPrefix></metadataFormat>"
    "<metadataFormat/></ListMetadataFormats>"),
    "formats twice": envelope("<ListMetadataFormats>" + "<metadataFormat><metadataPrefix>a</metadataPrefix>"
    "</metadataFormat>" * 2 + "</ListMetadataFormats>"),
    "a set of nothing": envelope("<ListSets><set/></ListSets>"),
    "a set without a name": envelope("<ListSets><set><setSpec>a</setSpec></set></ListSets>"),
    "no sets": error("noSetHierarchy"),
    "9,999 sets": envelope("<ListSets>" + "<set><setSpec>a</setSpec></set>" * 9_999 + "</ListSets>"),
    "cut": envelope("<Identify/>")[:-30],
    "a page of the web": b"<html><body>Sign in</body></html>",
}  # fmt: skip
