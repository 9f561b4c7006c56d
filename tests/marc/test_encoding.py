"""Encodings are told by what the text says, not by what the record declares."""

import pytest

from library_exchange.marc import marc8
from library_exchange.marc.encoding import Encoding, detect, named, undoubled
from library_exchange.marc.profiles.tables import Profile

RUSSIAN = [("200", "1 $aИстория Дальнего Востока$eочерки$fА. И. Петров"), ("210", "  $aХабаровск$cАмур$d1997")]
CHINESE = [("200", "1 $a中国文学史$f游国恩主编"), ("210", "  $a北京$c人民文学出版社$d1997")]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251", "koi8-r", "cp866"])
def test_a_russian_record_is_read_in_any_cyrillic_encoding(only, books, encoding):
    found = only(books["russian"](*RUSSIAN, encoding=encoding))
    assert found.encoding is named(encoding)
    assert found.description.title == "История Дальнего Востока"


@pytest.mark.parametrize(("encoding", "title"), [("gb18030", "中国文学史"), ("utf-8", "中国文学史")])
def test_a_chinese_record_is_read_in_its_encoding(only, books, encoding, title):
    found = only(books["chinese"](*CHINESE, encoding=encoding))
    assert (found.encoding, found.description.title) == (named(encoding), title)


def test_a_traditional_chinese_record_is_read_in_big5(only, books):
    fields = [("200", "1 $a傲慢與偏見$f奧斯丁著$g張玲譯"), ("210", "  $a臺北$c人民文學出版社")]
    found = only(books["chinese"](*fields, encoding="big5"))
    assert (found.encoding, found.description.title) == (Encoding.BIG5, "傲慢與偏見")


def test_rare_characters_beyond_gbk_survive(only, books):
    title = "㭎𤩽𠮷䶮集注"
    with pytest.raises(UnicodeEncodeError):
        title.encode("gbk")
    found = only(books["chinese"](("200", f"1 $a{title}$f中国社会科学院主编"), encoding="gb18030"))
    assert found.description.title == title


def test_what_a_unimarc_record_declares_is_only_a_hint(only, books):
    # Leader/09 blank would be MARC-8, and 100 $a says Unicode, in both records.
    for encoding in ("utf-8", "cp1251"):
        assert only(books["russian"](*RUSSIAN, encoding=encoding)).encoding is named(encoding)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "gb18030"])
def test_a_utf8_flag_does_not_make_it_utf8(only, books, encoding):
    title = "中国文学史研究" if encoding == "gb18030" else "История Дальнего Востока России"
    found = only(books["marc21"](("245", f"10$a{title}"), ("500", f"  $a{title}"), encoding=encoding))
    assert str(found.record.leader)[9] == "a"
    assert found.description.title == title


def test_a_given_encoding_is_obeyed(only, reads, books):
    record = books["russian"](("200", "1 $aА"), encoding="koi8-r")
    assert only(record, encoding="koi8-r").description.title == "А"
    (refused,) = reads(record, encoding="utf-8")
    assert refused.reason == "unreadable-text"


def test_the_start_of_the_file_helps_records_with_one_letter(reads, books):
    plain = books["russian"](("200", "1 $aAtlas"), ("215", "  $a4 с."), encoding="koi8-r")
    rest = [books["russian"](*RUSSIAN, encoding="koi8-r")] * 3
    assert {each.encoding for each in reads(b"".join([plain, *rest]))} == {Encoding.KOI8_R}


def test_encodings_may_change_within_a_file(reads, books):
    data = b"".join(books["russian"](*RUSSIAN, encoding=each) for each in ("cp1251", "koi8-r", "utf-8", "cp866"))
    found = reads(data + books["chinese"](*CHINESE, encoding="gb18030"))
    assert [each.encoding for each in found] == ["windows-1251", "koi8-r", "utf-8", "cp866", "gb18030"]


def test_a_damaged_utf8_record_is_set_aside_and_not_read_as_something_else(reads, books):
    good = books["russian"](*RUSSIAN)
    at = good.index("История".encode()) + 1
    (refused,) = reads(good[:at] + b"\xff" + good[at + 1 :])
    assert refused.reason == "unreadable-text"


def test_text_encoded_twice_or_thrice_is_put_right(only, books):
    twice = "Война и мир".encode().decode("latin-1")
    found = only(books["russian"](("200", f"1 $a{twice}")))
    assert (found.description.title, found.repairs) == ("Война и мир", ("double-encoding",))
    assert undoubled(twice.encode().decode("latin-1")) == "Война и мир"
    assert undoubled("São Paulo, Ærø, Straße") == "São Paulo, Ærø, Straße"


def test_marc8_is_read_strictly():
    assert marc8.decode(b"Zhizn\xa7 \xe7eto teatr") == "Zhiznʹ ėto teatr"
    assert marc8.decode(b"\x1b(NpETR\x1b(B") == "Петр"
    assert marc8.decode(b"\x1b$1!0A\x1b(B") != ""
    for broken in (b"a\x1b$", b"\x1b$1!2!J!HP!HP", b"\x1b(?abc"):
        with pytest.raises(UnicodeDecodeError):
            marc8.decode(broken)


def test_noise_is_in_no_encoding():
    noise = bytes(128 + (n * n * 89 + n * 53) % 128 for n in range(600))
    assert [detect(noise, profile) for profile in Profile] == [None] * 4
