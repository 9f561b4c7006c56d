"""Who writes that there is no number has told none: neither a name nor a wrong ISBN."""

import pytest

from library_exchange.core.no_names import is_no_number


@pytest.mark.parametrize("said", ["нет", "Нет.", "б/н", "без ISBN", "не знаю", "无", "没有书号", "无ISBN", "-", "n/a"])
def test_words_for_no_number_are_none(said):
    assert is_no_number(said)


@pytest.mark.parametrize("said", ["978-5-02-034567-8", "5020345678", "7-02-000220-X", "нет 5", "ISBN", "12"])
def test_whatever_may_be_a_number_is_looked_at(said):
    assert not is_no_number(said)
