"""Small numbers in words, as lists write how many copies there are: два, двух, 三, 叁, 十二, two."""

import re
from collections.abc import Mapping

from library_exchange.core.text import folded

Form = Mapping[int, str]
"""The words for each number in one form, with spaces between them."""
_TO_TEN = ("один одна", "два две", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять", "десять")
_BEYOND = ("одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать")
_OF_TWO_TO_TEN = ("двух", "трех трёх", "четырех четырёх", "пяти", "шести", "семи", "восьми", "девяти", "десяти")
NAMED: Form = dict(enumerate((*_TO_TEN, *_BEYOND), 1)) | {20: "двадцать"}
GENITIVE: Form = dict(enumerate(_OF_TWO_TO_TEN, 2))
OF_ONE: Form = {1: "одно одну одного"}
"""Forms of one that seldom count copies."""
OF_EACH: Form = {**NAMED, 1: "одному одной"}
"""Behind «по»."""
ENGLISH: Form = dict(enumerate(("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 1))
_OF_ACCOUNTS = "壹贰貳叁參肆伍陆陸柒捌玖拾"
"""Digits as accounts write them, which no stroke makes others."""
HAN_DIGITS = f"一二两兩三四五六七八九十{_OF_ACCOUNTS}"
_PLAIN = str.maketrans(f"{_OF_ACCOUNTS}兩两", "一二二三三四五六六七八九十二二")
_HAN = re.compile("(?P<tens>[一二三四五六七八九])?(?P<ten>十)?(?P<ones>[一二三四五六七八九])?")
_NUMBERS: Mapping[str, int] = {
    **dict(zip("一二三四五六七八九十", range(1, 11), strict=True)),
    "пара": 2,
    **{
        folded(word): number
        for form in (NAMED, GENITIVE, OF_ONE, OF_EACH, ENGLISH)
        for number, words in form.items()
        for word in words.split()
    },
}


def spelled(*forms: Form, most: int = max(NAMED)) -> str:
    """Return the words for numbers up to `most`, in all of these forms, as they stand side by side in an expression."""
    return "|".join(words.replace(" ", "|") for form in forms for number, words in form.items() if number <= most)


def number_of_word(text: str) -> int | None:
    """Return the number that a word tells, None for any other word; 二十三 is 23, and 二三 is none."""
    word = folded(text).strip().translate(_PLAIN)
    if word in _NUMBERS:
        return _NUMBERS[word]
    told = _HAN.fullmatch(word) if word else None
    if told is None or (not told["ten"] and told["tens"] and told["ones"]):
        return None
    tens = 10 * _NUMBERS[told["tens"] or "一"] if told["ten"] else _NUMBERS.get(told["tens"] or "", 0)
    return tens + _NUMBERS.get(told["ones"] or "", 0)
