"""The phrases: each complete in three languages, each with its slots; and what they look like when filled."""

import pytest

from library_exchange.core.i18n import LANGUAGES, speaking
from library_exchange.core.personal_data import Trace, traces
from library_exchange.correspondence.labels import wording
from library_exchange.correspondence.labels.phrases import _TABLE, CATEGORIES, PHRASES
from library_exchange.correspondence.rules.slots import SLOTS
from library_exchange.correspondence.schemas import NewMessage

EXAMPLES = {
    "title": "红楼梦",
    "other": "西游记",
    "request": "R-2026-7-1",
    "number": "R-2026-7-1",
    "place": "Хэйхэ",
    "pages": "12–20",
    "year": "1957",
    "date": "2026-03-05",
    "until": "2026-03-09",
    "count": 1234,
}


def test_there_are_phrases_enough_and_each_number_means_one_thing():
    assert len(_TABLE) == len(PHRASES) >= 45
    assert {phrase.category for phrase in _TABLE} == set(CATEGORIES)
    assert [phrase.code for phrase in _TABLE] == sorted(PHRASES)


def test_a_form_can_fill_every_slot():
    assert {name for phrase in _TABLE for name in phrase.slots} == set(SLOTS)
    assert set(SLOTS) == set(wording.SLOT_LABELS) == set(NewMessage.model_fields) - {"phrase", "text", "confirmed"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_asks_for_just_what_it_says(web, language):
    with speaking(language):
        for phrase in _TABLE:
            said = wording.sentence(phrase.code, EXAMPLES)
            assert wording.BLANK not in said
            empty = wording.sentence(phrase.code, {})
            assert empty.count(wording.BLANK) == len(phrase.slots), phrase.code
            one_by_one = [wording.sentence(phrase.code, {name: EXAMPLES[name]}) for name in phrase.slots]
            assert all(one != empty for one in one_by_one)


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh", "为贵馆保留至2026年3月5日"), ("ru", "до 5 марта 2026"), ("en", "until March 5, 2026")],
)
def test_a_date_is_written_as_the_reader_writes_it_and_a_title_stays_as_it_is(web, language, text):
    with speaking(language):
        found = wording.runs(76, EXAMPLES)
        assert text in wording.sentence(76, EXAMPLES)
    assert [run for run in found if run.lang] == [("红楼梦", "zh-Hans")]


def test_a_sentence_ends_with_one_full_stop(web):
    with speaking("ru"):
        assert wording.sentence(15, EXAMPLES).endswith("5 марта 2026\u00a0года.")
        assert wording.sentence(61, EXAMPLES).endswith("9 марта 2026\u00a0года; ответим после этого.")


def test_numbers_are_grouped_as_the_reader_groups_them(web):
    with speaking("ru"):
        assert "1\u00a0234" in wording.sentence(38, EXAMPLES)


@pytest.mark.parametrize(
    ("text", "language"), [("Книга у вас?", "ru"), ("书在吗？", "zh"), ("Where?", "en"), ("2026", "zh")]
)
def test_the_script_tells_the_language_of_free_words(text, language):
    assert wording.language_of(text, "zh") == language


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Пишите на anna.petrova@mail.example", {Trace.EMAIL}),
        ("我的手机 13845678901", {Trace.PHONE}),
        ("звоните: +7 (914) 555-12-34", {Trace.PHONE}),
        ("8-914-555-12-34, Анна", {Trace.PHONE}),
        ("тел. 23-73-90", {Trace.PHONE}),
        ("0456-8223456", {Trace.PHONE}),
        ("+1 202 555 0100", {Trace.PHONE}),
        ("身份证 23110019850412123X", {Trace.IDENTITY}),
        ("паспорт 10 04 № 123456", {Trace.IDENTITY}),
        ("СНИЛС 112-233-445 95", {Trace.IDENTITY}),
        ("您好，读者电话13912345678，请联系。", {Trace.PHONE}),
        ("手机１３６０４５６１２３４", {Trace.PHONE}),
        ("请拨0456-8223344转读者", {Trace.PHONE}),
        ("身份证23110219800101123X", {Trace.IDENTITY}),
        ("旧身份证231102800101123号", {Trace.IDENTITY}),
        ("护照E12345678", {Trace.IDENTITY}),
        ("пишите anna＠mail.example", {Trace.EMAIL}),
        ("ISBN 978-7-02-000220-7, 2-е изд., 1957", set()),
        ("书号9787020002207，1957年版，共320页", set()),
        ("馆藏号231102，条码12345678", set()),
        ("RB123456789CN", set()),
        ("单号RB123456789CN已寄", set()),
        ("Заказ R-2026-00012-1 от 05.03.2026", set()),
        ("с. 112–120, 300 с.", set()),
        ("Проблема трёх тел. 2017. 464 с.", set()),
        ("Проблема трёх тел. М.: Наука, 2017. 464 с.", set()),
        ("Движение небесных тел 2018 464 с.", set()),
        ("Физика твёрдых тел (1998–312 стр.)", set()),
        ("Мёд из сот. 1987. 240 с.", set()),
        ("Телефон доверия. 2001. 180 с.", set()),
        ("По ком звонит колокол. 1988. 560 с.", set()),
        ("Стихи о паспорте. ISBN 5-17-011810-3", set()),
        ("手机 2003 212页", set()),
        ("《手机》 212345, 2003年", set()),
        ("《护照》 E12345678", set()),
        ("тел.: раб. 23-73-90", {Trace.PHONE}),
        ("тел/факс 23-73-90", {Trace.PHONE}),
        ("Телефон отдела комплектования: 23-73-90", {Trace.PHONE}),
        ("моб. 914 555 12 34", {Trace.PHONE}),
        ("23-73-90 (телефон читателя)", {Trace.PHONE}),
        ("座机8223344转801", {Trace.PHONE}),
        ("固话：8223344", {Trace.PHONE}),
        ("QQ 12345678", {Trace.PHONE}),
        ("СНИЛС 11223344595", {Trace.IDENTITY}),
        ("ИНН 280112345678", {Trace.IDENTITY}),
        ("паспорт серии 1004 номер 123456", {Trace.IDENTITY}),
        ("паспорт серия 1004, № 123456", {Trace.IDENTITY}),
        ("паспорт выдан 12.03.2010, 10 04 123456", {Trace.IDENTITY}),
        ("10 04 123456 (паспорт)", {Trace.IDENTITY}),
    ],
)
def test_traces_of_people_are_seen_and_books_are_not_taken_for_them(text, found):
    assert traces(text) == found


@pytest.mark.parametrize("before", ["", "读者电话", "тел", "звоните：", "（", "「", "или "])
@pytest.mark.parametrize("after", ["", "，请联系", "звоните", "。", "）", "转读者"])
@pytest.mark.parametrize(
    ("number", "kind"),
    [("13912345678", Trace.PHONE), ("+7 914 555-12-34", Trace.PHONE), ("23110219800101123X", Trace.IDENTITY)],
)
def test_a_number_of_a_person_is_seen_whatever_stands_at_it(before, number, after, kind):
    assert kind in traces(f"{before}{number}{after}")


@pytest.mark.parametrize("code", [phrase.code for phrase in PHRASES.values() if not phrase.slots])
def test_a_text_that_is_a_phrase_is_proposed_in_the_other_language_and_no_other_text_is(web, code):
    told = {}
    for language in ("zh", "ru"):
        with speaking(language):
            told[language] = str(PHRASES[code].text)
    assert wording.as_phrase(f" {told['zh']} ", "zh", "ru") == told["ru"]
    assert wording.as_phrase(told["ru"], "ru", "zh") == told["zh"]
    assert wording.as_phrase(told["ru"], "zh", "ru") is None
    assert wording.as_phrase(f"{told['zh']}？", "zh", "ru") is None
