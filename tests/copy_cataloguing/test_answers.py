"""What is read of the answers of targets, in every version and shape in which they come; no network, no database."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.copy_cataloguing.rules.answers import Answer, Piece, read_sru, read_zoomsh
from library_exchange.copy_cataloguing.rules.targets import MOST_RECORDS, NoRecords, Trouble
from library_exchange.marc import reading
from library_exchange.marc.encoding import Encoding
from library_exchange.marc.profiles.tables import Profile
from tests.copy_cataloguing.sru_answers import answer, diagnostic, marc, refusal, unimarc
from tests.imports.files import record

VERSIONS = ("1.1", "1.2", "2.0")


def read(piece):
    return next(iter(reading.read(BytesIO(piece.raw))))


def why(body, encoding=None):
    with pytest.raises(NoRecords) as refused:
        read_sru(body, encoding)
    return refused.value.why, refused.value.detail


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("is_string", [False, True])
def test_records_are_read_in_every_version_however_they_are_packed(version, is_string):
    found = read_sru(answer([marc("Мосты & Ко", "b1"), unimarc("Le pont", "u1")], version, 23, is_string))
    assert found.hits == 23
    ours, theirs = map(read, found.pieces)
    assert (ours.description.title, ours.profile, ours.description.source_id) == ("Мосты & Ко", Profile.MARC21, "b1")
    assert (theirs.description.title, theirs.profile) == ("Le pont", Profile.UNIMARC)


def test_a_string_may_begin_with_a_declaration_of_its_own():
    packed = '<?xml version="1.0" encoding="ISO-8859-1"?>\n' + marc("Мост")
    assert read(read_sru(answer([packed], is_string=True)).pieces[0]).description.title == "Мост"


@pytest.mark.parametrize("version", VERSIONS)
def test_an_answer_without_records_says_so(version):
    assert read_sru(answer(version=version)) == Answer(0)
    assert read_sru(answer(version=version, hits=7)) == Answer(7)


def test_a_count_that_is_lacking_or_none_is_that_of_the_records():
    for count in ("", "many", "-1"):
        body = answer([marc("Мост")]).replace(b">1</zs:numberOfRecords>", f">{count}</zs:numberOfRecords>".encode())
        assert read_sru(body).hits == 1


@pytest.mark.parametrize("version", VERSIONS)
def test_a_diagnostic_is_told_with_its_number(version):
    assert why(refusal(16, "Unsupported index", "dc.foo", version)) == (
        Trouble.DIAGNOSTIC,
        "Unsupported index: dc.foo (1/16)",
    )
    assert why(refusal(4, version=version)) == (Trouble.DIAGNOSTIC, "1/4")


def test_a_target_that_cannot_have_counted_has_very_many():
    assert read_sru(answer(hits=9785020191907)).hits == 999_999_999
    assert read_zoomsh(shown(hits=9785020191907)).hits == 999_999_999


def test_a_diagnostic_stands_also_in_the_answer_about_the_server_or_alone():
    asked = refusal(4, "Unsupported operation").replace(b"searchRetrieveResponse", b"explainResponse")
    assert why(asked) == (Trouble.DIAGNOSTIC, "Unsupported operation (1/4)")
    alone = f"<diagnostics>{diagnostic(1, 'Down')}</diagnostics>".encode()
    assert why(alone) == (Trouble.DIAGNOSTIC, "Down (1/1)")


def test_records_count_more_than_a_warning_beside_them():
    warned = answer([marc("Мост")], more=f"<zs:diagnostics>{diagnostic(6, 'Careful')}</zs:diagnostics>")
    assert len(read_sru(warned).pieces) == 1


def test_a_record_that_the_target_cannot_give_is_told_and_spoils_no_other():
    found = read_sru(answer([marc("Мост"), diagnostic(63, "Cannot be shown"), marc("Сад")]))
    assert [piece.problem for piece in found.pieces] == ["", "Cannot be shown (1/63)", ""]
    assert found.pieces[1].raw == b""
    assert read(found.pieces[2]).description.title == "Сад"


def test_a_broken_record_is_a_rejection_alone():
    found = read_sru(answer(["<record>", marc("Сад")], is_string=True))
    broken, whole = map(read, found.pieces)
    assert isinstance(broken, reading.Rejected)
    assert whole.description.title == "Сад"


def test_no_more_records_are_kept_than_are_ever_asked_for():
    assert len(read_sru(answer([marc("Мост")] * (MOST_RECORDS + 5))).pieces) == MOST_RECORDS


def test_an_encoding_that_was_told_counts_more_than_the_one_declared():
    body = answer([marc("Мост")]).decode().encode("windows-1251")
    assert why(body)[0] is Trouble.NOT_UNDERSTOOD
    assert read(read_sru(body, Encoding.WINDOWS_1251).pieces[0]).description.title == "Мост"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><title>Welcome</title>",
        b"<html><body>Welcome</body></html>",
        b"<zs:searchRetrieveResponse",
        b'<!DOCTYPE a [<!ENTITY b "c">]><searchRetrieveResponse>&b;</searchRetrieveResponse>',
        b"<searchRetrieveResponse/>",
        b"<explainResponse><version>1.1</version></explainResponse>",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_no_answer_is_told_as_that(body):
    assert why(body)[0] is Trouble.NOT_UNDERSTOOD


@given(st.binary(max_size=300))
def test_whatever_comes_is_an_answer_or_a_reason(body):
    for read_one in (read_sru, read_zoomsh):
        with suppress(NoRecords):
            assert read_one(body).hits >= 0


# Z39.50 ---------------------------------------------------------------------------------------------------------------


def shown(*records, hits=23):
    lines = [b"192.0.2.7:210/books: %d hits\n" % hits]
    for at, raw in enumerate(records):
        lines.append(b"%d database=books syntax=Unimarc schema=unknown\n%s\n" % (at, raw))
    return b"".join(lines)


def test_records_of_the_program_are_read_each_by_its_bytes():
    raws = [record("1", "Мосты через Амур"), record("2", "Сад")]
    found = read_zoomsh(shown(*raws))
    assert found == Answer(23, tuple(Piece(raw) for raw in raws))
    assert [read(piece).description.title for piece in found.pieces] == ["Мосты через Амур", "Сад"]


def test_no_hit_of_the_program_is_no_trouble():
    assert read_zoomsh(shown(hits=0)) == Answer(0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"", (Trouble.NO_ANSWER, "")),
        (b"192.0.2.7:1/b error: Connect failed (ZOOM:10000) 192.0.2.7:1/b\n", (Trouble.NO_ANSWER, "")),
        (b"192.0.2.7:1/b error: Timeout (ZOOM:10007) \n", (Trouble.TOO_SLOW, "")),
        (
            b"192.0.2.7:1/b error: Database unavailable (Bib-1:109) Nope\n",
            (Trouble.DIAGNOSTIC, "Database unavailable (Bib-1:109) Nope"),
        ),
    ],
)
def test_what_the_program_says_of_an_error_is_told(line, expected):
    with pytest.raises(NoRecords) as refused:
        read_zoomsh(line)
    assert (refused.value.why, refused.value.detail) == expected
