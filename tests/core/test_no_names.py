"""Who writes that nobody knows the author has told no name."""

import pytest

from library_exchange.core.no_names import is_no_name


@pytest.mark.parametrize("said", ["не знаю", "Не помню.", "б/а", "НЕТ", "无", "作者不详。", "n/a", "Unknown"])
def test_words_for_no_name_are_none(said):
    assert is_no_name(said)


@pytest.mark.parametrize("said", ["Нет, Иван", "无名氏传", "Nona", ""])
def test_whatever_may_be_a_name_is_looked_at(said):
    assert not is_no_name(said)
