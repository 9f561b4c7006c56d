"""Small numbers in words, as lists write how many copies there are: два, двух, 三, 叁, 十二, two."""

import re

from library_exchange.core.text import folded

NUMBER_WORDS: dict[str, int] = {
    **dict(zip("一二两三四五六七八九十", (1, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10), strict=True)),
    "兩": 2,
    **dict.fromkeys(("один", "одна", "одно", "одного", "one"), 1),
    **dict.fromkeys(("два", "две", "двух", "пара", "two"), 2),
    **dict.fromkeys(("три", "трех", "трёх", "three"), 3),
    **dict.fromkeys(("четыре", "четырех", "четырёх", "four"), 4),
    **dict(zip(("пять", "шесть", "семь", "восемь", "девять", "десять"), range(5, 11), strict=True)),
    **dict(zip(("пяти", "шести", "семи", "восьми", "девяти", "десяти"), range(5, 11), strict=True)),
    **dict(zip(("five", "six", "seven", "eight", "nine", "ten"), range(5, 11), strict=True)),
    **dict(zip(("одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать"), range(11, 16), strict=True)),
    "двадцать": 20,
}
_OF_ACCOUNTS = str.maketrans("壹贰貳叁參肆伍陆陸柒捌玖拾兩两", "一二二三三四五六六七八九十二二")
_HAN = re.compile("(?P<tens>[一二三四五六七八九])?(?P<ten>十)?(?P<ones>[一二三四五六七八九])?")


def number_of_word(text: str) -> int | None:
    """Return the number that a word tells, None for any other word; 二十三 is 23, and 二三 is none."""
    word = folded(text).strip()
    if word in NUMBER_WORDS:
        return NUMBER_WORDS[word]
    told = _HAN.fullmatch(word.translate(_OF_ACCOUNTS)) if word else None
    if told is None or (not told["ten"] and told["tens"] and told["ones"]):
        return None
    tens = 10 * NUMBER_WORDS[told["tens"] or "一"] if told["ten"] else NUMBER_WORDS.get(told["tens"] or "", 0)
    return tens + NUMBER_WORDS.get(told["ones"] or "", 0)
