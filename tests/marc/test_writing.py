"""Records that are written say what they said: read again by our reader and by another one."""

import re
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymarc import Field, MARCReader, Record, Subfield, parse_xml_to_array

from library_exchange.core.text import bare
from library_exchange.marc.description import (
    ClassNumber,
    Contributor,
    CopyState,
    Description,
    Identifier,
    LocalHolding,
    PartOf,
    RelationKind,
    Text,
    TextField,
    form,
)
from library_exchange.marc.profiles.tables import Profile
from library_exchange.marc.reading import Accepted, read
from library_exchange.marc.writing.files import XML_END, Trouble, Unwritable, fit, iso2709, xml, xml_head
from library_exchange.marc.writing.record import Origin, as_it_came, compose

ORIGIN = Origin(date(2026, 1, 1), "HEIHE", "CN")
FEW = 3
"""So many records of each file are written in every family; whole files are written in their own."""
FILES = (
    "marc21/evergreen_FSL_russian_armenian_880.mrc",
    "marc21/yaz_cjk_19.mrc",
    "marc21/loc_books_all_2014_100.mrc",
    "marc21/solrmarc_specTestRecs.xml",
    "unimarc/qa_short.bnr.1993.mrc",
    "unimarc/qa_short.firenze.1977.mrc",
    "rusmarc/rnb_TEST1_81_cp1251.iso",
    "rusmarc/tpu_izvestiya_2012_41.xml",
    "rusmarc/irbis_istu_ibis_471_koi8r.iso",
    "cnmarc/bnu_10_gb18030.iso",
    "cnmarc/bnu_sru_10_cnmarcxml.xml",
)
MEANT_TWICE = (TextField.SERIES, TextField.CONTENTS)


def said(found: Description) -> Counter:
    """What a record says, without the marks, the order and the kind of letters that families write differently."""
    texts: dict[TextField, set[str]] = {}
    for text in found.texts:
        for each in text.forms:
            # Texts that a family writes into one subfield come back as one, each beside the others' Latin letters.
            texts.setdefault(text.field, set()).update(bare(word) for word in re.findall(r"\w+", each.value))
    lines: list[tuple] = [(field, "".join(sorted("".join(words)))) for field, words in texts.items()]
    lines += [
        (who.role, who.kind, who.is_main, bare(who.dates or ""), frozenset(bare(each.value) for each in who.forms))
        for who in found.contributors
    ]
    lines += [(each.kind, each.value, each.is_valid) for each in found.identifiers]
    lines += [(each.scheme, bare(each.number)) for each in found.class_numbers]
    lines += [(each.library_code, each.call_number, each.copies, each.barcode, each.state) for each in found.holdings]
    lines += [(each.url,) for each in found.links]
    lines += [(each.kind, bare(each.title or ""), each.source_id, bare(each.part or "")) for each in found.relations]
    lines += [(found.languages, found.original_language, found.country, found.year, found.source_id)]
    return Counter(lines)


def again(record: Record, profile: Profile) -> Description:
    """Write a record in both ways, see that another reader accepts both, and return what ours reads."""
    fit(record)
    written, marked = iso2709(record), xml_head(profile) + xml(record, profile) + XML_END
    (other,) = MARCReader(written, to_unicode=True, force_utf8=True, permissive=False)
    assert other is not None
    if profile is Profile.MARC21:
        assert [str(each) for each in parse_xml_to_array(BytesIO(marked))[0]] == [str(each) for each in other]
    (found,) = read(BytesIO(written), profile=profile)
    (same,) = read(BytesIO(marked), profile=profile)
    assert isinstance(found, Accepted)
    assert isinstance(same, Accepted)
    assert said(same.description) == said(found.description)
    return found.description


def records(shared_data, name: str) -> list[Accepted]:
    with (shared_data / "marc" / name).open("rb") as file:
        return [each for each in read(file) if isinstance(each, Accepted)]


@pytest.mark.parametrize("name", FILES)
def test_a_record_that_goes_out_as_it_came_keeps_every_field(shared_data, name):
    for each in records(shared_data, name):
        fields = [str(field) for field in each.record.fields]
        record = as_it_came(each.record, each.profile)
        assert said(again(record, each.profile)) == said(each.description)
        assert [str(field) for field in record.fields if field.tag != "100"] == [f for f in fields if f[:4] != "=100"]


@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("name", FILES)
def test_a_record_put_into_another_family_says_the_same(shared_data, name, profile):
    for each in records(shared_data, name)[:FEW]:
        known = again(compose(each.description, profile, ORIGIN, each.profile), profile)
        lacking = said(each.description) - said(known)
        # A series may be traced from its transcription in one family and from its own script in another.
        assert not [line for line in lacking if line[0] is not RelationKind.SERIES], lacking


WORDS = st.sampled_from(("鲁迅", "红楼梦", "呐喊", "Чехов", "Вишнёвый сад", "История Амура", "Poems", "Amur"))
TITLES = st.one_of(WORDS.map(lambda word: (form(word),)), st.just((form("呐喊"), form("Na han", "transliteration"))))
CODES = st.sampled_from(("aut", "trl", "edt", "ill", "com"))
NUMBERS = st.text(alphabet="0123456789ABC", min_size=1, max_size=12)


@st.composite
def descriptions(draw: st.DrawFn) -> Description:
    """Books that a library may have, with texts of every kind."""
    fields = draw(st.lists(st.sampled_from(list(TextField)), max_size=8))
    fields = [field for field in fields if field not in (TextField.TITLE, *MEANT_TWICE)]
    # No book says one thing twice in one place: parts that a family writes into one subfield would be read as one.
    rest = list(dict.fromkeys((field, draw(TITLES)) for field in fields))
    texts = [(TextField.TITLE, draw(TITLES)), *rest]
    names = draw(st.lists(st.tuples(CODES, TITLES), max_size=3, unique_by=lambda each: each[1]))
    holdings = draw(st.lists(st.tuples(NUMBERS, NUMBERS, st.sampled_from([None, *CopyState])), max_size=3))
    year = draw(st.one_of(st.none(), st.integers(1000, 2149)))
    return Description(
        source_id=draw(NUMBERS),
        source_updated=None,
        record_type="a",
        bib_level="m",
        languages=("chi",),
        original_language=draw(st.sampled_from((None, "rus"))),
        country=draw(st.sampled_from((None, "CN", "RU", "US", "GB"))),
        year=year,
        year_text=str(year) if year else None,
        texts=tuple(Text(field, forms, at) for at, (field, forms) in enumerate(texts)),
        contributors=tuple(
            Contributor(role, "person", at == 0, each, dates="1900-1950")
            for at, (role, each) in enumerate(names)
            if at or role == "aut"
        ),
        identifiers=(Identifier("isbn", "9787020002207", "978-7-02-000220-7", True),),
        class_numbers=(ClassNumber("clc", "I210.6"), ClassNumber("udc", "821.581")),
        holdings=tuple(
            LocalHolding(
                "HEIHE",
                call,
                0 if state is CopyState.GONE else 1,
                None if state is CopyState.GONE else barcode,
                None,
                state,
            )
            for call, barcode, state in holdings
        ),
        links=(),
        relations=(PartOf(RelationKind.SET, "Собрание", "77", "Т. 2"),) if draw(st.booleans()) else (),
    )


@given(descriptions(), st.sampled_from(Profile))
def test_every_subfield_that_is_read_survives_being_written(found, profile):
    known = again(compose(found, profile, ORIGIN), profile)
    assert not said(found) - said(known)


def test_the_original_script_stands_in_the_field_and_pinyin_beside_it_as_the_family_has_it():
    book = _book(Text(TextField.TITLE, (form("呐喊"), form("Na han", "transliteration")), 0))
    marc21 = compose(book, Profile.MARC21, ORIGIN)
    assert marc21["245"].get_subfields("6", "a") == ["880-01", "呐喊"]
    assert marc21["880"].get_subfields("6", "a") == ["245-01/(B", "Na han"]
    assert compose(book, Profile.CNMARC, ORIGIN)["200"].get_subfields("a", "A") == ["呐喊", "Na han"]
    fields = compose(book, Profile.UNIMARC, ORIGIN).get_fields("200")
    assert [each.get_subfields("6", "7", "a") for each in fields] == [["a01", "ea", "呐喊"], ["a01", "ba", "Na han"]]


def test_every_file_says_that_it_is_unicode():
    book = _book(Text(TextField.TITLE, (form("Амур"),), 0))
    assert str(compose(book, Profile.MARC21, ORIGIN).leader)[9] == "a"
    for profile in (Profile.UNIMARC, Profile.CNMARC, Profile.RUSMARC):
        record = compose(book, profile, ORIGIN)
        assert str(record.leader)[9] == " "
        assert record["100"]["a"][26:30] == "50  "
        assert len(record["100"]["a"]) == 36


@pytest.mark.parametrize(
    ("profile", "tag", "expected"),
    [
        (Profile.MARC21, "852", [("a", "HEIHE"), ("j", "I210"), ("p", "17")]),
        (Profile.RUSMARC, "899", [("a", "HEIHE"), ("j", "I210"), ("p", "17")]),
        (Profile.CNMARC, "905", [("a", "HEIHE"), ("s", "I210"), ("b", "17")]),
        (Profile.UNIMARC, "852", [("a", "HEIHE"), ("j", "I210"), ("p", "17")]),
    ],
)
def test_copies_stand_where_the_libraries_of_the_family_look_for_them(profile, tag, expected):
    book = _book(Text(TextField.TITLE, (form("Амур"),), 0), holdings=(LocalHolding(None, "I210", 1, "17"),))
    assert compose(book, profile, ORIGIN)[tag].subfields == [Subfield(*each) for each in expected]


def test_control_characters_are_taken_out_and_told():
    record = compose(_book(), Profile.MARC21, ORIGIN)
    assert fit(record) is None
    record["245"].subfields[0] = Subfield("a", "A\x1dm\x1fur\x0b\ud800")
    assert fit(record) is Trouble.CHARACTERS
    assert record["245"]["a"] == "Amur"
    assert iso2709(record).count(b"\x1d") == 1


@pytest.mark.parametrize(
    ("fields", "letters", "trouble"),
    [(1, 10_000, Trouble.FIELD_TOO_LONG), (12, 9_000, Trouble.RECORD_TOO_LONG)],
)
def test_what_iso_2709_has_no_digits_for_is_refused_and_fits_into_xml(fields, letters, trouble):
    record = compose(_book(), Profile.RUSMARC, ORIGIN)
    record.add_field(*(Field("330", subfields=[Subfield("a", "a" * letters)]) for _each in range(fields)))
    with pytest.raises(Unwritable) as refused:
        iso2709(record)
    assert refused.value.trouble is trouble
    (found,) = read(BytesIO(xml_head(Profile.RUSMARC) + xml(record, Profile.RUSMARC) + XML_END))
    assert len(found.description.values(TextField.SUMMARY)) == fields


def test_a_tag_that_no_directory_holds_is_refused():
    record = Record()
    record.add_field(Field("2454", subfields=[Subfield("a", "Amur")]))
    with pytest.raises(Unwritable):
        fit(record)


def _book(*texts: Text, holdings: tuple[LocalHolding, ...] = ()) -> Description:
    texts = texts or (Text(TextField.TITLE, (form("Amur"),), 0),)
    nothing: tuple = ()
    return Description(
        "1",
        None,
        "a",
        "m",
        ("chi",),
        None,
        "CN",
        2001,
        "2001",
        texts,
        nothing,
        nothing,
        nothing,
        holdings,
        nothing,
        nothing,
    )
