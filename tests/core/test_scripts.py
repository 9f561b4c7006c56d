"""A text's script is told by its letters, and its `lang` follows from script and language."""

import pytest
from opencc_purepy.dictionary_lib import DictionaryMaxlength

from library_exchange.core.scripts import _simplifier, html_lang, russian_in_latin, script_of, to_simplified, told_in
from library_exchange.core.text import clean, folded


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("战争与和平", "Hans"),
        ("戰爭與和平", "Hant"),
        ("阿Q正传", "Hans"),
        ("鲁迅著", "Hans"),
        ("乾隆皇帝", "Hans"),
        ("Война и мир", "Cyrl"),
        ("Ёлка", "Cyrl"),
        ("Lǔ Xùn", "Latn"),
        ("IT-менеджмент", "Cyrl"),
        ("1984", "Zyyy"),
        ("", "Zyyy"),
        ("𠮷野家", "Hans"),
    ],
)
def test_the_script_of_a_text(text, script):
    assert script_of(text) == script


@pytest.mark.parametrize(
    "text", ["战争与和平", "俄国作家 Пушкин 的诗", "Война и мир", "О повести «阿Q正传»", "IBM", "1984", ""]
)
def test_a_text_with_letters_of_the_other_language_alone_is_not_told_in_this_one(text):
    others = {"战争与和平": "ru", "Война и мир": "zh"}
    for language in ("zh", "ru"):
        assert told_in(text, language) == ("" if others.get(text) == language else text)


@pytest.mark.parametrize(
    ("script", "language", "tag"),
    [
        ("Hans", "chi", "zh-Hans"),
        ("Hant", None, "zh-Hant"),
        ("Cyrl", "rus", "ru"),
        ("Cyrl", "chi", "zh-Cyrl"),
        ("Latn", "chi", "zh-Latn"),
        ("Latn", "rus", "ru-Latn"),
        ("Latn", "eng", "en"),
        ("Zyyy", None, "und"),
    ],
)
def test_the_language_tag_of_a_text(script, language, tag):
    assert html_lang(script, language) == tag


def test_phrases_are_simplified_as_phrases():
    assert (
        to_simplified("乾隆皇帝與錢鍾書") == "乾隆皇帝与钱锺书"
        or to_simplified("乾隆皇帝與錢鍾書") == "乾隆皇帝与钱钟书"
    )


def test_what_comes_in_is_cleaned_at_the_boundary():
    assert clean(" Кни\u200bга\x00 \u202eобложка ") == "Книга обложка"
    assert clean("и\u0306") == "й"


def test_io_is_folded_and_short_i_is_not():
    assert folded("Ёлка") == folded("елка")
    assert folded("мой") != folded("мои")


def test_the_converter_has_all_that_its_makers_have_for_simplifying():
    whole, own = DictionaryMaxlength.from_json(), _simplifier().dictionary
    for name in ("ts_characters", "ts_phrases", "ts_punctuations"):
        assert getattr(own, name) == getattr(whole, name) != ({}, 0)


@pytest.mark.parametrize(("russian", "latin"), [("Лао Шэ", "Lao She"), ("Поэма", "Poema"), ("Ёлка", "Yëlka")])
def test_russian_in_latin_letters_has_no_dots_between_sounds(russian, latin):
    assert russian_in_latin(russian) == latin
