"""Latin letters with whatever marks are Latin; of other scripts not one letter is."""

import pytest

from library_exchange.core.latin import is_latin


@pytest.mark.parametrize(
    "text", ["1 Youzheng Lu", "Bibliothèque ĭ žeščë ʹ", "12-5 / 3", "", "Hā'ěrbīn", "№ 5, ul. T͡Serkovnai͡a"]
)
def test_a_romanised_text_is_latin(text):
    assert is_latin(text)


@pytest.mark.parametrize("text", ["1 邮政路", "ул. Ленина", "Heihе", "Ａ 1", "東 Lu", "カ"])
def test_one_letter_of_another_script_is_enough(text):
    assert not is_latin(text)
