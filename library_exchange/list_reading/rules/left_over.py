"""Words of a pasted line behind its imprint that belong to nothing a book has: they are remarked on the copy."""

import re
import unicodedata
from collections.abc import Mapping

from library_exchange.list_reading.rules.book_numbers import ISBN_10, ISBN_13
from library_exchange.list_reading.rules.bounds import LONGEST
from library_exchange.list_reading.rules.copies import copies_in
from library_exchange.list_reading.rules.headings import condition_of
from library_exchange.list_reading.rules.trimmings import without_prices

_PIECES = re.compile(
    r"\s*[;,。、]\s*|\s+[–—-]+\s+|[—–]{2}|\.\s+(?=[А-ЯЁA-Z])|\s{2,}|(?<=[\d\u3400-\u9fff])\s*/\s*(?![A-Z]\d)|(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])"
)
_EDGES = " .,;:/|[]\"'–—-"
_BEGINS = re.compile(
    r"^\s*(?:[-–—]\s?\d{2}(?:\d\d)?(?!\d)\s*)?(?:年(?!代)(?:\d{1,2}月)?(?:[\u3400-\u9fff]{2}(?=第))?(?:第?[\d一二三四五]{1,2}版|版)?|гг?(?!\w)\.?|год\w*)|^\s*[-–—]\s?\d{4}(?!\d)",
    re.IGNORECASE,
)
_OF_THE_IMPRINT = re.compile(
    r"(?:(?:年|г(?:од)?(?!\w))\.?|\d{1,2}\s?月|(?:[初老旧]|第?[\d一二三四五]{1,2})\s?版|第?[\d一二三四五]{0,2}\s?次?印刷?|出版|[\s.\d])+"
    r"|.*(?:ISBN|ISSN|\d{6,}).*|(?:т|том|кн|ч|вып|с|стр|экз|шт)\.?\s?[\d\s–—-]*|\d{1,3}\s?(?:cm|см)\.?|\d{1,3}\s?коп\.?"
    r"|共?\s?\d{1,4}\s?(?:页|с|стр|pp?)\.?|[\d\s]*(?:компл|номер)\w*\.?|[上中下]{1,3}[一二三两]?[册卷]|各?\d{1,3}[册本套]|[〇○零一二三四五六七八九]{4}年版?|\d{2,4}年版?",
    re.IGNORECASE,
)
_BOOK_NUMBER = re.compile(rf"(?:ISBN\s*:?\s*)?(?<!\d)(?:{ISBN_13}|{ISBN_10})(?!\d)")
_NUMBERS = re.compile(r"\d{1,3}(?:\s?[-–—]\s?\d{1,3})?")
_LEAST_LETTERS = 2


def left_over(text: str, told: Mapping[str, str]) -> str:
    """Return what a line says behind publisher and year and nothing that was read has: 有馆藏章, «есть штампы».

    `told` is what was read, by its names; words for its condition are known.
    """
    given = unicodedata.normalize("NFKC", text)
    ends = [
        given.rfind(told[name]) + len(told[name]) for name in ("publisher", "year") if _is_in(given, told.get(name))
    ]
    if not ends or len(given) > LONGEST:
        return ""
    behind = given[max(ends) :]
    if not any(map(str.isalpha, behind)):
        return ""
    rest = copies_in(without_prices(f"| {_BEGINS.sub('', _BOOK_NUMBER.sub(' ', behind), count=1)}"))[1]
    pieces = [_bare(piece) for piece in _PIECES.split(rest)]
    told_at = [at for at, piece in enumerate(pieces) if _is_a_remark(piece, told.get("condition"))]
    within = pieces[told_at[0] : told_at[-1] + 1] if told_at else []
    # Of a remark in somebody's own words no piece may be cut out of the middle: «тт. 1, 3-5, 9».
    return ", ".join(p for p in within if _NUMBERS.fullmatch(p) or _is_a_remark(p, told.get("condition")))


def _bare(piece: str) -> str:
    bare = piece.strip(_EDGES)
    return bare if bare.count("(") == bare.count(")") and not bare.startswith("(") else bare.strip(f"{_EDGES}()")


def _is_in(given: str, words: str | None) -> bool:
    return words is not None and words != "" and words in given


def _is_a_remark(piece: str, condition: str | None) -> bool:
    if sum(map(str.isalpha, piece)) < _LEAST_LETTERS or _OF_THE_IMPRINT.fullmatch(piece):
        return False
    return condition is None or condition_of(piece) != condition
