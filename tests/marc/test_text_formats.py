"""Records as text: ИРБИС, Aleph, MarcEdit and JSON are read like ISO 2709, and damage stays where it is."""

import json
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library_exchange.marc.description import ClassNumber, LocalHolding, TextField
from library_exchange.marc.reading import Accepted, Rejected, preview, read


def titles(found):
    return [each.description.title for each in found if isinstance(each, Accepted)]


def reasons(found):
    return [each.reason.value for each in found if isinstance(each, Rejected)]


def irbis_text(*titles, mark="*****"):
    return "".join(f"#920: PAZK\n#200: ^A{title}^FИ. И. Иванов\n#101: rus\n{mark}\n" for title in titles)


def aleph(*titles):
    return "".join(
        f"{n:09} LDR   L -----nam-a22-----^a-4500\n{n:09} 24510 L $$a{title}$$cИванов\n{n:09} 260   L $$aМосква\n"
        for n, title in enumerate(titles, 1)
    )


def mnemonic(*titles):
    return "".join(
        f"=LDR  00000nam  2200000 i 4500\n=001  M{n}\n=245  10$a{title}$cИванов\n=260  \\\\$aМосква\n\n"
        for n, title in enumerate(titles, 1)
    )


def one_json(title):
    fields = [{"001": "J1"}, {"245": {"ind1": "1", "ind2": "0", "subfields": [{"a": title}, {"c": "Иванов"}]}}]
    return {"leader": "00000nam a2200000 i 4500", "fields": fields}


def json_lines(*titles):
    return "".join(f"{json.dumps(one_json(title), ensure_ascii=False)}\n" for title in titles)


def json_array(*titles):
    return json.dumps([one_json(title) for title in titles], ensure_ascii=False, indent=1)


FORMATS = {
    "ИРБИС": irbis_text,
    "Aleph": aleph,
    "MarcEdit": mnemonic,
    "JSON a line": json_lines,
    "JSON array": json_array,
}
NAMES = ["Первая книга", "第二种书", "Третья книга", "第四种书", "Пятая книга"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("irbis_text_cp1251.txt", ["Книга из ИРБИС", "Вторая"]),
        ("aleph_sequential.seq", ["Книга из Aleph", "Вторая"]),
        ("marc_mnemonic.mrk", ["Книга из MarcEdit", "Вторая"]),
    ],
)
def test_files_from_the_field_are_taken_in(reads, shared_data, name, wanted):
    assert titles(reads((shared_data / "cases" / name).read_bytes())) == wanted


def test_an_irbis_export_says_all_it_knows(reads, shared_data):
    found = reads((shared_data / "cases" / "irbis_text_cp1251.txt").read_bytes())[0]
    book = found.description
    assert (found.encoding, found.profile) == ("windows-1251", "rusmarc")
    assert [each.value for each in book.identifiers] == ["9785020000018"]
    assert book.year == 2001
    assert book.values(TextField.REMAINDER) == ["Роман"]
    assert book.values(TextField.PLACE) + book.values(TextField.PUBLISHER) == ["Москва", "Наука"]
    assert [each.forms[0].value for each in book.contributors] == ["Иванов, И. И."]
    assert book.holdings == (LocalHolding(None, None, 1, "12345", "ХР"),)


IRBIS_BOOK = """#920: SPEC
#903: 84(2)/Т53-123
#200: ^VТ. 2^AВойна
#461: ^CСобрание сочинений^FЛ. Н. Толстой
#215: ^A300
#101: rus
#102: RU
#225: ^AКлассика^V5
#606: ^AЛитература^BРомантизм^GРоссия
#610: роман-эпопея
#621: 84(2Рос=Рус)1
#675: 821.161.1
#910: ^A0^BA-1^DЧЗ
#910: ^A6^BA-2^DЧЗ
#910: ^AU^BA-3^DАБ^13
#907: ^CКТ^A20200101^BПетрова
*****
"""


def test_the_fields_of_irbis_become_those_of_the_catalogue(only):
    book = only(IRBIS_BOOK.encode()).description
    assert (book.source_id, book.languages, book.country) == ("84(2)/Т53-123", ("rus",), "RU")
    assert book.values(TextField.PART_NUMBER) == ["Т. 2"]
    assert (book.relations[0].title, book.relations[0].part) == ("Собрание сочинений", "Т. 2")
    assert book.values(TextField.EXTENT) == ["300 с."]
    assert book.values(TextField.SUBJECT) == ["Литература -- Романтизм -- Россия"]
    assert book.class_numbers == (ClassNumber("udc", "821.161.1"), ClassNumber("bbk", "84(2Рос=Рус)1"))
    copies = [(each.library_code, each.note, each.barcode) for each in book.holdings for _copy in range(each.copies)]
    assert copies == [(None, "ЧЗ", "A-1"), (None, "АБ", "A-3"), *[(None, "АБ", None)] * 2]


def test_iso_2709_with_the_fields_of_irbis_is_read_as_such(only, books):
    fields = [
        ("920", "PAZK"),
        ("200", "$AКнига в ИСО$EРоман"),
        ("700", "$AИванов$BИ. И.$GИван Иванович"),
        ("210", "$D2001$AМосква$CНаука"),
        ("010", "$A978-5-02-000001-8$D100"),
        ("910", "$A0$B777$DХР"),
        ("903", "И20-1"),
    ]
    found = only(books["any"](fields, encoding="cp1251"))
    book = found.description
    assert (found.profile, found.encoding, book.title, book.source_id) == (
        "rusmarc",
        "windows-1251",
        "Книга в ИСО",
        "И20-1",
    )
    assert book.holdings == (LocalHolding(None, "И20-1", 1, "777", "ХР"),)
    assert [form.value for form in book.contributors[0].forms] == ["Иванов, И. И.", "Иванов, Иван Иванович"]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866", "utf-16"])
@pytest.mark.parametrize("form", ["ИРБИС", "MarcEdit", "Aleph", "JSON a line"])
def test_text_is_read_in_the_encodings_of_its_time(form, encoding):
    given = ["История Дальнего Востока", "Рыбы реки Амур"]
    assert titles(read(BytesIO(FORMATS[form](*given).encode(encoding)))) == given


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("change", ["", "mark", "windows"])
def test_every_form_is_told_by_its_content(reads, form, change):
    data = FORMATS[form](*NAMES).encode()
    data = {"": data, "mark": b"\xef\xbb\xbf" + data, "windows": data.replace(b"\n", b"\r\n")}[change]
    assert titles(reads(data)) == NAMES
    assert preview(BytesIO(data), limit=2).read == 2


@pytest.mark.parametrize("form", FORMATS)
def test_reading_goes_on_where_it_stopped(form):
    data = FORMATS[form](*NAMES).encode()
    first, second, *_rest = read(BytesIO(data))
    assert titles(read(BytesIO(data), start=first.next_offset)) == NAMES[1:]
    assert titles(read(BytesIO(data), start=second.next_offset)) == NAMES[2:]


@pytest.mark.parametrize("form", FORMATS)
def test_a_long_file_is_read_to_its_end(form):
    given = [f"Книга {n} " + "о" * 900 for n in range(300)]
    found = list(read(BytesIO(FORMATS[form](*given).encode())))
    assert titles(found) == given
    assert reasons(found) == []


MISLEADING = [b"\n", b'"', b"{", b"}}", b"*****", b"=LDR", b"\\", b"\n\n"]
quick = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("form", ["ИРБИС", "Aleph", "MarcEdit", "JSON a line"])
@quick
@given(
    which=st.integers(0, 4),
    place=st.floats(0, 1, exclude_max=True),
    removed=st.integers(0, 60),
    put=st.one_of(
        st.binary(max_size=20), st.sampled_from([b"\n", b'"', b"{", b"}}", b"*****", b"=LDR", b"\\", b"\n\n"])
    ),
)
def test_damage_to_one_record_loses_no_other(form, which, place, removed, put):
    records = [FORMATS[form](*NAMES[: n + 1])[len(FORMATS[form](*NAMES[:n])) :].encode() for n in range(5)]
    record = records[which]
    body = record.rstrip(b"\n")
    at = int(place * len(body))
    records[which] = body[:at] + put + body[at + removed :] + record[len(body) :]
    data = b"".join(records)
    found = list(read(BytesIO(data)))
    others = [name for n, name in enumerate(NAMES) if n != which]
    assert [name for name in titles(found) if name in others] == others
    at = 0
    for each in found:
        assert not data[at : each.offset].strip(b" \t\r\n\0\x1a,[]{}\xef\xbb\xbf")
        assert data[each.offset : each.next_offset] == each.raw
        at = each.next_offset


def test_a_lost_end_mark_joins_no_two_books(reads):
    data = irbis_text("Первая", mark="") + irbis_text("Вторая")
    assert titles(reads(data.encode())) == ["Первая", "Вторая"]


def test_a_broken_line_is_joined_and_told(only):
    found = only("#920: PAZK\n#200: ^AИстория\nАмура\n*****\n".encode())
    assert (found.description.title, found.repairs) == ("История Амура", ("line-break",))


def test_signs_that_marcedit_escapes_come_back(only):
    found = only(r"=LDR  00000nam  2200000 i 4500" "\n=245  10$a100 {dollar} за {lcub}книгу{rcub}\n".encode())
    assert found.description.title == "100 $ за {книгу}"


def test_a_record_aleph_has_deleted_is_told(only):
    found = only(b"000000007 LDR   L -----nam-a22-----^a-4500\n000000007 STA   L $$aDELETED\n")
    assert (found.description.is_deleted, found.description.source_id) == (True, "000000007")


@pytest.mark.parametrize("wrong", ["[" * 100_000, '{"a":', '{"2": "x"}', "7", '{"245": {"subfields": "x"}}'])
def test_json_that_is_no_record_is_refused_with_its_reason(reads, wrong):
    data = f'{{"leader": "", "fields": [{wrong}]}}\n{json_lines("Целая")}'
    found = reads(data.encode())
    assert titles(found) == ["Целая"]
    assert set(reasons(found)) <= {"bad-json", "bad-directory", "no-title", "not-marc"}
    assert reasons(found)


def test_records_in_a_wrapping_object_and_in_older_json_are_read(reads):
    wrapped = json.dumps({"total": 2, "records": [one_json("Раз"), one_json("Два")]}, ensure_ascii=False)
    assert titles(reads(wrapped.encode())) == ["Раз", "Два"]
    older = {
        "leader": "00000nam a2200000 i 4500",
        "controlfield": [{"tag": "001", "data": "7"}],
        "datafield": [{"tag": "245", "ind": "10", "subfield": [{"code": "a", "data": "Старая"}]}],
    }
    assert titles(reads(json.dumps(older).encode())) == ["Старая"]
