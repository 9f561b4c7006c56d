"""The language of a text is told only where it is known, or where its letters leave no doubt."""

import pytest

from library_exchange.core.bilingual import tag_of, told_language


@pytest.mark.parametrize(
    ("code", "text", "language", "tag"),
    [
        (None, "Ядерный бум", "ru", "ru"),
        (None, "战争与和平", "zh", "zh-Hans"),
        (None, "Тіні забутих предків", "", "ru"),
        (None, "坊っちゃん の本", "", "zh-Hans"),
        (None, "Les Misérables", "", "en"),
        (None, "1984", "", "und"),
        ("eng", "War and Peace", "en", "en"),
        ("ger", "Der Zauberberg", "", "en"),
        ("rus", "Vojna i mir", "ru", "ru"),
        ("chi", "三体", "zh", "zh-Hans"),
    ],
)
def test_a_language_is_never_guessed(code, text, language, tag):
    assert told_language(code, text) == language
    assert tag_of(language, text) == tag
