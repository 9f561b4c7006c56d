"""Files of records that no system should write: each damaged record stands between two whole ones."""

import codecs
import gzip
import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.marc.conftest import chinese, iso2709, marc21, russian

FIRST, LAST = "Первая", "Последняя"
BEFORE, BEHIND = (russian(("200", f"1 $a{title}")) for title in (FIRST, LAST))
GOOD = russian(("200", "1 $aВторая$fА. Петров"), ("210", "  $aЗея$cМост$d1997"), ("899", "  $aЗ-1$b2"))
CHINESE = chinese(("200", "1 $a江边的桥$f江边人"), ("210", "  $a黑河$c桥社$d2007"), encoding="gb18030")
LATIN = marc21(
    ("245", "10$aBridges$cA. Petrov"), ("260", "  $aZeya$c2007"), language="ger", country="gw ", encoding="latin-1"
)


def _put(record: bytes, at: int, new: bytes) -> bytes:
    return record[:at] + new + record[at + len(new) :]


def _length(record: bytes, length: int) -> bytes:
    return _put(record, 0, b"%05d" % length)


def _one(*fields: tuple[str, str], encoding: str = "utf-8") -> bytes:
    return russian(*fields, encoding=encoding)


LEADERS = {
    "nothing": b"",
    "less than a leader": GOOD[:20],
    "a leader alone": GOOD[:24],
    "a leader and an end": GOOD[:24] + b"\x1d",
    "half a record": GOOD[: len(GOOD) // 2],
    "half a record and an end": GOOD[: len(GOOD) // 2] + b"\x1d",
    "the last byte gone": GOOD[:-1],
    "the first byte gone": GOOD[1:],
    "the leader gone": GOOD[24:],
    "length seven too long": _length(GOOD, len(GOOD) + 7),
    "length seven too short": _length(GOOD, len(GOOD) - 7),
    "length of both records": _length(GOOD, len(GOOD) + len(BEHIND)),
    "length of nothing": _length(GOOD, 0),
    "length of a leader": _length(GOOD, 24),
    "length 99999": _length(GOOD, 99_999),
    "length with letters": _put(GOOD, 0, b"12a45"),
    "length of blanks": _put(GOOD, 0, b"     "),
    "length below nothing": _put(GOOD, 0, b"-0100"),
    "length in Arabic digits": "٠٠٣٠٠".encode() + GOOD[5:],
    "base 99999": _put(GOOD, 12, b"99999"),
    "base 00000": _put(GOOD, 12, b"00000"),
    "base 00024": _put(GOOD, 12, b"00024"),
    "base one too long": _put(GOOD, 12, b"%05d" % (int(GOOD[12:17]) + 1)),
    "base one too short": _put(GOOD, 12, b"%05d" % (int(GOOD[12:17]) - 1)),
    "base with letters": _put(GOOD, 12, b"0x10c"),
    "base of blanks": _put(GOOD, 12, b"     "),
    "leader of zeros": bytes(24) + GOOD[24:],
    "leader of ones": b"\xff" * 24 + GOOD[24:],
    "leader of blanks": b" " * 24 + GOOD[24:],
    "leader not ASCII": _put(GOOD, 6, b"\xd0"),
    "no count of indicators": _put(GOOD, 10, b"  "),
    "nine indicators": _put(GOOD, 10, b"99"),
    "entry map of nothing": _put(GOOD, 20, b"0000"),
    "entry map of nines": _put(GOOD, 20, b"9999"),
}
DIRECTORIES = {
    "directory of letters": _put(GOOD, 24, b"x" * 12),
    "directory of zeros": _put(GOOD, 24, b"0" * 12),
    "directory of nines": _put(GOOD, 24, b"9" * 12),
    "directory cut": GOOD[:24] + GOOD[30:],
    "directory without its end": GOOD.replace(b"\x1e", b" ", 1),
    "a place beyond the record": _put(GOOD, 31, b"99999"),
    "a length beyond the record": _put(GOOD, 27, b"9999"),
    "a length of nothing": _put(GOOD, 27, b"0000"),
    "two fields at one place": _put(GOOD, 36, GOOD[24:36]),
    "places in disorder": GOOD[:24] + GOOD[36:48] + GOOD[24:36] + GOOD[48:],
    "a place below nothing": _put(GOOD, 31, b"-0001"),
    "a tag of marks": _put(GOOD, 24, b"\x1f\x1e "),
    "a tag of blanks": _put(GOOD, 24, b"   "),
    "a tag not ASCII": _put(GOOD, 24, b"\xd0\xb0\xd0"),
    "no directory": iso2709([]),
    "an empty field": iso2709([("001", "1"), ("200", "")]),
    "four thousand fields": iso2709([("200", "1 $aВторая"), *[("610", "0 $aх")] * 4000]),
}
FIELDS = {
    "a field end gone": GOOD[:-2] + b" \x1d",
    "every field end gone": GOOD.replace(b"\x1e", b" "),
    "a stray record end": GOOD[:-6] + b"\x1d" + GOOD[-5:],
    "a stray field end": GOOD[:-12] + b"\x1e" + GOOD[-11:],
    "no indicators": _one(("200", "$aВторая")),
    "no indicators and nothing in the first subfield": _one(("200", "$a$aВторая")),
    "one indicator and a mark alone": _one(("200", "1$$aВторая")),
    "one indicator": _one(("200", "1$aВторая")),
    "three indicators": _one(("200", "123$aВторая")),
    "indicators not ASCII": _one(("200", "ах$aВторая")),
    "a mark without a code": _one(("200", "1 $aВторая$")),
    "marks alone": _one(("200", "1 $$$$")),
    "marks alone and a title": _one(("200", "1 $$$$aВторая")),
    "a code not ASCII": _one(("200", "1 $жВторая")),
    "no subfield": _one(("200", "1 Вторая")),
    "text before the first subfield": _one(("200", "1 Пред$aВторая")),
    "an empty title": _one(("200", "1 $a")),
    "a title of blanks": _one(("200", "1 $a   ")),
    "a title of signs": _one(("200", "1 $a[...]")),
    "no title": _one(("210", "  $aЗея")),
    "a title of NUL": _one(("200", "1 $a\0\0\0")),
    "NUL in a title": _one(("200", "1 $aВто\0рая")),
    "a title of U+FFFF": _one(("200", "1 $a\uffff")),
    "overriding marks": _one(("200", "1 $aВто\u202eрая\u202c")),
    "zero width": _one(("200", "1 $aВто\u200bрая\ufeff")),
    "combining without end": _one(("200", "1 $aВторая" + "\u0301" * 2000)),
    "parted letters": _one(("200", "1 $aМо\u0438\u0306 Вторая")),
    "beyond the plane": _one(("200", "1 $a𠮷野的桥")),
    "a family": _one(("200", "1 $aВторая 👩‍👩‍👧‍👦")),
    "line breaks in a title": _one(("200", "1 $aВто\r\nрая")),
    "an escape": _one(("200", "1 $a\x1b[31mВторая\x1b[0m")),
    "markup": _one(("200", "1 $a<script>alert(1)</script>Вторая")),
    "template": _one(("200", "1 $a{{7*7}} %s %(x)s ${x} Вторая")),
    "a formula": _one(("200", '1 $a=HYPERLINK("http://x.example";"Вторая")')),
    "SQL": _one(("200", "1 $a'; DROP TABLE item; --")),
    "a title of 8,000": _one(("200", "1 $a" + "В" * 4_000)),
    "a hundred titles": _one(*[("200", f"1 $aВторая {number}") for number in range(100)]),
    "a thousand subfields": _one(("200", "1 $aВторая" + "$eх" * 1000)),
    "a year of letters": _one(("200", "1 $aВторая"), ("210", "  $dгод")),
    "a year of a million": _one(("200", "1 $aВторая"), ("210", "  $d1000000")),
    "a year of 3,000 digits": _one(("200", "1 $aВторая"), ("210", "  $d" + "9" * 3000)),
    "a year of Chinese": _one(("200", "1 $aВторая"), ("210", "  $d二〇二五年")),
    "an ISBN of letters": _one(("010", "  $aнет"), ("200", "1 $aВторая")),
    "an ISBN of nines": _one(("010", "  $a" + "9" * 500), ("200", "1 $aВторая")),
    "an ISBN with a wrong sign": _one(("010", "  $a978-7-207-08555-0"), ("200", "1 $aВторая")),
    "a million copies": _one(("200", "1 $aВторая"), ("899", "  $aФонд$b1000000")),
    "copies below nothing": _one(("200", "1 $aВторая"), ("899", "  $aФонд$b-3")),
    "a number of 900 signs": iso2709([("001", "х" * 900), ("200", "1 $aВторая"), ("801", " 0$aRU")]),
    "no number": iso2709([("200", "1 $aВторая"), ("801", " 0$aRU$bNLR")]),
    "a language of digits": _one(("101", "0 $a123"), ("200", "1 $aВторая")),
    "a country of signs": _one(("102", "  $a??"), ("200", "1 $aВторая")),
    "a hundred languages": _one(("101", "0 " + "$arus" * 100), ("200", "1 $aВторая")),
    "a field linked to itself": _one(("200", "1 $6880-01$aВторая"), ("880", "1 $6880-01$aВторая")),
    "embedded without end": _one(("200", "1 $aВторая"), ("461", " 0" + "$12001 $aНад" * 300)),
}
ENCODINGS = {
    "windows-1251 said to be UTF-8": _one(("200", "1 $aВторая о мостах"), encoding="cp1251"),
    "KOI8-R said to be UTF-8": _one(("200", "1 $aВторая о мостах"), encoding="koi8-r"),
    "code page 866": _one(("200", "1 $aВторая о мостах"), encoding="cp866"),
    "MacCyrillic": _one(("200", "1 $aВторая о мостах"), encoding="mac-cyrillic"),
    "GB 18030": CHINESE,
    "Big5": chinese(("200", "1 $a江邊的橋樑與書籍"), encoding="big5"),
    "GB 18030 cut in a sign": chinese(("200", "1 $a江边的桥")).replace(
        "江边的桥".encode(), "江边的桥与书籍".encode("gb18030")[:-1]
    ),
    "Latin-1 in MARC 21": LATIN.replace(b"Bridges", b"Br\xfccken"),
    "UTF-8 cut in a sign": GOOD.replace("Вторая".encode(), "Втора".encode() + b"\xd1 "),
    "UTF-8 twice": _one(("200", "1 $a" + "Вторая".encode().decode("latin-1"))),
    "UTF-8 and windows-1251": GOOD.replace("Вторая".encode(), "Вторая".encode("cp1251").ljust(12)),
    "surrogates": GOOD.replace("Вто".encode(), b"\xed\xa0\x80\xed\xb0\x80"),
    "overlong": GOOD.replace("Вто".encode(), b"\xc0\xaf\xe0\x80\xaf\xc0"),
    "question marks": _one(("200", "1 $a?????? ?? ??????")),
    "replacement signs": _one(("200", "1 $a\ufffd\ufffd\ufffd\ufffd\ufffd\ufffd")),
    "MARC-8 shifts": marc21(("245", "10$a\x1b(NtEST\x1b(B Bridges"), encoding="latin-1"),
    "MARC-8 without end": marc21(("245", "10$a\x1b$1Bridges"), encoding="latin-1"),
    "blank for UTF-8": _put(marc21(("245", "10$aВторая")), 9, b" "),
}
BETWEEN = {
    "record ends": b"\x1d" * 7,
    "a flood of record ends": b"\x1d" * 1_000_000,
    "line ends": b"\r\n\r\n\n",
    "blanks and zeros": b"   \0\0\0\x1a",
    "noise": bytes(range(256)),
    "noise and an end": bytes(range(256)) + b"\x1d",
    "a page of the web": b"<html><body>502 Bad Gateway</body></html>",
    "ten megabytes of noise": b"x" * 10_000_000 + b"\x1d",
    "a record of a megabyte": GOOD[:-2] + b"x" * 1_000_000 + GOOD[-2:],
    "a mark of UTF-8": codecs.BOM_UTF8 + GOOD,
    "a mark of UTF-16": codecs.BOM_UTF16_LE + GOOD,
    "MARC 21 among others": LATIN,
}
ISO_2709 = {
    name: BEFORE + damaged + BEHIND for table in (LEADERS, DIRECTORIES, FIELDS, ENCODINGS, BETWEEN)
    for name, damaged in table.items()
}  # fmt: skip

SLIM = "xmlns='http://www.loc.gov/MARC21/slim'"


def _xml(title: str, number: str = "7", more: str = "") -> str:
    return (
        f"<record><leader>00000nam0-22000003--450-</leader><controlfield tag='001'>{number}</controlfield>"
        f"<datafield tag='200' ind1='1' ind2=' '><subfield code='a'>{title}</subfield></datafield>{more}</record>"
    )


def _collected(inside: str, head: str = "", attributes: str = SLIM) -> bytes:
    return f"{head}<collection {attributes}>{_xml(FIRST)}{inside}{_xml(LAST)}</collection>".encode()


LAUGHS = '<!ENTITY a0 "ха">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
XML = {
    "billion laughs": _collected(_xml("&a11;"), f"<!DOCTYPE collection [{LAUGHS}]>"),
    "quadratic": _collected(_xml("&a;" * 1000), f'<!DOCTYPE collection [<!ENTITY a "{"х" * 50_000}">]>'),
    "external entity": _collected(_xml("&a;"), '<!DOCTYPE c [<!ENTITY a SYSTEM "file:///etc/passwd">]>'),
    "external document type": _collected(_xml("Вторая"), '<!DOCTYPE c SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "entity of parameters": _collected(_xml("Вторая"), '<!DOCTYPE c [<!ENTITY % a SYSTEM "http://127.0.0.1:9/">%a;]>'),
    "deep": _collected(_xml("<a>" * 100_000 + "Вторая" + "</a>" * 100_000)),
    "another namespace": _collected(_xml("Вторая"), attributes="xmlns='http://nowhere.example/'"),
    "an unknown prefix": _collected("<x:record><x:leader/></x:record>"),
    "an unknown entity": _collected(_xml("Вто&nbsp;рая")),
    "control characters": _collected(_xml("Вто\x0bрая")),
    "a reference to NUL": _collected(_xml("Вто&#0;рая")),
    "an open record": _collected(_xml("Вторая")[:-9]),
    "an open field": _collected(_xml("Вторая").replace("</datafield>", "")),
    "tags crossed": _collected("<record><leader></record></leader>"),
    "an empty record": _collected("<record/>"),
    "a record in a record": _collected(f"<record><leader>x</leader>{_xml('Вторая')}</record>"),
    "a comment without end": _collected(f"<!-- {_xml('Вторая')}"),
    "a section without end": _collected(f"<![CDATA[ {_xml('Вторая')}"),
    "an attribute without end": _collected("<record><datafield tag='200></record>"),
    "an ampersand": _collected(_xml("Вторая & другая")),
    "no tag": _collected(_xml("Вторая").replace("tag='200'", "")),
    "no code": _collected(_xml("Вторая").replace("code='a'", "")),
    "a long code": _collected(_xml("Вторая").replace("code='a'", "code='title'")),
    "a long indicator": _collected(_xml("Вторая").replace("ind1='1'", "ind1='one'")),
    "no leader": _collected(_xml("Вторая").replace("<leader>00000nam0-22000003--450-</leader>", "")),
    "a short leader": _collected(_xml("Вторая").replace("00000nam0-22000003--450-", "nam")),
    "a long leader": _collected(_xml("Вторая").replace("00000nam0-22000003--450-", "0" * 5000)),
    "UTF-16 and its mark": codecs.BOM_UTF16_LE + _collected(_xml("Вторая")).decode().encode("utf-16-le"),
    "UTF-16 said to be UTF-8": _collected(_xml("Вторая"), "<?xml version='1.0' encoding='UTF-8'?>")
    .decode()
    .encode("utf-16"),
    "windows-1251 said to be UTF-8": _collected(_xml("Вторая"), "<?xml version='1.0' encoding='UTF-8'?>")
    .decode()
    .encode("cp1251"),
    "an unknown encoding": _collected(_xml("Вторая"), "<?xml version='1.0' encoding='x-none'?>"),
    "UTF-8 said to be UTF-7": _collected(_xml("Вторая"), "<?xml version='1.0' encoding='UTF-7'?>"),
    "cut": _collected(_xml("Вторая"))[:-90],
    "cut in a tag": _collected(_xml("Вторая"))[:-16],
    "nothing in it": f"<collection {SLIM}/>".encode(),
    "a page of the web": b"<!DOCTYPE html><html><body><p>Sign in</p></body></html>",
    "a drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "half a pair": _collected(_xml("Вторая")).replace("Вто".encode(), b"\xed\xa0\x80"),
    "a subfield of a megabyte": _collected(_xml("Вторая" + "я" * 500_000)),
    "five thousand fields": _collected(_xml("Вторая", more="<datafield tag='610' ind1=' ' ind2=' '/>" * 5000)),
}

_JSON = {"leader": "00000nam a2200000 i 4500"}


def _json(*fields: object, **more: object) -> str:
    return json.dumps({**_JSON, "fields": [{"001": "J"}, *fields], **more}, ensure_ascii=False)


def _titled(title: object, name: str = "a") -> dict[str, object]:
    return {"245": {"ind1": "1", "ind2": "0", "subfields": [{name: title}]}}


def _lines(inside: str) -> bytes:
    return f"{_json(_titled(FIRST))}\n{inside}\n{_json(_titled(LAST))}\n".encode()


JSON = {
    "an open object": _lines(_json(_titled("Вторая"))[:-1]),
    "a comma too many": _lines(_json(_titled("Вторая"))[:-1] + ",}"),
    "no fields": _lines('{"leader": "00000nam a2200000 i 4500"}'),
    "fields of text": _lines(_json(fields="Вторая")),
    "fields of nothing": _lines(_json(fields=None)),
    "a field of a number": _lines(_json({"245": 7})),
    "a field of a list": _lines(_json({"245": [1, 2]})),
    "subfields of text": _lines(_json({"245": {"ind1": "1", "ind2": "0", "subfields": "Вторая"}})),
    "a subfield of a number": _lines(_json(_titled(7))),
    "a subfield of nothing": _lines(_json(_titled(None))),
    "a subfield of an object": _lines(_json(_titled({"a": "Вторая"}))),
    "a code of three": _lines(_json(_titled("Вторая", "abc"))),
    "indicators of numbers": _lines(_json({"245": {"ind1": 1, "ind2": 0, "subfields": [{"a": "Вторая"}]}})),
    "a leader of a number": _lines(_json(_titled("Вторая"), leader=7)),
    "deep": _lines('{"leader": "00000nam a2200000 i 4500", "fields": ' + "[" * 50_000 + "]" * 50_000 + "}"),
    "a number of 5,000 digits": _lines(_json({"245": 0}).replace("0}", "9" * 5000 + "}")),
    "not a number": _lines(_json(_titled("Вторая")).replace('"001": "J"', '"001": NaN')),
    "half a pair": _lines(_json(_titled("Вторая")).replace("Вто", "\\ud800")),
    "NUL": _lines(_json(_titled("Вторая")).replace("Вто", "\\u0000")),
    "an array cut": f"[{_json(_titled(FIRST))},{_json(_titled('Вторая'))},{_json(_titled(LAST))[:-9]}".encode(),
    "an array of numbers": b"[1, 2, 3]",
    "an empty array": b"[]",
    "another object": b'{"error": {"code": 500}}',
    "UTF-16": _lines(_json(_titled("Вторая"))).decode().encode("utf-16"),
    "windows-1251": _lines(_json(_titled("Вторая"))).decode().encode("cp1251"),
}


def _irbis(*titles: str) -> str:
    return "".join(f"#920: PAZK\n#200: ^A{title}\n#101: rus\n*****\n" for title in titles)


def _among_irbis(inside: str) -> bytes:
    return (_irbis(FIRST) + inside + _irbis(LAST)).encode()


IRBIS = {
    "no end": _among_irbis("#920: PAZK\n#200: ^AВторая\n#101: rus\n"),
    "ends alone": _among_irbis("*****\n" * 5),
    "no title": _among_irbis("#920: PAZK\n#101: rus\n*****\n"),
    "a field of letters": _among_irbis("#920: PAZK\n#двести: ^AВторая\n#200: ^AВторая\n*****\n"),
    "a field of 90,000": _among_irbis("#920: PAZK\n#99999: ^AВторая\n#200: ^AВторая\n*****\n"),
    "no subfield": _among_irbis("#920: PAZK\n#200: Вторая\n*****\n"),
    "marks alone": _among_irbis("#920: PAZK\n#200: ^^^^\n*****\n"),
    "a mark at the end": _among_irbis("#920: PAZK\n#200: ^AВторая^\n*****\n"),
    "cut": _among_irbis("")[:-12],
    "NUL": _among_irbis(_irbis("Вто\0рая")),
    "code page 866": _among_irbis(_irbis("Вторая")).decode().encode("cp866"),
    "a line of 100,000": _among_irbis(_irbis("Вторая " + "я" * 100_000)),
}


def _aleph(number: object, title: str) -> str:
    return f"{number:>09} LDR   L -----nam-a22-----^a-4500\n{number:>09} 24510 L $$a{title}\n"


def _among_aleph(inside: str) -> bytes:
    return (_aleph(1, FIRST) + inside + _aleph(3, LAST)).encode()


ALEPH = {
    "a number of letters": _among_aleph(_aleph("abc", "Вторая")),
    "the number before": _among_aleph(_aleph(1, "Вторая")),
    "no leader": _among_aleph("000000002 24510 L $$aВторая\n"),
    "no title": _among_aleph("000000002 LDR   L -----nam-a22-----^a-4500\n"),
    "marks alone": _among_aleph("000000002 24510 L $$$$$$\n"),
    "a line broken": _among_aleph("000000002 24510 L $$aВто\nрая\n"),
    "a short line": _among_aleph("000000002 245\n"),
    "cut": _among_aleph(_aleph(2, "Вторая"))[:-20],
    "GBK": _among_aleph(_aleph(2, "江边的桥")).decode().encode("gbk"),
}


def _mnemonic(title: str) -> str:
    return f"=LDR  00000nam  2200000 i 4500\n=001  M\n=245  10$a{title}\n\n"


def _among_mnemonic(inside: str) -> bytes:
    return (_mnemonic(FIRST) + inside + _mnemonic(LAST)).encode()


MNEMONIC = {
    "no blank line": _among_mnemonic(_mnemonic("Вторая").strip() + "\n"),
    "no leader": _among_mnemonic("=245  10$aВторая\n\n"),
    "no title": _among_mnemonic("=LDR  00000nam  2200000 i 4500\n=001  M\n\n"),
    "an unknown mnemonic": _among_mnemonic(_mnemonic("Вто{nothing}рая")),
    "an open mnemonic": _among_mnemonic(_mnemonic("Вторая{")),
    "a tag of five": _among_mnemonic("=LDR  00000nam  2200000 i 4500\n=24500  10$aВторая\n\n"),
    "a short leader": _among_mnemonic("=LDR  nam\n=245  10$aВторая\n\n"),
    "marks alone": _among_mnemonic("=LDR  00000nam  2200000 i 4500\n=245  10$$$$\n\n"),
    "cut": _among_mnemonic(_mnemonic("Вторая"))[:-12],
}


def _zip(name: str, content: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as packed:
        packed.writestr(name, content)
    return made.getvalue()


PACKED = {
    "gzip cut": gzip.compress(BEFORE + BEHIND, mtime=0)[:-20],
    "gzip of noise": b"\x1f\x8b\x08\x00" + bytes(range(256)),
    "gzip of 100 megabytes": gzip.compress(b"0" * 100_000_000, mtime=0),
    "zip of 100 megabytes": _zip("a.mrc", b"0" * 100_000_000),
    "zip cut": _zip("a.mrc", BEFORE + BEHIND)[:-30],
    "zip with a way out": _zip("../../etc/a.mrc", BEFORE + BEHIND),
    "zip in a zip": _zip("a.zip", _zip("a.mrc", BEFORE + BEHIND)),
    "zip of nothing": _zip("a.mrc", b""),
    "an older container": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a document": b"%PDF-1.7\n" + bytes(range(256)),
    "a photograph": b"\xff\xd8\xff\xe0" + bytes(range(256)),
    "a program": b"\x7fELF" + bytes(range(256)),
}  # fmt: skip
