"""MARC in XML: any wrapping is read, nothing dangerous is, and a damaged record is refused alone."""

import codecs
from io import BytesIO

import pytest

from library_exchange.marc.reading import Accepted, Rejected, read
from library_exchange.marc.verdicts import Damaged
from library_exchange.marc.xml import parse_xml


def record(title, prefix="", leader="00000nam0-22000003--450-"):
    body = (
        f"<{prefix}leader>{leader}</{prefix}leader><{prefix}controlfield tag='001'>7</{prefix}controlfield>"
        f"<{prefix}datafield tag='100' ind1=' ' ind2=' '>"
        f"<{prefix}subfield code='a'>20200101d2007    em y0chiy50      ea</{prefix}subfield>"
        f"</{prefix}datafield><{prefix}datafield tag='200' ind1='1' ind2=' '>"
        f"<{prefix}subfield code='a'>{title}</{prefix}subfield></{prefix}datafield>"
    )
    return f"<{prefix}record>{body}</{prefix}record>"


def collection(*records, attributes="xmlns='http://www.loc.gov/MARC21/slim'", head=""):
    return f"{head}<collection {attributes}>\n{''.join(records)}\n</collection>\n".encode()


def titles(found):
    return [each.description.title for each in found if isinstance(each, Accepted)]


def reasons(found):
    return [each.reason.value for each in found if isinstance(each, Rejected)]


@pytest.mark.parametrize(
    "data",
    [
        collection(record("红楼梦")),
        collection(record("红楼梦"), attributes="xmlns='http://www.nlc.cn/'"),
        collection(record("红楼梦"), attributes="xmlns='info:lc/xmlns/marcxchange-v1'"),
        collection(record("红楼梦"), attributes=""),
        collection(record("红楼梦", "m:"), attributes="xmlns:m='http://www.loc.gov/MARC21/slim'"),
        collection(record("红楼梦", "nobody:"), attributes=""),
        record("红楼梦").encode(),
        collection(record("红楼梦"), head="\ufeff<?xml version='1.0' encoding='UTF-8'?>\n<!-- <record> -->"),
        collection(f"<record><recordData>{record('红楼梦')}</recordData><recordPosition>1</recordPosition></record>"),
        collection(
            f"<record><header/><metadata>{record('红楼梦', 'm:')}</metadata></record>", attributes="xmlns:m='x'"
        ),
    ],
)
def test_a_record_is_found_in_any_wrapping(reads, data):
    found = reads(data)
    assert (titles(found), reasons(found)) == (["红楼梦"], [])
    assert found[0].profile == "cnmarc"


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "big5", "utf-16", "utf-16-le", "utf-8-sig"])
def test_the_declared_encoding_of_a_file_is_obeyed(encoding):
    text = f"<?xml version='1.0' encoding='{encoding.removesuffix('-sig')}'?><collection>{record('中國')}</collection>"
    mark = codecs.BOM_UTF16_LE if encoding == "utf-16-le" else b""
    assert titles(read(BytesIO(mark + text.encode(encoding)))) == ["中國"]


@pytest.mark.parametrize("before", [b"\xfe\xff", b"\xff\xfe", b"PK\x03\x04", b"\x1f\x8b", b"garbage ", b"\x1e\x1d"])
def test_what_stands_before_the_markup_loses_no_record(before):
    text = f"<?xml version='1.0' encoding='windows-1251'?><collection>{record('Бесы')}{record('Идиот')}</collection>"
    assert titles(read(BytesIO(before + text.encode("cp1251")))) == ["Бесы", "Идиот"]


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [b"", b"\xfe\xff", b"\xff\xfe", b"PK"])
def test_utf16_is_known_by_its_text_whatever_its_mark(before, codec):
    data = collection(record("红楼梦"), record("Бесы")).decode().encode(codec)
    assert titles(read(BytesIO(before + data))) == ["红楼梦", "Бесы"]


def test_a_book_about_marc_in_iso_2709_is_not_taken_for_xml(reads, books):
    note = "300", "  $aПример: <record><leader/><datafield tag='200'/></record>"
    found = reads(b"\xff" + books["russian"](("200", "1 $aФормат MARC"), note))
    assert titles(found) == ["Формат MARC"]


def test_a_utf16_file_is_resumed_where_it_was_left():
    data = collection(record("一"), record("二"), record("三")).decode().encode("utf-16")
    first, *others = read(BytesIO(data))
    assert titles(read(BytesIO(data), start=first.next_offset)) == titles(others) == ["二", "三"]


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ("<record><leader>x</leader><datafield tag='200'></record>", "bad-xml"),
        ("<record><leader>x</leader><datafield tag='200'/>", "bad-xml"),
        ("<record><datafield tag='200'><subfield code='a'>&nbsp;</subfield></datafield></record>", "bad-xml"),
        ("<record><datafield tag='2'/></record>", "bad-directory"),
        ("<record><header status='deleted'/></record>", "not-marc"),
        ("<record/>", "not-marc"),
        ("<record><leader/>" + "<a>" * 300 + "</a>" * 300 + "</record>", "bad-xml"),
        (record("&amp;"), "no-title"),
    ],
)
def test_a_damaged_record_is_refused_alone(reads, second, reason):
    found = reads(collection(record("一"), second, record("三")))
    assert (titles(found), reasons(found)) == (["一", "三"], [reason])


def test_bytes_of_another_encoding_spoil_one_record_only(reads):
    data = collection(record("一"), record("x"), record("三")).replace(b">x<", ">红<".encode("gbk"))
    found = reads(data)
    assert (titles(found), reasons(found)) == (["一", "三"], ["unreadable-text"])


LAUGHS = "<!DOCTYPE l [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{'&' + before + ';'}{'&' + before + ';'}'>"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "head",
    [
        LAUGHS + "]>",
        "<!DOCTYPE c SYSTEM 'http://127.0.0.1:9/x.dtd'>",
        "<!DOCTYPE c [<!ENTITY i SYSTEM 'file:///etc/passwd'>]>",
        "<?xml version='1.0'?><!--x--><!DOCTYPE c>",
    ],
)
def test_a_document_type_is_refused_before_anything_is_parsed(reads, head):
    found = reads(collection(record("&i;"), head=head))
    assert (titles(found), reasons(found)) == ([], ["forbidden-xml"])


def test_an_entity_is_never_expanded():
    for text in (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", b"<a>&b;</a>"):
        with pytest.raises(Damaged):
            parse_xml(text)


def test_two_hundred_thousand_levels_are_not_followed(reads):
    assert reasons(reads(b"<a>" * 200_000)) == ["not-marc"]
    assert len(reads(b"<record>" * 200_000)) == 1


def test_a_half_record_at_the_end_is_reported(reads):
    data = collection(record("一"), record("二"))
    found = reads(data[: data.rindex("二".encode())])
    assert (titles(found), reasons(found)) == (["一"], ["truncated"])


def test_a_record_that_never_ends_is_cut_and_the_next_is_read(reads):
    found = reads(collection("<record><leader>" + "x" * 9_000_000, record("二")))
    assert titles(found) == ["二"]
    assert set(reasons(found)) <= {"too-long", "bad-xml"}


def test_bytes_after_the_end_are_reported(reads):
    assert reasons(reads(collection(record("一")) + b"garbage")) == ["not-marc"]


def test_xml_without_records_says_so(reads):
    assert reasons(reads(b"<html><body>Not found</body></html>")) == ["not-marc"]


def test_records_in_comments_and_cdata_are_not_records(reads):
    found = reads(collection(f"<!-- {record('一')} -->", f"<x><![CDATA[{record('二')}]]></x>", record("三")))
    assert (titles(found), reasons(found)) == (["三"], [])


def test_control_characters_in_xml_are_dropped(reads):
    assert titles(reads(collection(record("红\x1f楼\x00梦")))) == ["红楼梦"]


def test_a_large_file_is_read_piece_by_piece():
    class Counted(BytesIO):
        most = 0

        def read(self, count=-1, /):
            Counted.most = max(Counted.most, count)
            return super().read(count)

    found = titles(read(Counted(collection(*(record(f"第{n}种") for n in range(800))))))
    assert (len(found), found[-1]) == (800, "第799种")
    assert 0 < Counted.most <= 1 << 18


def test_sections_without_end_hide_nothing_and_those_with_one_still_do(reads):
    marks = "<!-- <![CDATA[ <!--"
    found = reads(collection(marks, record("一"), f"<![CDATA[{record('二')}]]>", marks, record("三")))
    assert titles(found) == ["三"], "the first mark of a section that ends hides all up to its end"
    found = reads(collection("<!--" * 9_000, record("一"), f"<x><![CDATA[{record('二')}]]></x>", record("三")))
    assert titles(found) == ["一", "三"]
