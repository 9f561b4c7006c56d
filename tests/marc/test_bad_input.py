"""Damaged ISO 2709: the damaged record is set aside with its bytes, and no other is lost."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from library_exchange.marc.reading import Accepted, Rejected, preview, read


def titles(found):
    return [each.description.title for each in found if isinstance(each, Accepted)]


def reasons(found):
    return [each.reason.value for each in found if isinstance(each, Rejected)]


def length_of(record, length):
    return b"%05d" % length + record[5:]


DAMAGES = {
    "length seven too long": lambda record: length_of(record, len(record) + 7),
    "length seven too short": lambda record: length_of(record, len(record) - 7),
    "length as of two records": lambda record: length_of(record, 2 * len(record)),
    "a stray record end in a field": lambda record: record[:-6] + b"\x1d" + record[-5:],
    "length of nothing": lambda record: length_of(record, 0),
    "length with letters": lambda record: b"12a45" + record[5:],
    "leader not ASCII": lambda record: record[:6] + b"\xd0" + record[7:],
    "base address 99999": lambda record: record[:12] + b"99999" + record[17:],
    "base address with letters": lambda record: record[:12] + b"0x" + record[14:],
    "half a record": lambda record: record[: len(record) // 2],
    "end mark gone": lambda record: record[:-1] + b" ",
    "leader cut off": lambda record: record[10:],
    "directory of letters": lambda record: record[:24] + b"x" * 12 + record[36:],
    "directory cut": lambda record: record[:24] + record[30:],
    "a field end gone": lambda record: record[:-2] + b" \x1d",
    "an end mark twice": lambda record: b"\x1d\x1d",
    "a few bytes": lambda record: b"\x01\x02abc\x1d",
    "noise before": lambda record: b"<html>" + record,
}
# What can be put right without a doubt is read; for the rest, the reason that is named.
REASONS = {
    "length of nothing": "bad-leader",
    "length with letters": "bad-leader",
    "leader not ASCII": "bad-leader",
    "base address 99999": "bad-leader",
    "base address with letters": "bad-leader",
    "half a record": "truncated",
    "end mark gone": "truncated",
    "leader cut off": "bad-leader",
    "directory of letters": "bad-directory",
    "directory cut": "bad-leader",
    "a field end gone": "bad-directory",
    "an end mark twice": "empty",
    "a few bytes": "too-short",
    "noise before": "truncated",
}


@pytest.mark.parametrize("how", DAMAGES)
def test_one_damaged_record_never_takes_its_neighbours_with_it(reads, books, how):
    first, second, third = (books["russian"](("200", f"1 $a{title}")) for title in ("Первая", "Вторая", "Третья"))
    found = reads(first + DAMAGES[how](second) + third)
    is_readable = how not in REASONS or how == "noise before"
    assert titles(found) == ["Первая", *(["Вторая"] if is_readable else []), "Третья"]
    assert reasons(found) == ([REASONS[how]] if how in REASONS else [])


def test_what_was_put_right_is_told(only, books):
    record = books["russian"](("200", "1 $aКнига"))
    assert only(record).repairs == ()
    assert only(DAMAGES["length seven too long"](record)).repairs == ("record-length",)


def test_lengths_counted_before_a_change_of_encoding_are_put_right(reads, books):
    # A text tool turned a file from Windows-1251 into UTF-8 and left leaders and directories alone.
    old = b"".join(books["russian"](("200", f"1 $a{title}$fА. Петров"), encoding="cp1251") for title in ("Амур", "Зея"))
    found = reads(old.decode("cp1251").encode())
    assert titles(found) == ["Амур", "Зея"]
    assert {each.repairs for each in found} == {("record-length", "directory")}


def test_a_record_without_a_title_is_named_as_such(reads, books):
    assert reasons(reads(books["russian"](("210", "  $aМосква")))) == ["no-title"]
    assert reasons(reads(books["russian"](("200", "1 $a[...]")))) == ["no-title"]


def test_line_ends_and_fill_between_records_are_nobodys(reads, books):
    record = books["russian"](("200", "1 $aКнига"))
    data = b"\xef\xbb\xbf\r\n" + record + b"\r\n\0\0" + record + b"\n\x1a   \r\n"
    assert titles(reads(data)) == ["Книга", "Книга"]
    assert reasons(reads(data)) == []


def test_what_trails_after_the_last_record_is_reported(reads, books):
    record = books["russian"](("200", "1 $aКнига"))
    *_good, refused = reads(record + b"and so on")
    assert (refused.raw, refused.reason) == (b"and so on", "truncated")


def test_noise_like_markup_at_the_start_does_not_make_it_xml(reads, books):
    record = books["russian"](("200", "1 $aКнига"))
    assert titles(reads(b"<html>" + record + record)) == ["Книга", "Книга"]


def test_an_empty_file_has_no_records(reads):
    assert reads(b"") == []
    assert reads(b"\r\n \r\n") == []


def test_a_flood_of_end_marks_is_one_rejection_not_millions(reads, books):
    record = books["russian"](("200", "1 $aКнига"))
    found = reads(record + b"\x1d" * 3_000_000 + record)
    assert titles(found) == ["Книга", "Книга"]
    assert set(reasons(found)) == {"empty"}
    assert len(found) < 10


def test_a_record_longer_than_the_format_allows_is_refused_and_the_next_is_read(reads, books):
    record = books["russian"](("200", "1 $aКнига"))
    huge = record[:-2] + b"x" * 10_000_000 + record[-2:]
    found = reads(record + huge + record)
    assert titles(found) == ["Книга", "Книга"]
    assert b"".join(each.raw for each in found) == record + huge + record
    assert set(reasons(found)) <= {"truncated", "too-long"}


def test_a_file_that_comes_in_drops_is_read_like_any_other(books):
    class Drops(BytesIO):
        def read(self, count=-1, /):
            return super().read(min(count, 7) if count > 0 else count)

    data = b"".join(books["chinese"](("200", f"1 $a第{n}种书")) for n in range(5))
    assert titles(read(Drops(data))) == titles(read(BytesIO(data)))
    assert len(titles(read(Drops(data)))) == 5


def test_a_preview_counts_what_is_wrong(books):
    good = books["chinese"](("200", "1 $a红楼梦"), encoding="gb18030")
    found = preview(BytesIO(good + DAMAGES["base address 99999"](good) + b"\x1d" + good), max_rejections=1)
    assert (found.read, found.accepted, found.rejected) == (4, 2, 2)
    assert found.encodings == {"gb18030": 2}
    assert [each.position for each in found.rejections] == [2]
    assert preview(BytesIO(good * 5), limit=3).read == 3


def test_a_marc21_leader_on_chinese_fields_does_not_fool(only, books):
    fields = [
        ("100", "  $a20200101d2007    em y0chiy50      ea"),
        ("101", "0 $achi"),
        ("200", "1 $a红楼梦"),
        ("690", "  $aI242"),
    ]
    assert only(books["any"](fields, leader="nam a i 4500")).profile == "cnmarc"


quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
PIECES = [
    b"\x1d",
    b"\x1e",
    b"\x1f",
    b"\x1fa",
    b"00026",
    b"22",
    b"00025   450 ",
    b"\x1b$1",
    b"\x1b",
    b"200",
    b" ",
    b"\xd0",
    b"<",
    b"\r\n",
]
XML_PIECES = [
    *(
        b"<record>",
        b"</record>",
        b"<m:record>",
        b"</m:record>",
        b"<record/>",
        b"<leader>",
        b"</leader>",
        b"<!--",
        b"-->",
    ),
    *(b"<![CDATA[", b"]]>", b"<datafield tag='200'>", b"</datafield>", b"<subfield code='a'>", b"x", b"</subfield>"),
    *(b"&amp;", b"&#0;", b"&x;", b"\xff", b"<", b">", b"<?xml encoding='", b"'?>", b"koi8-r", b"xmlns:m='a'"),
]


def check_any(data):
    found = list(read(BytesIO(data)))
    assert len(found) == len([*titles(found), *reasons(found)])
    for each in found:
        assert data[each.offset : each.next_offset] == each.raw
    ends = [0, *(each.next_offset for each in found)]
    assert all(each.offset >= end for each, end in zip(found, ends, strict=False))
    return found, ends


@quick
@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40)), max_size=30).map(b"".join))
def test_no_bytes_whatever_raise_and_none_are_lost(data):
    data = b"0" + data
    found, ends = check_any(data)
    starts = [*(each.offset for each in found), len(data)]
    for end, start in zip(ends, starts, strict=True):
        assert not data[end:start].strip(b"\r\n\t\0\x1a ")


@quick
@given(st.lists(st.one_of(st.sampled_from(XML_PIECES), st.binary(max_size=10)), max_size=30).map(b"".join))
def test_no_bytes_that_look_like_xml_raise(data):
    check_any(b"<" + data)


MISLEADING = {
    "mark of UTF-16, big-endian": b"\xfe\xff",
    "mark of UTF-16, little-endian": b"\xff\xfe",
    "mark of UTF-8": b"\xef\xbb\xbf",
    "mark of UTF-8 after a mark of UTF-16": b"\xff\xfe\xef\xbb\xbf",
    "gzip": b"\x1f\x8b\x08\x00",
    "zip": b"PK\x03\x04",
    "an older container": b"\xd0\xcf\x11\xe0",
    "an angle bracket": b"<",
    "an angle bracket in UTF-16": b"<\x00",
    "an XML declaration": b"<?xml version='1.0'?>",
    "a record element": b"<record><leader>",
    "a record element after a mark": b"\xef\xbb\xbf<record><datafield tag='200'>",
    "blanks": b"    ",
    "zeros": b"\0" * 9,
    "every second byte zero": b"<\0r\0e\0c\0o\0r\0d\0>\0" * 20,
}


@pytest.mark.parametrize("how", MISLEADING)
def test_what_stands_before_the_first_record_does_not_make_the_file_something_else(reads, books, how):
    records = [books["chinese"](("200", f"1 $a{title}")) for title in ("红楼梦", "呐喊", "彷徨")]
    assert titles(reads(MISLEADING[how] + b"".join(records)))[-2:] == ["呐喊", "彷徨"]
    damaged = MISLEADING[how] + records[0][len(MISLEADING[how]) :]
    assert titles(reads(damaged + b"".join(records[1:])))[-2:] == ["呐喊", "彷徨"]


@pytest.mark.parametrize("how", ["mark of UTF-16, big-endian", "mark of UTF-16, little-endian", "mark of UTF-8"])
def test_a_mark_before_a_whole_record_costs_no_record(reads, books, how):
    data = MISLEADING[how] + b"".join(books["russian"](("200", f"1 $a{title}")) for title in ("Бесы", "Идиот"))
    assert titles(reads(data)) == ["Бесы", "Идиот"]


def whatever_misleads(test):
    for misleading in MISLEADING.values():
        test = example(which=0, place=0.0, removed=0, put=misleading)(test)
    return example(which=0, place=0.0, removed=24, put=b"\xfe\xff")(test)


@quick
@whatever_misleads
@given(
    which=st.integers(0, 4),
    place=st.floats(0, 1, exclude_max=True),
    removed=st.integers(0, 40),
    put=st.binary(max_size=20),
)
def test_damage_to_one_record_loses_no_other(books, which, place, removed, put):
    names = ["Первая", "第二", "Третья", "第四", "Пятая"]
    records = [books["russian" if n % 2 == 0 else "chinese"](("200", f"1 $a{name}")) for n, name in enumerate(names)]
    record = records[which]
    at = int(place * len(record))
    records[which] = record[:at] + put + record[at + removed :]
    found = titles(read(BytesIO(b"".join(records))))
    others = [name for n, name in enumerate(names) if n != which]
    assert [name for name in found if name in others] == others
