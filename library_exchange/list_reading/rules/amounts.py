"""What cells of numbers say: weights, copies, years, pages. What can be read in two ways is told apart, to be asked."""

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from library_exchange.core.number_words import number_of_word
from library_exchange.core.text import han_years, one_line
from library_exchange.list_reading.rules.bounds import LONGEST_LINE
from library_exchange.list_reading.rules.copies import only_copies
from library_exchange.list_reading.rules.headings import GRAMS
from library_exchange.offers.rules.numbers import MOST_PAGES

EARLIEST_YEAR = 1400
LIGHTEST_G, HEAVIEST_G = 20, 20_000
"""What a book weighs; a bare number of grams or kilograms that makes it lighter or heavier was meant otherwise."""


class Amount(NamedTuple):
    """A number that a cell tells, None if none, and whether it can be meant in no other way."""

    value: int | None = None
    is_sure: bool = True


_BLANK = frozenset({"", "-", "–", "—", "--", "...", "…", "/"})
_NOT_TOLD = _BLANK | frozenset(
    {
        *("нет", "нет данных", "н/д", "н.д", "нд", "б/г", "б.г", "б. г"),
        *("[б. г.]", "[б.г.]", "без года", "无", "不详", "未知", "没有", "none", "n/a", "s.a", "n.d"),
    }
)
_NUMBER = r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?"
_ABOUT = re.compile(r"^(?:~|≈|ок\.?|около|прим\.?|примерно|约|大约|по|about|ca?\.)\s*")
_ONE_WEIGHT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>[^\W\d]+)?")
_TWO_WEIGHTS = re.compile(r"(?P<kilograms>\d{1,3})\s*(?:кг|kg|公斤|千克)\.?\s*(?P<grams>\d{1,3})\s*(?:г|гр|g|克)")
_WHOLE = re.compile(r"(\d{1,6})(?:[.,]0+)?")
_SPELLED_OUT = re.compile(r"(\d{1,3})\s*\((\w+)\)(?:\s*(?:экз|шт|册|本)\w*)?")
_YEAR = re.compile(r"(?<!\d)(1\d{3}|20\d{2})(?!\d)")
_TO_YEAR = re.compile(r"\s*[-–—/~至]\s*(\d{2})(?!\d)")
_OF_A_DAY = re.compile(
    r"(?:[\W_]|(?<!\d)\d{1,2}(?!\d)|[一二三四五六七八九十年月日第版次印刷]|года?(?!\w)|г(?!\w)|[©cp](?!\w))*"
)
_NO_SIDES = re.compile(r"\[?[ivxlcdmхм]+\]?|\[\d{1,4}\]")
LAST_MONTH = 12


def _plain(text: str) -> str:
    return one_line(unicodedata.normalize("NFKC", text)).casefold().strip(" .;,")


def weight(text: str, usual: int = 1) -> Amount:
    """Return the grams that `text` tells; a number without a unit is one of `usual` grams each.

    "1 200" is 1200 and "1,2 кг" too. "0,65" where grams are meant, or 650 kilograms, is a guess: 650.
    """
    given = _ABOUT.sub("", _plain(text))
    if given in _NOT_TOLD:
        return Amount()
    if two := _TWO_WEIGHTS.fullmatch(given):
        return Amount(int(two["kilograms"]) * 1000 + int(two["grams"]))
    told = _ONE_WEIGHT.fullmatch(given)
    unit = GRAMS.get(told["unit"] or "") if told else None
    if told is None or (told["unit"] and unit is None):
        return Amount(None, False)
    number = re.sub("[ '’]", "", told["number"]).replace(",", ".")
    factor = unit or usual
    if factor == 1 and re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", number):
        # A comma before three digits parts thousands as often as decimals.
        return _guessed(Decimal(number.replace(".", "")))
    grams = Decimal(number) * factor
    if factor not in (1, 1000):
        return _guessed(grams)
    if unit is not None and 1 <= grams <= HEAVIEST_G:
        return Amount(round(grams))
    if LIGHTEST_G <= grams <= HEAVIEST_G:
        return Amount(round(grams))
    return _guessed(grams * 1000 if grams < LIGHTEST_G else grams / 1000)


def _guessed(grams: Decimal) -> Amount:
    return Amount(round(grams) if LIGHTEST_G <= grams <= HEAVIEST_G else None, False)


def copies(text: str) -> Amount:
    """Return how many copies `text` tells: in digits, in words, with a unit. Of a set of volumes it is a guess."""
    given = _plain(text)
    if given in _BLANK:
        return Amount()
    if whole := _WHOLE.fullmatch(given):
        return Amount(int(whole[1]))
    told = number_of_word(given) or only_copies(unicodedata.normalize("NFKC", text))
    if told is not None:
        return Amount(told)
    spelled = _SPELLED_OUT.fullmatch(given)
    if spelled and number_of_word(spelled[2]) == int(spelled[1]):
        return Amount(int(spelled[1]))
    first = re.search(r"(?<![\d.,])\d{1,3}(?![\d.,])", given)
    return Amount(int(first[0]) or 1 if first else 1, False)


def year(text: str) -> Amount:
    """Return the year of publication that `text` tells, with whatever day; of several years the first is a guess."""
    given = han_years(_plain(text))
    if given in _NOT_TOLD:
        return Amount()
    found = years_in(given)
    if not found:
        return Amount(None, False)
    to = _TO_YEAR.match(given, given.index(str(found[0])) + 4)
    is_span = to is not None and int(to[1]) > LAST_MONTH
    is_all = _OF_A_DAY.fullmatch(_YEAR.sub("", given))
    return Amount(found[0], len(set(found)) == 1 and is_all is not None and not is_span)


def years_in(text: str) -> list[int]:
    """Return the years that stand in `text` and may be those of books."""
    return [number for told in _YEAR.findall(text) if (number := int(told)) >= EARLIEST_YEAR]


def pages(text: str) -> Amount:
    """Return the number of pages in an extent: "[4], 312 с., 8 л. ил." has 312."""
    given = _plain(text)
    if given in _NOT_TOLD:
        return Amount()
    named = re.match(r"(.*?\d\]?)\s*(?:с|стр|страниц\w*|pp?|pages?|页)(?!\w)", given)
    bare = re.sub(r"^(?:с|стр|pp?|共)\.?\s*|(?<=\d) (?=\d{3}(?!\d))", "", named[1] if named else given)
    parts = [part.strip() for part in re.split(r"[,;+]", bare) if part.strip()]
    numbers = [int(part) for part in parts if re.fullmatch(r"\d{1,6}", part)]
    is_sure = len(numbers) == 1 and all(_NO_SIDES.fullmatch(part) or part.isdigit() for part in parts)
    value = max(numbers, default=None) or None
    return Amount(value, is_sure) if value is None or value <= MOST_PAGES else Amount(None, False)


_WEIGHT = re.compile(
    r"(?:(?<!\d)[,;.(]\s*|[;(]\s*|(?<=\d)[.,]\s+|,(?=\d{2,}\s?(?:г|克|g))|\s+|(?=[本书每单]*重))"
    r"(?P<named>(?:вес|масса)\w*\s?[:–—-]?\s?|[本书每单册]{0,3}重量?\s?:?\s?)?"
    r"(?P<about>(?:ок\.|около|прим(?:\.|ерно)|примерно|~|约|大约|approx\.?)\s?)?"
    r"(?<![\d.,])(?P<number>(?P<thousands>\d\s)?\d{1,5}(?:[.,]\d{1,3})?|[半一二两三])\s?"
    r"(?P<unit>кг|公斤|千克|kg|гр(?:амм\w*)?|г|克|g|市?斤(?P<half>半)?)(?!\w)\.?\)?",
    re.IGNORECASE,
)
_KILOGRAMS_AND_GRAMS = re.compile(
    r"[\s,;(]+(?:(?:вес|масса)\w*\s?[:–—-]?\s?)?(?P<kilograms>\d{1,2})\s?(?:кг|kg|公斤|千克)\.?\s?(?P<grams>\d{1,3})\s?(?:гр?|g|克)(?!\w)\.?\)?",
    re.IGNORECASE,
)
_HALF = Decimal("0.5")


class Weighed(NamedTuple):
    """A line without the weight that it tells, that weight, and its words where they may be read in two ways."""

    rest: str
    grams: int
    unsure: str = ""


def weight_in(text: str) -> Weighed | None:
    """Return a plain line without the weight that it tells, and that in grams: 300 г, 2300克; «1985 г.» is a year.

    A number is read whole or not at all; 斤 is one only where a word for the weight stands before it.
    """
    given = unicodedata.normalize("NFKC", text)
    both = _KILOGRAMS_AND_GRAMS.search(given[:LONGEST_LINE])
    if both and any(map(str.isalpha, given[: both.start()])):
        rest = f"{given[: both.start()]} {given[both.end() :]}".strip()
        return Weighed(rest, int(both["kilograms"]) * 1000 + int(both["grams"]))
    for found in _WEIGHT.finditer(given[:LONGEST_LINE]):
        grams, is_sure = _grams(found)
        rest = f"{given[: found.start()]} {given[found.end() :]}".strip()
        if grams is not None and any(map(str.isalpha, given[: found.start()])):
            return Weighed(rest, grams, "" if is_sure else found[0].strip(" ,;.()"))
    return None


def _grams(found: re.Match[str]) -> tuple[int | None, bool]:
    """Return the grams that words tell, None if they tell no weight of a book, and whether they can mean nothing else.

    The first of two numbers (1 200 г) may be another, unless a word for the weight stands before it.
    """
    unit, number = found["unit"].casefold(), found["number"]
    if "斤" in unit and unit != "公斤" and not (found["named"] or found["about"]):
        return None, False
    told = _HALF if number == "半" else Decimal(number_of_word(number) or re.sub(r"\s", "", number).replace(",", "."))
    factor = GRAMS.get(unit.removesuffix("半"), 1)
    grams = round((told + (_HALF if found["half"] else 0)) * factor)
    may_be_year = unit == "г" and not found["named"] and 1400 <= told <= 2100 and not found["thousands"]
    if may_be_year or not LIGHTEST_G <= grams <= HEAVIEST_G:
        return None, False
    return grams, not found["thousands"] or bool(found["named"])
