"""The traps of library records, each in a record of its own."""

import pytest

from library_exchange.marc.description import ClassNumber, LocalHolding, RelationKind, TextField
from library_exchange.marc.isbd import without_marks
from library_exchange.marc.relators import relator_codes


def forms(description, field):
    return [
        [(each.value, each.script, each.kind, each.scheme) for each in text.forms]
        for text in description.texts
        if text.field == field
    ]


# Titles and their forms


@pytest.mark.parametrize("code", ["A", "9"])
def test_pinyin_is_a_form_of_the_title_whichever_subfield_holds_it(only, books, code):
    book = only(books["chinese"](("200", f"1 $a红楼梦${code}hong lou meng$f曹雪芹著"))).description
    assert book.title == "红楼梦"
    assert forms(book, TextField.TITLE) == [
        [("红楼梦", "Hans", "original", None), ("hong lou meng", "Latn", "transliteration", "pinyin")]
    ]


def test_each_part_of_a_title_has_its_own_pinyin(only, books):
    field = ("200", "1 $a史记$e选注本$f司马迁撰$Ashi ji$Exuan zhu ben$Fsi ma qian zhuan")
    book = only(books["chinese"](field)).description
    assert forms(book, TextField.REMAINDER)[0][1] == ("xuan zhu ben", "Latn", "transliteration", "pinyin")
    assert forms(book, TextField.RESPONSIBILITY)[0][1] == ("si ma qian zhuan", "Latn", "transliteration", "pinyin")


def test_a_price_in_subfield_9_of_a_russian_record_is_no_pinyin(only, books):
    book = only(books["russian"](("010", "  $a5-7443-0043-0$9700"), ("200", "1 $aИстория Амура$9700"))).description
    assert [len(text.forms) for text in book.texts] == [1]


def test_parallel_and_translated_titles_keep_their_language(only, books):
    book = only(
        books["chinese"](
            ("200", "1 $a战争与和平$dВойна и мир$zrus"),
            ("510", "1 $aWar and peace$zeng"),
            ("541", "1 $aGuerre et paix$zfre"),
        )
    ).description
    parallel = [text.forms[0] for text in book.texts if text.field == TextField.PARALLEL_TITLE]
    assert [(each.value, each.language) for each in parallel] == [("Война и мир", "rus"), ("War and peace", "eng")]
    title = next(text for text in book.texts if text.field == TextField.TITLE)
    assert [(each.value, each.kind, each.language) for each in title.forms] == [
        ("战争与和平", "original", "chi"),
        ("Guerre et paix", "translation", "fre"),
    ]


def test_further_titles_of_one_book_are_alternative_titles(only, books):
    book = only(books["russian"](("200", "1 $aРассказы$aКонармия"), ("517", "1 $aИзбранное"))).description
    assert book.title == "Рассказы"
    assert book.values(TextField.ALTERNATIVE_TITLE) == ["Конармия", "Избранное"]


@pytest.mark.parametrize(
    ("main", "linked"),
    [("Voĭna i mir", "Война и мир"), ("Война и мир", "Voĭna i mir")],
    ids=["original in 880", "original in 245"],
)
def test_an_880_and_its_field_are_one_title_in_either_order(only, books, main, linked):
    book = only(
        books["marc21"](
            ("245", f"10$6880-01$a{main} /$cL. Tolstoĭ."), ("880", f"10$6245-01/(N$a{linked} /$cЛ. Толстой.")
        )
    ).description
    assert book.title == "Война и мир"
    assert forms(book, TextField.TITLE) == [
        [("Война и мир", "Cyrl", "original", None), ("Voĭna i mir", "Latn", "transliteration", "ala-lc")]
    ]


def test_an_880_without_a_link_is_kept(only, books):
    book = only(books["marc21"](("245", "10$aVoĭna i mir."), ("880", "  $6500-00/(N$aПримечание."))).description
    assert book.values(TextField.NOTE) == ["Примечание"]


def test_two_880s_without_a_link_are_two_notes(only, books):
    book = only(
        books["marc21"](("245", "10$aВойна"), ("880", "  $6500-00$aПервое."), ("880", "  $6500-00$aВторое."))
    ).description
    assert book.values(TextField.NOTE) == ["Первое", "Второе"]


def test_a_russian_title_that_is_only_romanised_is_known_as_such(only, books):
    russian = only(books["marc21"](("245", "10$aVoĭna i mir."))).description
    english = only(books["marc21"](("245", "10$aWar and peace."), language="eng")).description
    assert forms(russian, TextField.TITLE) == [[("Voĭna i mir", "Latn", "transliteration", "ala-lc")]]
    assert forms(english, TextField.TITLE) == [[("War and peace", "Latn", "original", None)]]


def test_an_equals_sign_begins_a_parallel_title(only, books):
    book = only(
        books["marc21"](("245", "10$a红楼梦 =$bA dream of red mansions /$c曹雪芹."), language="chi")
    ).description
    assert book.values(TextField.PARALLEL_TITLE) == ["A dream of red mansions"]
    assert book.values(TextField.REMAINDER) == []


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("War and peace /", "War and peace"),
        ("Москва :.", "Москва"),
        ("[S.l.] :", "[S.l.]"),
        ("750 с. :", "750 с."),
        ("Толстой, Л. Н.", "Толстой, Л. Н."),
        ("Moskva ;", "Moskva"),
        ("第1版.", "第1版"),
        ("The end...", "The end..."),
        ("Wiley & Co.,", "Wiley & Co."),
        ("1880-1921.", "1880-1921"),
    ],
)
def test_the_marks_of_isbd_go_and_what_belongs_to_the_words_stays(given, stored):
    assert without_marks(given) == stored


def test_brackets_of_the_cataloguer_stay(only, books):
    book = only(books["russian"](("200", "1 $a[Сборник]"), ("210", "  $a[В Санктпетербурге$d1804"))).description
    assert (book.title, book.values(TextField.PLACE)) == ("[Сборник]", ["[В Санктпетербурге"])


# Volumes and sets


@pytest.mark.parametrize("own", ["Ч. 1", "Вып. 13.", "Т. 2", "Кн. IV"])
def test_a_volume_takes_the_title_of_its_set(only, books, own):
    book = only(
        books["russian"](
            ("200", f"0 $a{own}"), ("461", "  0$1001RU\\NLR\\7$12001 $aИстория Сибири$v1".replace("  0", " 0"))
        )
    ).description
    assert book.title == "История Сибири"
    assert book.values(TextField.PART_NUMBER) == [own.rstrip(".")]
    assert [(each.kind, each.source_id, each.title) for each in book.relations] == [
        (RelationKind.SET, r"RU\NLR\7", "История Сибири")
    ]


def test_a_volume_with_a_title_after_its_number_keeps_both(only, books):
    book = only(books["russian"](("200", "0 $aТ. 2. Война"), ("461", " 0$12001 $aИстория"))).description
    assert (book.title, book.values(TextField.PART_NUMBER), book.values(TextField.PART_TITLE)) == (
        "История",
        ["Т. 2"],
        ["Война"],
    )


def test_a_volume_with_a_title_of_its_own_keeps_it(only, books):
    book = only(books["russian"](("200", "1 $aТихий Дон"), ("461", " 0$12001 $aСобрание сочинений$vТ. 2"))).description
    assert (book.title, book.relations[0].part) == ("Тихий Дон", "Т. 2")


def test_a_chinese_volume_number_is_a_volume_number(only, books):
    book = only(books["chinese"](("200", "1 $a第2卷"), ("461", " 0$12001 $a鲁迅全集"))).description
    assert (book.title, book.values(TextField.PART_NUMBER)) == ("鲁迅全集", ["第2卷"])


def test_embedded_fields_tell_the_original_of_a_translation(only, books):
    field = ("454", " 0$12001 $aВойна и мир$1700 1$aТолстой$bЛ. Н.")
    (original,) = only(books["chinese"](("200", "1 $a战争与和平"), field)).description.relations
    assert (original.kind, original.title, original.author) == (
        RelationKind.TRANSLATION_OF,
        "Война и мир",
        "Толстой, Л. Н.",
    )


# Contributors


def test_the_first_equal_author_is_main_where_there_is_no_main_heading(only, books):
    book = only(
        books["chinese"](("200", "1 $a唐诗"), ("701", " 0$a杜甫$Adu fu$c(唐)$f(712-770)$4撰"), ("701", " 0$a李白$4撰"))
    ).description
    first, second = book.contributors
    assert (first.is_main, second.is_main) == (True, False)
    assert (first.role, first.dates, first.qualifier) == ("aut", "712-770", "唐")
    assert [(each.value, each.kind) for each in first.forms] == [("杜甫", "original"), ("du fu", "transliteration")]


@pytest.mark.parametrize("name", ["(俄)托尔斯泰", "[俄] 托尔斯泰", "〔俄〕托尔斯泰", "（俄）托尔斯泰", "托尔斯泰(俄)"])
def test_a_country_in_brackets_beside_a_name_is_its_qualifier(only, books, name):
    (author,) = only(books["chinese"](("200", "1 $a复活"), ("701", f" 0$a{name}$4著"))).description.contributors
    assert (author.forms[0].value, author.qualifier) == ("托尔斯泰", "俄")


def test_the_statement_of_responsibility_is_shown_as_written(only, books):
    book = only(books["chinese"](("200", "1 $a复活$f(俄)托尔斯泰著$g草婴译"))).description
    assert book.values(TextField.RESPONSIBILITY) == ["(俄)托尔斯泰著", "草婴译"]


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("著", ("aut",)),
        ("主编", ("edt",)),
        ("译注", ("trl", "ann")),
        ("編譯", ("trl", "edt")),
        ("著.", ("aut",)),
        ("等译", ("trl",)),
        ("绘", ("ill",)),
        ("070", ("aut",)),
        ("340", ("edt",)),
        ("730", ("trl",)),
        ("610", ("prt",)),
        ("aut", ("aut",)),
        ("translator.", ("trl",)),
        ("ил.", ("ill",)),
        ("http://id.loc.gov/vocabulary/relators/ill", ("ill",)),
        ("牧童", ()),
        ("", ()),
    ],
)
def test_roles_are_understood_as_numbers_codes_and_words(word, codes):
    assert relator_codes(word) == codes


def test_a_russian_name_has_initials_and_forenames(only, books):
    field = ("700", " 1$aПисарев$bС. И.$gСтепан Иванович$f1775-1839$4070$4730")
    book = only(books["russian"](("200", "1 $aКнига"), field)).description
    assert [each.role for each in book.contributors] == ["aut", "trl"]
    assert [each.is_main for each in book.contributors] == [True, False]
    assert [each.value for each in book.contributors[0].forms] == ["Писарев, С. И.", "Писарев, Степан Иванович"]


def test_a_meeting_is_told_from_a_corporate_body(only, books):
    book = only(
        books["russian"](("200", "1 $aТруды"), ("710", "12$aКонференция по Амуру"), ("712", "02$aИздательство$4650"))
    ).description
    assert [(each.kind, each.role) for each in book.contributors] == [("meeting", "aut"), ("corporate", "pbl")]


# Numbers, classes, copies


@pytest.mark.parametrize(
    ("given", "kind", "value", "is_valid"),
    [
        ("7-5037-1744-0", "isbn", "9787503717444", True),
        ("978-7-5037-1744-4 (精装)", "isbn", "9787503717444", True),
        ("978-7-5037-1744-5", "isbn", "9787503717445", False),
        ("978750371744X", "isbn", "978750371744X", False),
        ("4006381333931", "isbn", "4006381333931", False),
        ("5-900776-31-х", "isbn", "9785900776316", True),
        ("０７１９５３７１９２", "isbn", "0719537192", False),
        ("10019·2345", "other", "10019·2345", True),
        ("10019-2345", "other", "10019-2345", True),
    ],
)
def test_a_book_number_is_checked_and_a_pre_isbn_number_is_no_isbn(only, books, given, kind, value, is_valid):
    (number,) = only(books["chinese"](("010", f"  $a{given}"), ("200", "1 $a书"))).description.identifiers
    assert (number.kind, number.value, number.is_valid, number.as_given) == (kind, value, is_valid, given)


def test_a_cancelled_isbn_is_kept_but_not_valid(only, books):
    book = only(books["marc21"](("020", "  $z9787503717444"), ("245", "00$aКнига"))).description
    assert [(each.value, each.is_valid) for each in book.identifiers] == [("9787503717444", False)]


def test_four_classifications_stand_side_by_side(only, books):
    russian = books["russian"](
        ("200", "1 $aКнига"),
        ("675", "  $a821.161.1"),
        ("686", "  $a84(2Рос)$vLBC/SL$2rubbk"),
        ("686", "  $a77.29$2rugasnti"),
    )
    chinese = books["chinese"](("200", "1 $a书"), ("690", "  $aI512.44$v5"), ("676", "  $a891.7"))
    assert only(russian).description.class_numbers == (
        ClassNumber("udc", "821.161.1"),
        ClassNumber("bbk", "84(2Рос)", "LBC/SL"),
    )
    assert set(only(chinese).description.class_numbers) == {
        ClassNumber("clc", "I512.44", "5"),
        ClassNumber("ddc", "891.7"),
    }


def test_copies_are_read_from_the_fields_of_each_practice(only, books):
    chinese = only(books["chinese"](("200", "1 $a书"), ("905", "  $aBNU$b0001$b0002$dF124$e26"))).description
    russian = only(books["russian"](("200", "1 $aКнига"), ("899", "  $aNLR$j97-4/119$p141906"))).description
    marc21 = only(books["marc21"](("245", "00$aКнига"), ("852", "  $aДВГНБ$j84(2)$p77"))).description
    assert chinese.holdings == (
        LocalHolding("BNU", "F124/26", 1, "0001"),
        LocalHolding("BNU", "F124/26", 1, "0002"),
    )
    assert russian.holdings == (LocalHolding("NLR", "97-4/119", 1, "141906"),)
    assert marc21.holdings == (LocalHolding("ДВГНБ", "84(2)", 1, "77"),)


# Coded data


def test_country_is_the_country_and_language_the_language(only, books):
    book = only(books["marc21"](("041", "1 $achirus$hrus"), ("245", "00$aКнига"), country="cc ")).description
    assert (book.country, book.languages, book.original_language, book.year) == ("CN", ("rus", "chi"), "rus", 2007)
    assert only(books["russian"](("200", "1 $aКнига"))).description.country == "RU"


@pytest.mark.parametrize(
    ("code", "country"), [("nyu", "US"), ("xxr", "RU"), ("onc", "CA"), ("enk", "GB"), ("|||", None)]
)
def test_countries_of_marc_21_become_countries_of_the_world(only, books, code, country):
    assert only(books["marc21"](("245", "00$aКнига"), country=code)).description.country == country


@pytest.mark.parametrize(("written", "year"), [("[2005?]", 2005), ("c1994", 1994), ("二〇〇七", 2007), ("民国", None)])
def test_the_year_is_found_where_it_is_only_written(only, books, written, year):
    coded = "20200101u        em y0chiy50      ea"
    record = books["any"](
        [("001", "1"), ("100", f"  $a{coded}"), ("101", "0 $achi"), ("200", "1 $a书"), ("210", f"  $d{written}")]
    )
    book = only(record).description
    assert (book.year, book.year_text) == (year, written)


def test_only_addresses_a_page_may_link_to_are_links(only, books):
    book = only(
        books["marc21"](
            ("245", "00$aКнига"), ("856", "40$uhttps://lib.example/1$yТекст"), ("856", "40$ujavascript:alert(1)")
        )
    ).description
    assert [(each.url, each.label) for each in book.links] == [("https://lib.example/1", "Текст")]


# Text


def test_text_is_composed_and_free_of_control_characters(only, books):
    book = only(books["russian"](("200", "1 $aИ\u0306оД\u0000\u202eело\x98\x9c"))).description
    assert book.title == "ЙоДело"


def test_yo_and_short_i_stay_as_they_are(only, books):
    assert only(books["russian"](("200", "1 $aЁлка и йод"))).description.title == "Ёлка и йод"


def test_a_field_with_missing_indicators_or_codes_does_not_hurt_the_others(only, books):
    book = only(
        books["any"]([("100", "$"), ("101", ""), ("200", "$aКнига$"), ("700", "x"), ("801", " 0$aRU")])
    ).description
    assert book.title == "Книга"
