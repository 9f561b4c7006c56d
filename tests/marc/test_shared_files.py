"""Real files of many libraries: how many records each has, and what the last of them is called."""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from library_exchange.core.scripts import script_of
from library_exchange.marc.description import RelationKind
from library_exchange.marc.reading import Accepted, Rejected, preview, read

# file, accepted, rejected, title of the last accepted record
FILES = [
    ("cnmarc/bnu_10_gb18030.iso", 10, 0, "1999 年中国发展状况与趋势"),
    ("cnmarc/bnu_10_gbk.iso", 10, 0, "1999 年中国发展状况与趋势"),
    ("cnmarc/bnu_10_utf8.iso", 10, 0, "1999 年中国发展状况与趋势"),
    ("cnmarc/bnu_sru_10_cnmarcxml.xml", 10, 0, "1999 年中国发展状况与趋势"),
    ("cnmarc/bnu_sru_10_kormarcxml.xml", 10, 0, "1999 年中国发展状况与趋势"),
    ("cnmarc/bnu_sru_10_unimarcxml.xml", 10, 0, "1999 年中国发展状况与趋势"),
    ("cnmarc/bnu_sru_isohold.xml", 0, 10, None),
    ("cnmarc/bnu_sru_marcxml.xml", 10, 0, "'92中国备忘"),
    ("marc21/catmandu_bu_bibs_100.mrc", 92, 8, "Evil in modern thought"),
    ("marc21/evergreen_FSL_russian_armenian_880.mrc", 52, 0, "Պատուոյ համար"),
    ("marc21/evergreen_jazz_1000.mrc", 1000, 0, "Modern jazz dance"),
    ("marc21/loc_books_all_2014_100.mrc", 100, 0, "The cost of living as modified by sanitary science"),
    ("marc21/marc4j_chinese_mangled_multibyte.mrc", 3, 1, "車輪滾滾"),
    ("marc21/marc4j_cyrillic_capital_e_marc8.mrc", 2, 0, "Синдром Петрушки"),
    ("marc21/marc4j_incomplete_esc_seq_chinese.mrc", 0, 1, None),
    ("marc21/marc4j_not_unimarc_errors.mrc", 0, 3, None),
    ("marc21/marc4j_oclc_connexion_chinese.mrc", 1, 0, "日本民俗·信仰·藝能·與中國文化"),
    ("marc21/marc4j_pride_and_prejudice_383.mrc", 383, 0, "傲慢與偏見"),
    ("marc21/openlibrary_710_chinese.mrc", 1, 0, "中国诗歌研究动态"),
    ("marc21/openlibrary_880_chinese.mrc", 1, 0, "乔布斯的秘密日记"),
    ("marc21/openlibrary_880_russian_toc_marc8.mrc", 1, 0, "Zhiznʹ ėto teatr"),
    ("marc21/openlibrary_uoft_russian_marc8.mrc", 1, 0, "Istorii︠a︡ ėstetiki"),
    (
        "marc21/princeton_incremental_11_cjk.xml",
        11,
        0,
        "Seventeenth and Eighteenth Century Burney Newspapers Collection",
    ),
    ("marc21/princeton_three_records_one_bad_utf8.xml", 3, 0, "Кто?"),
    ("marc21/pymarc_1251_russian.mrc", 6, 0, "Нелинейные системы: геометрические методы анализа и синтеза"),
    ("marc21/pymarc_bad_records.mrc", 2, 6, "The pragmatic programmer"),
    ("marc21/pymarc_batch.xml", 2, 0, "The White House"),
    ("marc21/pymarc_marc8.mrc", 1, 0, "Escape from loneliness"),
    ("marc21/pymarc_regression45_rus_romanised.mrc", 12, 0, "Ri͡eka Shokhanka okolo g. Plesa"),
    ("marc21/pymarc_utf8_errors.mrc", 1, 0, "[Imperial military middle school, Ṣanʻāʾ]"),
    ("marc21/pymarc_utf8_invalid.mrc", 1, 0, "The coming revolution in teacher licensure"),
    ("marc21/pymarc_utf8_without_leader_flag.mrc", 1, 0, "Escape from loneliness"),
    ("marc21/rero_documents_442.xml", 442, 0, "Le Droit"),
    ("marc21/rubymarc_chinese_utf8.mrc", 2, 0, "Photčhanānukrom Čhin Klāng-TǣčhiuʻAngkrit-Thai"),
    ("marc21/solrmarc_specTestRecs.xml", 76, 0, "뜻 으로 본 한국 역사"),
    ("marc21/solrmarc_uva_200_marc8.mrc", 200, 0, "Parallel computing 83"),
    ("marc21/traject_30_records.mrc", 30, 0, "次按驟變"),
    (
        "marc21/traject_880_cyrillic_no_link.mrc",
        1,
        0,
        "Личные архивные фонды в государственных хранилищах СССР",
    ),
    ("marc21/yaz_chinese_marc8_eacc.mrc", 1, 0, "车票去哪儿了"),
    ("marc21/yaz_chinese_same_record.xml", 1, 0, "车票去哪儿了"),
    ("marc21/yaz_cjk_19.mrc", 19, 0, "들어라, 딸들 아"),
    ("rusmarc/irbis_istu_ibis_471_cp1251.iso", 471, 0, "Услышать тебя"),
    ("rusmarc/irbis_istu_ibis_471_koi8r.iso", 471, 0, "Услышать тебя"),
    ("rusmarc/irbis_istu_ibis_471_utf8.iso", 471, 0, "Услышать тебя"),
    ("rusmarc/rnb_TEST1_81_cp1251.iso", 81, 0, "Задачи и этюды"),
    ("rusmarc/rnb_TEST1_81_cp866.iso", 81, 0, "Задачи и этюды"),
    ("rusmarc/rnb_TEST1_81_koi8r.iso", 81, 0, "Задачи и этюды"),
    ("rusmarc/rnb_TEST1_81_utf8.iso", 81, 0, "Задачи и этюды"),
    ("rusmarc/rnb_TEST2_1_cp1251.iso", 1, 0, "Светильник Сибири"),
    ("rusmarc/rusmarc_ur_1_utf8.iso", 1, 0, "ПЕДАГОГИКА И ПСИХОЛОГИЯ НЕНАСИЛИЯ В ОБРАЗОВАНИИ"),
    ("rusmarc/tpu_izvestiya_2012_41.xml", 41, 0, "Сведения об авторах"),
    ("unimarc/pymarc_testunimarc.mrc", 1, 0, "L'altra faccia della spirale"),
    ("unimarc/qa_serial.bnr.1993.mrc", 11, 0, "'AfÁq Al-ThÁqafah Wa Al-TurÁt"),
    ("unimarc/qa_short.bnr.1993.mrc", 10, 0, "25 prix Goncourt"),
    ("unimarc/qa_short.firenze.1977.mrc", 10, 0, "Storia dell'Inghilterra contemporanea"),
    ("unimarc/rubymarc_cp866_unimarc.mrc", 0, 2, None),
]


@pytest.fixture(scope="session")
def results(shared_data: Path) -> Callable[[str], list[Accepted | Rejected]]:
    """Read a file of the shared MARC data once for all tests."""
    seen: dict[str, list[Accepted | Rejected]] = {}

    def of(name: str) -> list[Accepted | Rejected]:
        if name not in seen:
            folder = shared_data if name.startswith("golden") else shared_data / "marc"
            with (folder / name).open("rb") as file:
                seen[name] = list(read(file))
        return seen[name]

    return of


def accepted(found: list[Accepted | Rejected]) -> list[Accepted]:
    return [each for each in found if isinstance(each, Accepted)]


def rejected(found: list[Accepted | Rejected]) -> list[Rejected]:
    return [each for each in found if isinstance(each, Rejected)]


def titles(found: list[Accepted | Rejected]) -> list[str]:
    return [each.description.title for each in accepted(found)]


@pytest.mark.parametrize(("name", "good", "bad", "last"), FILES, ids=[row[0] for row in FILES])
def test_every_record_of_a_real_file_is_accounted_for(results, name, good, bad, last):
    found = results(name)
    assert (len(accepted(found)), len(rejected(found))) == (good, bad)
    assert (titles(found) or [None])[-1] == last


def test_no_file_of_the_collection_is_forgotten(shared_data):
    there = {
        f"{path.parent.name}/{path.name}"
        for path in (shared_data / "marc").glob("*/*")
        if path.suffix in (".mrc", ".iso", ".xml")
    }
    assert there == {row[0] for row in FILES}


@pytest.mark.parametrize("name", [row[0] for row in FILES if not row[0].endswith(".xml")])
def test_every_byte_of_an_iso_2709_file_lies_in_one_record(results, shared_data, name):
    data = (shared_data / "marc" / name).read_bytes()
    at = 0
    for each in results(name):
        assert not data[at : each.offset].strip(b"\r\n\t\0\x1a")
        at = each.next_offset
    assert not data[at:].strip()


@pytest.mark.parametrize("encoding", ["cp1251", "koi8r", "cp866"])
def test_the_same_81_records_say_the_same_in_four_encodings(results, encoding):
    copy, original = results(f"rusmarc/rnb_TEST1_81_{encoding}.iso"), results("rusmarc/rnb_TEST1_81_utf8.iso")
    assert {each.encoding.replace("windows-", "cp").replace("-", "") for each in copy} == {encoding}
    different = [
        (a.description, b.description) for a, b in zip(copy, original, strict=True) if a.description != b.description
    ]
    # One field of the KOI8-R copy has characters that KOI8-R lacks.
    assert len(different) == (1 if encoding == "koi8r" else 0)
    assert sum(a == b for a, b in zip(titles(copy), titles(original), strict=True)) == 81 - len(different)


@pytest.mark.parametrize("encoding", ["cp1251", "koi8r"])
def test_a_siberian_universitys_records_read_alike_in_each_encoding(results, encoding):
    copy, original = (
        titles(results(f"rusmarc/irbis_istu_ibis_471_{encoding}.iso")),
        titles(results("rusmarc/irbis_istu_ibis_471_utf8.iso")),
    )
    same = [a == b for a, b in zip(copy, original, strict=True)]
    lost = [(a, b) for a, b in zip(copy, original, strict=True) if a != b]
    assert all("?" in a and ("№" in b or "–" in b) for a, b in lost)  # KOI8-R has neither sign
    assert sum(same) >= 465


@pytest.mark.parametrize("name", ["bnu_10_gbk.iso", "bnu_10_gb18030.iso", "bnu_sru_10_cnmarcxml.xml"])
def test_beijing_normal_universitys_books_are_the_same_in_every_file(results, name):
    original = [each.description for each in results("cnmarc/bnu_10_utf8.iso")]
    assert [each.description for each in results(f"cnmarc/{name}")] == original


def test_a_schema_name_is_no_evidence_of_the_profile(results):
    for schema in ("cnmarcxml", "kormarcxml", "unimarcxml"):
        assert {each.profile for each in results(f"cnmarc/bnu_sru_10_{schema}.xml")} == {"cnmarc"}
    assert {each.profile for each in results("cnmarc/bnu_sru_marcxml.xml")} == {"marc21"}


@pytest.mark.parametrize(
    ("folder", "profile"), [("rusmarc", "rusmarc"), ("cnmarc/bnu_10", "cnmarc"), ("golden/catalogue_zh", "cnmarc")]
)
def test_the_profile_is_told_by_the_fields(results, folder, profile):
    names = [row[0] for row in FILES if row[0].startswith(folder)] or [f"{folder}_utf8.iso"]
    assert {each.profile for name in names for each in accepted(results(name))} == {profile}


def test_chinese_records_in_a_marc21_file_are_read_as_cnmarc(results):
    found = accepted(results("marc21/marc4j_pride_and_prejudice_383.mrc"))
    assert Counter(each.profile for each in found) == {"marc21": 366, "cnmarc": 16, "unimarc": 1}
    chinese = [each.description.title for each in found if each.profile == "cnmarc"]
    assert {script_of(title) for title in chinese} <= {"Hant", "Hans"}
    assert Counter(script_of(title) for title in titles(found))["Latn"] == 354


GOLDEN = {
    "ru": ["catalogue_ru_utf8.iso", "catalogue_ru_cp1251.iso", "catalogue_ru_koi8r.iso", "catalogue_ru_rusmarc.xml"],
    "zh": ["catalogue_zh_utf8.iso", "catalogue_zh_gb18030.iso", "catalogue_zh_cnmarc.xml"],
}


@pytest.mark.parametrize(("language", "name"), [(code, name) for code, names in GOLDEN.items() for name in names])
def test_the_golden_catalogue_keeps_its_titles_in_every_encoding(results, shared_data, language, name):
    with (shared_data / "golden" / "catalogue.csv").open(encoding="utf-8", newline="") as file:
        wanted = {row["key"]: row for row in csv.DictReader(file) if row["key"].startswith(language)}
    found = {each.description.source_id: each.description for each in accepted(results(f"golden/{name}"))}
    assert found.keys() == wanted.keys()
    different = {
        key
        for key, row in wanted.items()
        if " ".join(" : ".join([found[key].title, *found[key].values("remainder")]).split())
        != " ".join(row["title"].split())
    }
    assert len(different) <= (6 if "koi8r" in name else 0), different
    assert [key for key, row in wanted.items() if row["year"].isdigit() and str(found[key].year) != row["year"]] == []


@pytest.mark.parametrize("names", GOLDEN.values(), ids=GOLDEN)
def test_the_golden_catalogue_is_described_alike_in_every_encoding(results, names):
    original, *copies = ([each.description for each in results(f"golden/{name}")] for name in names)
    for name, copy in zip(names[1:], copies, strict=True):
        different = sum(a != b for a, b in zip(original, copy, strict=True))
        assert different <= (6 if "koi8r" in name else 0)


def test_eacc_is_decoded_as_yaz_decodes_it(results):
    (ours,) = results("marc21/yaz_chinese_marc8_eacc.mrc")
    (theirs,) = results("marc21/yaz_chinese_same_record.xml")
    assert ours.encoding == "marc-8"
    assert ours.description.texts == theirs.description.texts
    assert ours.description.contributors == theirs.description.contributors


def test_damaged_eacc_is_set_aside_and_the_next_record_read(results):
    first, *others = results("marc21/marc4j_chinese_mangled_multibyte.mrc")
    assert (first.reason, len(others)) == ("unreadable-text", 3)
    assert len(accepted(others)) == 3


def test_volumes_of_the_national_library_of_russia_are_titled_by_their_sets(results):
    found = {each.description.source_id: each.description for each in results("rusmarc/rnb_TEST1_81_utf8.iso")}
    volume = found[r"RU\NLR\bibl\3415"]
    assert (volume.title, volume.values("part_number")) == ("Задачи и этюды", ["Вып. 13"])
    assert volume.relations[0].source_id == r"RU\NLR\bibl\5996"
    bare = [each.title for each in found.values() if each.title.startswith(("Вып.", "Ч. ", "Т. "))]
    assert bare == []


def test_real_volumes_name_their_sets(results):
    found = [each.description for each in results("rusmarc/rnb_TEST1_81_utf8.iso")]
    sets = [each for book in found for each in book.relations if each.kind is RelationKind.SET]
    assert len(sets) == 39
    assert all(each.title and each.source_id for each in sets)
    parts = [each for book in found for each in book.relations if each.kind is RelationKind.VOLUME]
    assert parts == []


def test_real_articles_name_their_hosts_and_no_sets(results):
    for name in ("rusmarc/tpu_izvestiya_2012_41.xml", "marc21/rero_documents_442.xml"):
        articles = [each.description for each in results(name) if each.description.bib_level == "a"]
        kinds = {each.kind for book in articles for each in book.relations if each.part and "С." in each.part}
        assert kinds <= {RelationKind.HOST}
        assert not any(each.kind is RelationKind.SET for book in articles for each in book.relations)


def test_romanised_and_cyrillic_names_are_forms_of_one_contributor(results):
    first = results("marc21/princeton_three_records_one_bad_utf8.xml")[0].description
    author = first.contributors[0]
    assert [(each.value, each.kind) for each in author.forms if each.value.count(" ") == 1] == [
        ("Черёмушкин, Пётр", "original"),
        ("Cherëmushkin, Pëtr", "transliteration"),
    ]


def test_a_preview_shows_titles_from_start_middle_and_end(shared_data):
    with (shared_data / "marc" / "rusmarc" / "irbis_istu_ibis_471_koi8r.iso").open("rb") as file:
        found = preview(file)
    assert (found.read, found.accepted, found.rejected) == (471, 471, 0)
    assert found.profiles == {"rusmarc": 471}
    assert found.encodings == {"koi8-r": 467, "utf-8": 4}
    assert len(found.sample_titles) == 3
    assert found.sample_titles[0] == "Голоценовый вулканизм Срединного хребта Камчатки"


def test_reading_goes_on_from_any_record_with_the_same_result(shared_data, results):
    for name in ("rusmarc/rnb_TEST1_81_koi8r.iso", "cnmarc/bnu_sru_10_cnmarcxml.xml"):
        whole = results(name)
        middle = whole[len(whole) // 2]
        with (shared_data / "marc" / name).open("rb") as file:
            rest = list(read(file, start=middle.next_offset, first_position=middle.position + 1))
        after = whole[middle.position :]
        assert [(each.position, each.offset, each.description) for each in rest] == [
            (each.position, each.offset, each.description) for each in after
        ]
