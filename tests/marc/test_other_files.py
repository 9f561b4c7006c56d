"""Files that hold no records are named for what they are; packed ones are opened, as far as is safe."""

import gzip
import struct
import zipfile
from io import BytesIO

import pytest

from library_exchange.marc.kinds import FileKind, named_kind
from library_exchange.marc.labels import FILE_KINDS, REJECTION_REASONS, REPAIRS
from library_exchange.marc.reading import Accepted, Rejected, read
from library_exchange.marc.verdicts import RejectionReason, Repair


def titles(found):
    return [each.description.title for each in found if isinstance(each, Accepted)]


def refused(found):
    return [(each.reason.value, each.kind) for each in found if isinstance(each, Rejected)]


def zipped(method=zipfile.ZIP_DEFLATED, **files):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
KINDS = {
    "a Word document": (zipped(word__document="x" * 9), "word"),
    "an old Word document": (OLE + "WordDocument".encode("utf-16-le"), "word"),
    "an old Excel file": (OLE + "Workbook".encode("utf-16-le"), "excel"),
    "an old Office file": (OLE, "office-97"),
    "an Excel file": (zipped(xl__workbook="x"), "excel"),
    "ODS": (zipped(zipfile.ZIP_STORED, mimetype="application/vnd.oasis.opendocument.spreadsheet"), "open-spreadsheet"),
    "ODT": (zipped(zipfile.ZIP_STORED, mimetype="application/vnd.oasis.opendocument.text"), "text-document"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "pdf"),
    "RTF": (rb"{\rtf1\ansi\ansicpg1251 text}", "rtf"),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "picture"),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "picture"),
    "a program": (b"MZ\x90\0\3\0\0\0", "program"),
    "a page": ("<!DOCTYPE html><html><body>Каталог</body></html>".encode(), "html"),
    "a page in an old encoding": ("<HTML><title>Каталог</title></HTML>".encode("cp1251"), "html"),
    "text": ("Уважаемые коллеги!\nПосылаем каталог.\n".encode("cp1251"), "text"),
    "text in UTF-16": ("Уважаемые коллеги!\n".encode("utf-16"), "text"),
    "a table": ("Автор;Заглавие\nИванов;Амур\nПетров;Зея\n".encode("cp1251"), "table"),
    "JSON": (b'{"books": [1, 2]}', "json"),
    "RAR": (b"Rar!\x1a\x07\x01\0", "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\4", "archive"),
    "Access": (b"\0\1\0\0Standard Jet DB\0" + b"\0" * 40, "database"),
    "dBase": (b"\x03\x7a\x05\x0c" + struct.pack("<IHH", 3, 97, 20) + b"\0" * 60, "dbase"),
    "an empty zip": (zipped(readme="hello there"), "text"),
    "a zip of other files": (zipped(a="hello", b="there"), "zip"),
    "damaged gzip": (b"\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff\xff", "gzip"),
}


@pytest.mark.parametrize("what", KINDS)
def test_what_is_no_catalogue_is_named_for_what_it_is(reads, what):
    content, kind = KINDS[what]
    (found,) = reads(content)
    assert (found.reason, found.kind) == ("not-marc", kind)
    assert found.kind in FILE_KINDS


def test_a_word_document_is_a_word_document_whatever_it_is_called(reads, shared_data):
    (found,) = reads((shared_data / "cases" / "word_document.mrc").read_bytes())
    assert found.kind is FileKind.WORD
    assert "Word document" in str(FILE_KINDS[found.kind])


def test_a_long_word_document_is_told_by_its_last_part():
    content = zipped(zipfile.ZIP_STORED, media="x" * 200_000, word__document="x")
    (found,) = read(BytesIO(content))
    assert found.kind is FileKind.WORD


def test_nothing_and_noise():
    assert named_kind(b"") is named_kind(b"\xef\xbb\xbf \r\n") is FileKind.EMPTY
    assert named_kind(bytes(range(256)) * 4) is None
    assert list(read(BytesIO(b""))) == []


def test_every_kind_reason_and_repair_has_its_words():
    assert set(FILE_KINDS) == set(FileKind)
    assert set(REJECTION_REASONS) == set(RejectionReason)
    assert set(REPAIRS) == set(Repair)


def books_of(books, *names, **options):
    return b"".join(books["russian"](("200", f"1 $a{name}"), **options) for name in names)


def test_a_zip_from_the_field_is_opened(shared_data):
    with (shared_data / "cases" / "marc_in_zip.zip").open("rb") as file:
        found = list(read(file))
    assert len(titles(found)) == 81
    assert refused(found) == []


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_the_files_in_a_zip_come_one_after_another(books, method):
    content = zipped(
        method,
        a__one=books_of(books, "Амур", "Зея"),
        readme="Это каталог.\n",
        two=books_of(books, "Бурея", encoding="cp1251"),
    )
    found = list(read(BytesIO(content)))
    assert titles(found) == ["Амур", "Зея", "Бурея"]
    assert refused(found) == [("not-marc", "text")]
    assert [each.position for each in found] == [1, 2, 3, 4]
    resumed = list(read(BytesIO(content), start=found[0].next_offset))
    assert titles(resumed) == ["Зея", "Бурея"]


def test_gzip_is_read_as_it_is_unpacked(books):
    data = books_of(books, *(f"Книга {n} о реке {n * n}" for n in range(500)))
    packed = gzip.compress(data)
    assert len(titles(read(BytesIO(packed)))) == 500
    assert titles(read(BytesIO(gzip.compress(data) + gzip.compress(books_of(books, "Зея")))))[-1] == "Зея"
    found = list(read(BytesIO(packed[: len(packed) // 2])))
    assert len(titles(found)) > 200
    assert refused(found)[-1] == ("truncated", None)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(a=data)])
def test_what_unpacks_to_far_too_much_is_refused(books, pack):
    bomb = pack(books_of(books, "Амур") + b"\0" * 50_000_000)
    assert len(bomb) < 200_000
    found = list(read(BytesIO(bomb)))
    assert refused(found)[-1] == ("unpacks-too-large", None) or refused(found) == [("unpacks-too-large", "zip")]
    assert len(found) < 5


def test_a_damaged_zip_is_told(reads, books, shared_data):
    content = zipped(a=books_of(books, *(f"Книга {n} о реке {n * n}" for n in range(500))))
    assert refused(reads(content[: len(content) // 2])) == [("bad-archive", "zip")]
    assert refused(reads((shared_data / "cases" / "catalogue.xlsx").read_bytes())) == [("bad-archive", "zip")]
    at = len(content) // 2
    harmed = list(read(BytesIO(content[:at] + bytes([content[at] ^ 0xFF]) * 40 + content[at + 40 :])))
    assert len(titles(harmed)) > 100
    assert refused(harmed)[-1] == ("bad-archive", None)
