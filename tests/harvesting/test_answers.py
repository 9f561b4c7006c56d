"""What servers answer, however badly: read as far as it can be, and told why where it cannot."""

import gzip
from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library_exchange.harvesting.rules import answers
from library_exchange.harvesting.rules.answers import NotUnderstood, TokenRefused, read_page
from library_exchange.harvesting.rules.formats import Format, Kind
from library_exchange.harvesting.rules.given import withdrawn
from library_exchange.harvesting.rules.progress import Progress
from library_exchange.harvesting.rules.runs import MOST_EMPTY, Deleted, Failure
from library_exchange.harvesting.services.asking import _unpacked
from library_exchange.marc import reading
from tests.harvesting.played import Book, envelope, error, page

ONE, TWO = Book("1", "Один"), Book("2", "Два")


def titles(raw: bytes) -> list[str | None]:
    """Return the titles of a page as an import reads them, None for what it refuses."""
    content = b"".join(each.content for each in read_page(raw).records)
    found = reading.read(BytesIO(b"<collection>" + content + b"</collection>"))
    return [each.description.title if isinstance(each, reading.Accepted) else None for each in found]


def test_a_page_tells_its_records_and_how_the_list_goes_on():
    found = read_page(page([ONE, Book("2", "", is_deleted=True)], "a&amp;b", total=12))
    assert [(each.identifier, each.number, each.is_deleted) for each in found.records] == [
        ("oai:played:1", "1", False),
        ("oai:played:2", "", True),
    ]
    assert (found.token, found.total) == ("a&b", 12)
    assert found.told_at == datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda raw: b"\xef\xbb\xbf\r\n" + raw,
        lambda raw: raw.replace("Один".encode(), "Один".encode() + b"\x0b\x1f&#x1F;&#0;"),
        lambda raw: raw.replace(b"UTF-8", b"windows-1251").decode().encode("cp1251"),
        lambda raw: raw.decode().encode("utf-16"),
        lambda raw: raw.replace(b"UTF-8", b"no-such-code"),
        lambda raw: raw.replace(b"<OAI-PMH", b"<o:OAI-PMH xmlns:o='http://www.openarchives.org/OAI/2.0/'").replace(
            b"</OAI-PMH", b"</o:OAI-PMH"
        ),
        lambda raw: raw.replace(b' xmlns="http://www.openarchives.org/OAI/2.0/"', b""),
        lambda raw: raw.replace(b"00:00:00Z", b"00:00:00"),
        lambda raw: raw.replace(b"2026-11-01T00:00:00Z", b"2026-11-01"),
        lambda raw: raw.replace(b"2026-11-29T12:00:00Z", b"yesterday"),
    ],
)
def test_what_is_spoilt_all_over_is_read_all_the_same(spoil):
    assert titles(spoil(page([ONE, TWO]))) == ["Один", "Два"]


def test_bytes_that_are_no_character_spoil_themselves_alone():
    assert titles(page([ONE, TWO]).replace("Один".encode(), b"A\xff\xfe \xc3(")) == ["A�� �(", "Два"]


@pytest.mark.parametrize(
    "bad",
    [
        ONE.marc().replace("Один", "Один & два"),
        ONE.marc().replace("Один", "Один < два"),
        ONE.marc().replace("</subfield>", "", 1),
        ONE.marc().replace("</record>", ""),
        ONE.marc().replace("Один", "<!-- Один"),
        ONE.marc().replace("Один", "<![CDATA[ Один"),
        ONE.marc().replace("Один", "&nbsp;Один"),
        "<mets>Один</mets>",
        "<!-- -->",
        "just words",
    ],
)
def test_one_bad_record_is_refused_alone(bad):
    raw = page([TWO, Book("1", "", raw=bad), TWO], "on")
    first, *others, last = titles(raw)
    assert (first, last) == ("Два", "Два")
    assert others
    assert "Один" not in others
    assert read_page(raw).token == "on"


@given(st.text(max_size=200))
def test_whatever_stands_in_a_record_its_neighbours_are_read(junk):
    raw = ONE.marc().replace("Один", f"Один {junk}")
    try:
        found = read_page(page([TWO, Book("1", "", raw=raw), TWO], "on"))
    except NotUnderstood:
        assert "<!" in junk
        return
    numbers = [each.number for each in found.records]
    assert (numbers[0], numbers[-1], found.token) == ("2", "2", "on")


@pytest.mark.parametrize(
    ("raw", "failure", "detail"),
    [
        (b"", Failure.NOT_OAI, ""),
        (b"<html><body>Welcome</body></html>", Failure.WEB_PAGE, ""),
        (b"<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", Failure.WEB_PAGE, ""),
        (b"<rss/>", Failure.NOT_OAI, ""),
        (page([ONE, TWO])[:-1], Failure.TORN, ""),
        (page([ONE, TWO])[:600], Failure.TORN, ""),
        (
            b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///a">]><OAI-PMH>&x;</OAI-PMH>',
            Failure.FORBIDDEN_XML,
            "",
        ),
        (error("badArgument"), Failure.PROTOCOL, "badArgument"),
        (error("cannotDisseminateFormat"), Failure.NO_FORMAT, "cannotDisseminateFormat"),
    ],
)
def test_what_is_no_page_is_told_with_its_reason(raw, failure, detail):
    with pytest.raises(NotUnderstood) as told:
        read_page(raw)
    assert (told.value.failure, told.value.detail) == (failure, detail)


def test_nothing_new_is_a_page_without_records_and_a_token_that_is_over_is_told():
    assert read_page(error("noRecordsMatch")).records == ()
    assert read_page(envelope("<ListRecords/>")).records == ()
    with pytest.raises(TokenRefused):
        read_page(error("badResumptionToken"))


def test_a_record_without_a_number_goes_by_what_its_server_calls_it():
    found = read_page(page([Book("1", "Один", number="")])).records[0]
    assert found.number == "oai:played:1"
    accepted = next(iter(reading.read(BytesIO(found.content))))
    assert isinstance(accepted, reading.Accepted)
    assert accepted.description.source_id == "oai:played:1"


def test_an_overlong_name_is_kept_by_its_digest():
    found = read_page(page([Book("x" * 600, "Один", number="1")])).records[0]
    assert found.identifier.startswith("sha256:")


def test_dublin_core_becomes_a_record():
    raw = (
        '<dc xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Амур</dc:title><dc:title>阿穆尔河</dc:title>'
        "<dc:creator>Иванов, И.</dc:creator><dc:creator>王</dc:creator><dc:publisher>Наука</dc:publisher>"
        "<dc:date>Москва, 1987 г.</dc:date><dc:language>ru-RU</dc:language><dc:identifier>ISBN 978-5-02-010272-3"
        "</dc:identifier><dc:identifier>https://library.example/1</dc:identifier><dc:subject>реки</dc:subject></dc>"
    )
    said = next(iter(reading.read(BytesIO(read_page(page([Book("1", "", raw=raw)])).records[0].content)))).description
    assert (said.title, said.year, said.source_id) == ("Амур", 1987, "oai:played:1")
    assert said.languages == ("rus",) or list(said.languages) == ["rus"]
    assert [each.as_given for each in said.identifiers if each.kind == "isbn"] == ["978-5-02-010272-3"]
    assert len(said.contributors) == 2


def test_what_is_withdrawn_is_read_as_a_record_that_says_so():
    found = next(iter(reading.read(BytesIO(withdrawn('a<&"b')))))
    assert isinstance(found, reading.Accepted)
    assert (found.description.is_deleted, found.description.source_id) == (True, 'a<&"b')


# What a server says of itself -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inside", "has_seconds", "deleted"),
    [
        (
            "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity><deletedRecord>persistent</deletedRecord>",
            True,
            "persistent",
        ),
        ("<granularity>YYYY-MM-DD</granularity><deletedRecord>Transient</deletedRecord>", False, "transient"),
        ("<earliestDatestamp>2001-01-01T00:00:00Z</earliestDatestamp>", True, "no"),
        ("<deletedRecord>maybe</deletedRecord>", False, "no"),
        ("<deletedRecord>persistent</deletedRecord>", False, "persistent"),
    ],
)
def test_a_server_introduces_itself(inside, has_seconds, deleted):
    raw = envelope(f"<Identify><repositoryName> Наш\nкаталог </repositoryName>{inside}</Identify>")
    found = answers.read_repository(raw)
    assert (found.name, found.has_seconds, found.deleted) == ("Наш каталог", has_seconds, Deleted(deleted))


def test_sets_are_read_and_a_server_without_sets_has_none():
    raw = envelope("<ListSets><set><setSpec>a:b</setSpec></set><set><setName>no spec</setName></set></ListSets>")
    assert answers.read_sets(raw) == ([("a:b", "a:b")], "")
    assert answers.read_sets(error("noSetHierarchy")) == ([], "")


@pytest.mark.parametrize(
    ("prefix", "namespace", "kind"),
    [
        ("marc21", "", Kind.MARC21),
        ("marcxml", "http://www.loc.gov/MARC21/slim", Kind.MARC21),
        ("unimarc", "http://www.loc.gov/MARC21/slim", Kind.UNIMARC),
        ("RUSMARC_XML", "", Kind.UNIMARC),
        ("mx", "info:lc/xmlns/marcxchange-v2", Kind.UNIMARC),
        ("records", "http://www.loc.gov/MARC21/slim", Kind.MARC21),
        ("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/", Kind.DUBLIN_CORE),
        ("mods", "http://www.loc.gov/mods/v3", Kind.OTHER),
    ],
)
def test_a_form_of_records_is_known_by_its_name_or_its_namespace(prefix, namespace, kind):
    assert Format(prefix, namespace).kind is kind


# Lists that do not end ------------------------------------------------------------------------------------------------


def test_a_token_that_comes_again_is_followed_as_long_as_the_pages_differ():
    progress = Progress()
    for number in range(5):
        progress.add(read_page(page([Book(f"{number}", "A")], "same")))
    with pytest.raises(NotUnderstood, match="endless"):
        progress.add(read_page(page([Book("4", "A")], "same")))


def test_pages_that_bring_nothing_new_end_the_harvest():
    progress = Progress()
    progress.add(read_page(page([ONE], "0")))
    for number in range(MOST_EMPTY):
        progress.add(read_page(page([ONE] if number % 2 else [], f"{number + 1}")))
    with pytest.raises(NotUnderstood, match="endless"):
        progress.add(read_page(page([], "more")))


def test_an_empty_page_in_between_is_nothing_to_stop_for():
    progress = Progress()
    for books, token in (([ONE], "1"), ([], "2"), ([TWO], "")):
        progress.add(read_page(page(books, token)))
    assert (progress.is_over, progress.records, progress.pages) == (True, 2, 3)


def test_what_was_packed_unasked_is_unpacked_within_bounds():
    assert _unpacked(gzip.compress(b"x" * 100), 1000) == b"x" * 100
    with pytest.raises(NotUnderstood, match="too_large"):
        _unpacked(gzip.compress(b"x" * 10_000), 1000)
    with pytest.raises(NotUnderstood, match="torn"):
        _unpacked(b"\x1f\x8bxx", 1000)
