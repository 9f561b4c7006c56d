"""One title for one book, never one for two: what the evidence says of made books, of the cases and of real records."""

import csv
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from library_exchange.catalogue.evidence_labels import REASONS
from library_exchange.marc.description import (
    Contributor,
    Description,
    Identifier,
    PartOf,
    RelationKind,
    Text,
    TextField,
    form,
)
from library_exchange.marc.reading import Accepted, read
from library_exchange.record_matching import parts
from library_exchange.record_matching.candidates import candidate_keys
from library_exchange.record_matching.evidence import EVIDENCE, Reason, Sameness, weigh
from library_exchange.record_matching.facts import edition_key, facts_of

SAME, DOUBTFUL, DIFFERENT = Sameness.SAME, Sameness.DOUBTFUL, Sameness.DIFFERENT
ISBN, OTHER_ISBN = "9785170118380", "9787020000012"
FIELDS = {
    "title": TextField.TITLE,
    "rest": TextField.REMAINDER,
    "part": TextField.PART_NUMBER,
    "part_title": TextField.PART_TITLE,
    "statement": TextField.RESPONSIBILITY,
    "edition": TextField.EDITION,
    "publisher": TextField.PUBLISHER,
    "extent": TextField.EXTENT,
    "series": TextField.SERIES,
}


def book(
    title,
    author=None,
    isbn=None,
    year=2001,
    publisher="Наука",
    extent="300 с.",
    translator=None,
    kind="am",
    volume_of=None,
    issn=None,
    cancelled=None,
    language="rus",
    **texts,
):
    given = {"title": title, "publisher": publisher, "extent": extent} | texts
    numbers = [("isbn", each, True) for each in (isbn if isinstance(isbn, tuple) else (isbn,)) if each]
    numbers += [("issn", issn, True)] * bool(issn) + [("isbn", cancelled, False)] * bool(cancelled)
    people = [("aut", author)] * bool(author) + [("trl", translator)] * bool(translator)
    return Description(
        source_id="1",
        source_updated=None,
        record_type=kind[0],
        bib_level=kind[1],
        languages=(language,) if language else (),
        original_language=None,
        country=None,
        year=year,
        year_text=None,
        texts=tuple(Text(FIELDS[name], (form(value),), at) for at, (name, value) in enumerate(given.items()) if value),
        contributors=tuple(Contributor(role, "person", role == "aut", (form(name),)) for role, name in people),
        identifiers=tuple(Identifier(kind, value, value, is_valid) for kind, value, is_valid in numbers),
        class_numbers=(),
        holdings=(),
        links=(),
        relations=(PartOf(RelationKind.SET, title, part=volume_of),) if volume_of else (),
    )


def verdict(one, other):
    a, b = facts_of(one), facts_of(other)
    found = weigh(a, b)
    assert found == weigh(b, a) or sorted(found.reasons) == sorted(weigh(b, a).reasons)
    if found.verdict is not DIFFERENT:
        assert candidate_keys(a) & candidate_keys(b), "a pair that may be one title must be found"
    return found.verdict


TOLSTOY = {"author": "Толстой, Лев Николаевич"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (book("Тайга", isbn=ISBN), book("Тайга", isbn=ISBN, rest="роман")),
        (book("Тайга: очерки и рассказы", isbn=ISBN), book("Тайга", isbn=ISBN, rest="очерки и рассказы")),
        (book("Тайга очерки и рассказы", isbn=ISBN), book("Тайга", isbn=ISBN, rest="очерки и рассказы")),
        (book("红楼梦", isbn=ISBN, language="chi"), book("Hong lou meng", isbn=ISBN, language="chi")),
        (book("红楼梦", isbn=ISBN, language="chi"), book("Hónglóumèng", isbn=ISBN, language="chi")),
        (book("红楼梦", isbn=ISBN, language="chi"), book("Хун лоу мэн", isbn=ISBN, language="chi")),
        (book("История Амура", isbn=ISBN), book("Istorii\u0361a Amura", isbn=ISBN)),
        (book("История Амура", isbn=ISBN), book("Istoriya Amura", isbn=ISBN)),
        (book("紅樓夢", isbn=ISBN), book("红楼梦", isbn=ISBN)),
        (book("Ёлка", **TOLSTOY), book("ЕЛКА.", author="Толстой Л. Н.")),
        (book("„Тихий“ океан", **TOLSTOY), book("«Тихий» океан", author="Толстой, Л. Н.")),
        (book("Ёлка", **TOLSTOY), book("Елка", statement="Л. Н. Толстой")),
        (book("Ёлка", **TOLSTOY), book("Елка", statement="Лев Николаевич Толстой")),
        (book("Ёлка", **TOLSTOY), book("Елка", statement="Толстой Л.Н.")),
        (book("家", author="巴金"), book("家", statement="巴金著")),
        (book("复活", author="列夫·托尔斯泰", translator="草婴"), book("复活", statement="[俄] 托尔斯泰著 ; 草婴译")),
        (book("Emma", author="Austen, Jane"), book("Emma", statement="by Jane Austen")),
        (book("骆驼祥子", author="老舍", isbn=ISBN), book("骆驼祥子", author="舒庆春", isbn=ISBN)),
        (book("Кухня", isbn=ISBN, year=2003), book("Кухня", isbn=ISBN, year=2011)),
        (book("Охота", isbn=ISBN, cancelled=OTHER_ISBN), book("Охота", isbn=ISBN)),
        (book("Охота", cancelled=ISBN, **TOLSTOY), book("Охота", isbn=ISBN, **TOLSTOY)),
        (book("Дон", isbn=ISBN, part="Т. 2"), book("Дон. Том 2", isbn=ISBN)),
        (book("Дон", isbn=ISBN, part="Т. 2"), book("Дон", isbn=ISBN, volume_of="2")),
        (book("三国演义", isbn=ISBN, part="第一册"), book("三国演义（上册）", isbn=ISBN)),
        (book("Избранное", isbn=(ISBN, OTHER_ISBN), part="Т. 2"), book("Избранное", isbn=OTHER_ISBN, part="2")),
        (book("Вестник", kind="as", issn="0042-8744"), book("Вестник", kind="as", issn="0042-8744", year=1990)),
        (book("Реки", **TOLSTOY, edition="2-е изд."), book("Реки", **TOLSTOY, edition="Изд. второе, доп.")),
        (book("Физика. 1", isbn=ISBN), book("Физика", isbn=ISBN, part="Т. I")),
        (book("Физика", isbn=ISBN, series="Физика ; т. 1"), book("Физика", isbn=ISBN, part="1")),
        (book("Анна Каренина", **TOLSTOY), book("Anna Karenina", author="Tolstoy, Leo")),
        (book("Евгений Онегин", author="Пушкин, А. С."), book("Evgenij Onegin", author="Puškin, A. S.")),
        (book("Тихий Дон", author="Шолохов, М. А."), book("Шолохов М. А. Тихий Дон", author="Шолохов, М. А.")),
        (book("Геология Якутии и Амура"), book("Геология Якутии и Амура")),
    ],
)
def test_one_book_in_two_ways_of_writing_is_one_title(one, other):
    assert verdict(one, other) is SAME


@pytest.mark.parametrize(
    ("one", "other", "wanted"),
    [
        (book("Атлас почв", isbn=ISBN), book("Сказки народов севера", isbn=ISBN), DIFFERENT),
        (book("Я", isbn=ISBN), book("Я и ты", isbn=ISBN), DIFFERENT),
        (book("水浒传", isbn=ISBN), book("水浒传", isbn=OTHER_ISBN, publisher="岳麓书社"), DIFFERENT),
        (book("Реки", **TOLSTOY), book("Реки", **TOLSTOY, publisher="Просвещение"), DOUBTFUL),
        (
            book("Реки", **TOLSTOY, publisher="Хабаровское кн. изд-во"),
            book("Реки", **TOLSTOY, publisher="Кн. изд-во"),
            SAME,
        ),
        (book("红楼梦", publisher="人民文学出版社"), book("红楼梦", publisher="中华书局"), DIFFERENT),
        (book("Дон", statement="金人译"), book("Дон", statement="力冈译"), DIFFERENT),
        (book("Faust", statement="пер. Б. Пастернака"), book("Faust", translator="Холодковский, Н. А."), DIFFERENT),
        (book("Emma", statement="; translated by John Smith"), book("Emma", translator="Brown, Ann"), DIFFERENT),
        (book("Дон", isbn=ISBN, part="Т. 1"), book("Дон", isbn=ISBN, part="Кн. II"), DIFFERENT),
        (book("Дон", isbn=ISBN, part="ч. 1"), book("Дон", isbn=ISBN, rest="роман. Ч. 2"), DIFFERENT),
        (book("三国演义（上）", isbn=ISBN), book("三国演义（下）", isbn=ISBN), DIFFERENT),
        (book("史记 卷二", isbn=ISBN), book("史记 卷三", isbn=ISBN), DIFFERENT),
        (book("Emma, vol. 1", isbn=ISBN), book("Emma, vol. 2", isbn=ISBN), DIFFERENT),
        (book("Дон", isbn=ISBN, volume_of="1"), book("Дон", isbn=ISBN, volume_of="2"), DIFFERENT),
        (book("Вестник. Серия А, вып. 2", isbn=ISBN), book("Вестник. Серия Б, вып. 2", isbn=ISBN), DIFFERENT),
        (book("Физика", isbn=(ISBN, OTHER_ISBN)), book("Физика", isbn=ISBN, volume_of="2"), DIFFERENT),
        (book("Физика", isbn=ISBN, rest="в 3 т."), book("Физика", isbn=ISBN, part="Т. 1"), DIFFERENT),
        (book("Физика", isbn=ISBN, extent="3 т."), book("Физика", isbn=ISBN, part="Т. 1"), DIFFERENT),
        (book("Физика", isbn=ISBN, **TOLSTOY), book("Физика", isbn=ISBN, part="Т. 1", **TOLSTOY), DOUBTFUL),
        (book("Сборник научных трудов"), book("Сборник научных трудов"), DOUBTFUL),
        (book("论文集"), book("論文集"), DOUBTFUL),
        (book("Реки", author="Иванов, Андрей"), book("Реки", author="Иванов, Алексей"), DIFFERENT),
        (book("Реки", author="Иванов, А. П."), book("Реки", author="Иванов, Б. П."), DIFFERENT),
        (book("Реки", author="王伟"), book("Реки", author="李伟"), DIFFERENT),
        (book("Реки", **TOLSTOY), book("Реки", **TOLSTOY, kind="lm"), DIFFERENT),
        (book("Реки", **TOLSTOY), book("Реки [Электронный ресурс]", **TOLSTOY), DIFFERENT),
        (book("Реки", **TOLSTOY), book("Реки", **TOLSTOY, extent="1 online resource (300 с.)"), DIFFERENT),
        (book("Реки", **TOLSTOY), book("Реки", **TOLSTOY, extent="1 электрон. опт. диск"), DIFFERENT),
        (book("家", isbn=ISBN), book("家", isbn=ISBN, extent="在线资源(300页)"), DIFFERENT),
        (book("家", isbn=ISBN), book("家", isbn=ISBN, extent="1张DVD"), DIFFERENT),
        (book("Реки", isbn=ISBN), book("Реки", isbn=ISBN, kind="im"), DIFFERENT),
        (book("Реки", isbn=ISBN), book("Реки", isbn=ISBN, rest="электронное издание"), DIFFERENT),
        (book("Реки", isbn=ISBN), book("Реки : аудиокнига", isbn=ISBN), DIFFERENT),
        (book("Реки", isbn=ISBN, series="Реки ; т. 1"), book("Реки", isbn=ISBN, series="Реки ; т. 2"), DIFFERENT),
        (book("Соната", isbn=ISBN, kind="cm"), book("Соната", isbn=ISBN, kind="jm"), DIFFERENT),
        (book("Амур", isbn=ISBN), book("Амур", isbn=ISBN, kind="em"), DIFFERENT),
        (book("Реки", **TOLSTOY), book("Реки", **TOLSTOY, year=1990), DIFFERENT),
        (book("Реки", **TOLSTOY), book("Реки", **TOLSTOY, year=2002), DOUBTFUL),
        (book("Реки", **TOLSTOY), book("Реки", **TOLSTOY, year=None), DOUBTFUL),
        (book("Реки", **TOLSTOY, edition="2-е изд."), book("Реки", **TOLSTOY, edition="3-е изд."), DOUBTFUL),
        (book("Мир", isbn=ISBN, rest="жизнь леса"), book("Мир", isbn=ISBN, rest="города будущего"), DOUBTFUL),
        (book("Роман", **TOLSTOY), book("Роман", **TOLSTOY, language="eng"), DOUBTFUL),
        (
            book("Рост зерна", **TOLSTOY, rest="автореферат дис.", extent="20 с."),
            book("Рост зерна", **TOLSTOY),
            DIFFERENT,
        ),
        (book("Вестник", kind="as", issn="0042-8744"), book("Вестник", kind="as", issn="0028-0836"), DIFFERENT),
        (book(""), book(""), DIFFERENT),
    ],
)
def test_two_books_are_never_one_title_by_rule(one, other, wanted):
    assert verdict(one, other) is wanted


@pytest.mark.parametrize(
    "written",
    [
        *(
            "1",
            "Т. 1",
            "Том 1",
            "том I",
            "Кн. 1",
            "Книга первая",
            "1-й том",
            "Ч. I",
            "Часть первая",
            "Вып. 1",
            "№ 1",
            "T. 01",
        ),
        *(
            "v. 1",
            "V. 1",
            "vol. 1",
            "Volume one",
            "Pt. 1",
            "Bd. I",
            "第一册",
            "第1卷",
            "第一辑",
            "卷一",
            "上",
            "上册",
            "(上)",
            "di yi ce",
        ),
    ],
)
def test_the_first_volume_is_the_first_in_every_writing(written):
    assert parts.number_key(written) == ("1",)


@pytest.mark.parametrize(
    ("title", "bare", "number"),
    [
        ("История Сибири. Т. 2", "История Сибири", ("2",)),
        ("История Сибири. Том второй", "История Сибири", ("2",)),
        ("三国演义（下册）", "三国演义", (parts.LAST,)),
        ("资治通鉴 第十二册", "资治通鉴", ("12",)),
        ("Собрание сочинений в 5 т. Т. 3", "Собрание сочинений", ("3",)),
        ("三国演义（全二册）", "三国演义", ()),
        ("Чук и Гек", "Чук и Гек", ()),
        ("三体Ⅱ", "三体", ("2",)),
        ("三體 III", "三體", ("3",)),
        ("三体2", "三体", ("2",)),
        ("Рокки II", "Рокки", ("2",)),
        ("Malcolm X", "Malcolm X", ()),
        ("Fahrenheit 451", "Fahrenheit 451", ()),
        ("1984", "1984", ()),
        ("Математика 5", "Математика 5", ()),
        ("Жизнь и т. д.", "Жизнь и т. д.", ()),
        ("上海", "上海", ()),
    ],
)
def test_the_volume_is_told_from_the_end_of_a_title(title, bare, number):
    found, designation = parts.split_tail(title)
    assert (found, parts.number_key(designation) if designation else ()) == (bare, number)


def test_xia_may_be_the_second_volume_or_the_third_and_never_the_first():
    assert [parts.are_one_volume((parts.LAST,), (number,)) for number in "1234"] == [False, True, True, False]


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("2-е изд., доп.", "2"),
        ("第二版", "2"),
        ("第1版", ""),
        ("Second edition", "2"),
        ("3rd ed.", "3"),
        ("修订版", ""),
    ],
)
def test_an_edition_is_its_number(statement, number):
    assert edition_key(statement) == number


def test_sets_may_tell_the_numbers_of_different_volumes():
    told = {"author": "Пушкин, Александр Сергеевич", "year": 1994}
    six, three = {"extent": "6 т."} | told, {"extent": "3 т."} | told
    one, other = "978-5-02-011111-5", "978-5-02-022222-8"
    assert verdict(book("Сочинения", isbn=one, **six), book("Сочинения", isbn=other, **six)) is SAME
    assert verdict(book("Сочинения", isbn=one, **six), book("Сочинения", isbn=other, **three)) is not SAME
    assert verdict(book("Сочинения", isbn=one, **told), book("Сочинения", isbn=other, **told)) is not SAME


ZADORNOV = (("Задорнов, Н.", "Хабаровское книжное издательство"), ("Задорнов, Николай Павлович", "Кн. изд-во"))


def test_a_house_told_by_its_place_alone_speaks_against_nothing():
    one, other = (
        book("Амур-батюшка", author, year=1989, publisher=publisher, extent=None) for author, publisher in ZADORNOV
    )
    assert verdict(one, other) is not DIFFERENT
    named = book("Амур-батюшка", "Задорнов, Н.", year=1989, publisher="Детская литература", extent=None)
    assert verdict(one, named) is not SAME, "another house is still another one"


def test_a_single_page_is_no_extent():
    one, other = (
        book("Художественная энциклопедия", extent="1 с."),
        book("Художественная энциклопедия", extent="1250 с."),
    )
    assert verdict(one, other) is not DIFFERENT


def test_every_reason_has_a_weight_and_a_sentence():
    assert set(EVIDENCE) == set(Reason) == set(REASONS)


_WORDS = st.sampled_from(
    [
        *(
            "红楼梦",
            "上",
            "第二册",
            "Т. 1",
            "в 2 т.",
            "История",
            "Hong lou meng",
            "(",
            "：",
            "Л. Н. Толстой",
            "пер. с англ.",
        ),
        *("译", "著 ; ", "12", "IV", "V. 1", "²", "́", "", "'", "9" * 5000, "一" * 50, "by", "[俄]", "с.", "页"),
    ]
)
_TEXTS = st.one_of(st.text(max_size=12), st.lists(_WORDS, max_size=4).map(" ".join))
_BOOKS = st.builds(
    book,
    title=_TEXTS,
    author=st.none() | _TEXTS,
    translator=st.none() | _TEXTS,
    isbn=st.sampled_from([None, ISBN, OTHER_ISBN, (ISBN, OTHER_ISBN)]),
    cancelled=st.sampled_from([None, ISBN]),
    issn=st.sampled_from([None, "0042-8744"]),
    year=st.sampled_from([None, 2000, 2001]),
    kind=st.sampled_from(["am", "as", "aa", "lm", "cm", "  "]),
    volume_of=st.none() | _TEXTS,
    **{name: st.none() | _TEXTS for name in FIELDS if name != "title"},
)


@settings(max_examples=40)
@given(_BOOKS, _BOOKS)
def test_the_order_of_two_books_does_not_count_and_no_book_is_too_odd(one, other):
    a, b = facts_of(one), facts_of(other)
    found, turned = weigh(a, b), weigh(b, a)
    assert (found.verdict, found.score, found.reasons) == (turned.verdict, turned.score, turned.reasons)
    assert found.verdict is DIFFERENT or candidate_keys(a) & candidate_keys(b)


@cache
def _file(path: Path) -> dict[int, Description]:
    with path.open("rb") as file:
        return {each.position: each.description for each in read(file) if isinstance(each, Accepted)}


CASES = {
    **{key: {SAME} for key in (1, 2, 3, 4, 11, 14, 16, 18, 23, 24, 28, 29, 30)},
    **{key: {DIFFERENT} for key in (6, 8, 9, 12, 13, 17, 21, 25)},
    **{key: {DOUBTFUL} for key in (5, 19, 27)},
}


@pytest.mark.parametrize("number", CASES)
def test_the_cases_from_the_field_give_the_titles_wanted(shared_data, number):
    files = sorted((shared_data / "cases").glob(f"match_{number:02}.*.mrc"))
    books = [description for file in files for description in _file(file).values()]
    assert len(books) > 1
    assert {verdict(one, other) for one, other in combinations(books, 2)} == CASES[number]


@pytest.mark.parametrize(
    "names",
    [("one_isbn_six_titles",), ("volumes_only_in_461v",), ("set_with_three_isbns", "volume_of_the_set")],
)
def test_one_isbn_does_not_make_one_title(shared_data, names):
    books = [each for name in names for each in _file(shared_data / "cases" / f"{name}.mrc").values()]
    assert {verdict(one, other) for one, other in combinations(books, 2)} == {DIFFERENT}


SAME_BOOK = {"author": "Арсеньев, В. К.", "year": 1969, "extent": None}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Кн. изд-во", "Хабаровское книжное изд-во", DOUBTFUL),
        ("Кн. изд-во", "Амур. кн. изд-во", DOUBTFUL),
        ("Книжное издательство", "Амурское книжное издательство", DOUBTFUL),
        ("Изд-во ун-та", "Изд-во Дальневост. ун-та", DOUBTFUL),
        ("Кн. изд-во", "Книжное издательство", DOUBTFUL),
        ("Книжное издательство", "Книжное издательство", SAME),
        ("Амур. кн. изд-во", "Амурское книжное издательство", SAME),
        ("黑龙江人民", "黑龙江人民出版社", SAME),
        ("Кн. изд-во", "Наука", DIFFERENT),
        ("Амур. кн. изд-во", "Хабаровское книжное изд-во", DIFFERENT),
        ("黑龙江人民", "黑龙江教育出版社", DIFFERENT),
    ],
)
def test_a_publisher_that_is_named_only_by_its_kind_leaves_the_title_to_a_person(one, other, expected):
    language = "chi" if "黑" in one else "rus"
    books = [book("По Уссурийскому краю", publisher=name, language=language, **SAME_BOOK) for name in (one, other)]
    assert verdict(*books) is expected
    assert verdict(*books[::-1]) is expected


JUDGED = {"who set the weights": "judged_pairs.csv", "another, who saw no verdict": "judged_by_another.csv"}


def _judged(name: str) -> dict[tuple[str, ...], str]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
        return {
            tuple(row[f"{what}_{side}"] for side in "ab" for what in ("file", "position")): row["verdict"]
            for row in csv.DictReader(file)
        }


def _found(folder: Path, judged: dict[tuple[str, ...], str]) -> Counter[tuple[str, Sameness]]:
    """Count what the evidence says of pairs, by what they were judged."""
    found: Counter[tuple[str, Sameness]] = Counter()
    for (file_a, place_a, file_b, place_b), verdict in judged.items():
        one, other = _file(folder / file_a)[int(place_a)], _file(folder / file_b)[int(place_b)]
        found[verdict, weigh(facts_of(one), facts_of(other)).verdict] += 1
    return found


@pytest.mark.parametrize("name", JUDGED.values(), ids=JUDGED)
def test_pairs_that_a_reader_judged_are_judged_so_by_rule(shared_data, name):
    found = _found(shared_data / "marc", _judged(name))
    same = {each: found["same", each] for each in Sameness}
    assert sum(found.values()) >= 250
    assert same[SAME] / (same[SAME] + found["different", SAME]) >= 0.99
    assert (same[SAME] + same[DOUBTFUL]) / sum(same.values()) >= 0.97, found
    assert same[SAME] / sum(same.values()) >= 0.94, found


def test_of_all_pairs_that_are_one_title_nearly_all_are_sure_and_none_is_of_two(shared_data):
    """As the first judge said; what she did not judge, as the second did."""
    first, second = (_judged(name) for name in JUDGED.values())
    found = _found(shared_data / "marc", second | first)
    assert found["different", SAME] == 0
    assert found["same", SAME] / sum(found["same", each] for each in Sameness) >= 0.95, found


def _of_tables() -> list[tuple[Description, Description, Sameness]]:
    """Give pairs of books as tables of libraries have them: no number, no extent, the publisher cut short."""
    with Path(__file__).with_name("judged_tables.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    plain = {"extent": None, "language": None}
    return [
        (
            book(row["title_a"], row["author_a"], publisher=row["publisher_a"], year=int(row["year_a"]), **plain),
            book(row["title_b"], row["author_b"], publisher=row["publisher_b"], year=int(row["year_b"]), **plain),
            Sameness(row["verdict"]),
        )
        for row in rows
    ]


@pytest.mark.parametrize(("one", "other", "judged"), _of_tables())
def test_tables_write_one_book_in_many_ways_and_two_books_alike(one, other, judged):
    assert verdict(one, other) is judged


def test_two_judges_agree():
    first, second = (_judged(name) for name in JUDGED.values())
    both = first.keys() & second.keys()
    assert len(first) >= 400
    assert len(both) >= 150
    assert sum(first[pair] == second[pair] for pair in both) / len(both) >= 0.95


@pytest.mark.parametrize(
    "name",
    ["marc21/marc4j_pride_and_prejudice_383.mrc", "marc21/solrmarc_uva_200_marc8.mrc", "rusmarc/rnb_TEST1_81_utf8.iso"],
)
def test_books_that_may_be_one_share_a_key_and_few_others_do(shared_data, name):
    facts = [facts_of(each) for each in _file(shared_data / "marc" / name).values()]
    keys = [candidate_keys(each) for each in facts]
    for (a, a_keys), (b, b_keys) in combinations(zip(facts, keys, strict=True), 2):
        assert a_keys & b_keys or weigh(a, b).verdict is DIFFERENT
    sizes = Counter(key for each in keys for key in each).values()
    assert sum(sizes) / len(sizes) < 1.5
