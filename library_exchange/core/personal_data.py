"""Traces of personal data in a text: telephone numbers, identity numbers, e-mail addresses.

It warns and does not judge: a tracking number or a library's own mailbox may be meant, and a name is not seen unless it
is told.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum


class Trace(StrEnum):
    """A kind of personal data that a text seems to hold."""

    EMAIL = "email"
    PHONE = "phone"
    IDENTITY = "identity"


_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![0-9A-Za-z_])\+?\(?\d(?:[ \-–‑.()]{0,2}\d){5,18}[xX]?(?![0-9A-Za-z_])")
"""A number with no Latin letter at it, as codes and tracking numbers have; Chinese writes no space before it."""
_CHINESE_IDENTITY = re.compile(r"\d{6}(19|20)\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])\d{3}[\dXx]")
_RUSSIAN_INSURANCE = re.compile(r"\d{3}-\d{3}-\d{3}[ -]\d{2}")
_IDENTITY_WORD = r"паспорт\w*|(?<!\w)(?:снилс|инн)(?!\w)|护照|身份证|passport"
_ONLY_WITH_WORD = (
    r"(?<!\d)\d{2} ?\d{2}[ ,]{0,2}(?:(?:No|N|номер)\.? ?)?\d{6}(?!\d)"
    r"|(?<![0-9A-Za-z_])(?:[A-Za-z]{1,2}\d{7,8}|\d{15}|\d{11,12})(?![0-9A-Za-z_])"
)
"""Passports, old identity numbers, those of insurance and taxes are like any other number without the word."""
_BETWEEN = r"(?:(?!ISBN|ISSN)[^\d《》«»]){0,40}?"
_BEFORE_IDENTITY = r"(?:(?!ISBN|ISSN)[^《》«»]){0,80}?"
_IDENTITY_TOLD = re.compile(
    rf"(?:{_IDENTITY_WORD}){_BEFORE_IDENTITY}(?:{_ONLY_WITH_WORD})"
    rf"|(?:{_ONLY_WITH_WORD})[ ,(\[:—–-]{{0,4}}(?:{_IDENTITY_WORD})",
    re.IGNORECASE,
)
_PHONE_WORD = (
    r"телефон\w*|(?<!\w)(?:по|пере|со)?звони(?:те|ть|м)?(?!\w)|电话|手机|座机|固话|小灵通|微信"
    r"|whatsapp|telegram|wechat|phone"
)
_SHORT_PHONE_WORD = r"(?<!\w)(?:тел|моб|сот|ватсап|вотсап|вайбер|tel|qq)(?!\w)"
"""May be a word of a title as well («трёх тел»): nothing but signs and words of its kind stand before the number."""
_OF_ITS_KIND = r"(?:моб|сот|раб|дом|факс|fax|отдел|библиотек|читател|абонент|личн|для связи|контактн|мой|наш)\w*"
_PHONE_BEFORE = re.compile(
    rf"(?:(?:{_PHONE_WORD}){_BETWEEN}|(?:{_SHORT_PHONE_WORD})(?:\W|{_OF_ITS_KIND}){{0,12}})$", re.IGNORECASE
)
_PHONE_BEHIND = re.compile(rf"[ ,(\[:—–-]{{0,4}}(?:{_PHONE_WORD}|{_SHORT_PHONE_WORD})", re.IGNORECASE)
_YEAR_AND_EXTENT = re.compile(r"(?:(?:1[4-9]|20)\d\d[ .,()–‑-]+){1,2}\d{1,4}")
_UNIT_OF_A_BOOK = re.compile(
    r"\s*(?:с|стр|страниц\w*|pp?|pages?|页|頁|г|год|год[аы]|年|экз|册|本|руб)(?!\w)|\s*[页頁年册本元]"
)
_HAN = re.compile("[\u3400-\u9fff]")
_LETTERS = re.compile("[^\\W\\d_\u3400-\u9fff]+")
SHORTEST_STEM, ENDING, LONGEST_ENDING = 3, 2, 3
"""Letters of a name without its ending, and of endings: Котова, Котовой."""
_CHINESE_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_CHINESE_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
_RUSSIAN_PHONE = re.compile(r"(\+?7|8)\d{10}")


def traces(text: str) -> frozenset[Trace]:
    """Return the kinds of personal data that `text` seems to hold, in signs of any width."""
    plain = unicodedata.normalize("NFKC", text)
    found = {Trace.EMAIL} if _EMAIL.search(plain) else set()
    if _IDENTITY_TOLD.search(plain):
        found.add(Trace.IDENTITY)
    for match in _NUMBER.finditer(plain):
        found |= _kinds(match[0], plain[: match.start()], plain[match.end() :])
    return frozenset(found)


def without_traces(text: str, name: str = "") -> str:
    """Return `text` with three dots in place of the addresses, documents and numbers that `traces` warns of.

    And in place of the words of a person's `name`, with a capital and any ending; other names stay.
    """
    plain = _IDENTITY_TOLD.sub("…", _EMAIL.sub("…", unicodedata.normalize("NFKC", text)))

    def hidden(match: re.Match[str]) -> str:
        return "…" if _kinds(match[0], plain[: match.start()], plain[match.end() :]) else match[0]

    plain = _NUMBER.sub(hidden, plain)
    for word in _words_of(unicodedata.normalize("NFKC", name)):
        plain = word.sub("…", plain)
    return plain


def _words_of(name: str) -> Iterator[re.Pattern[str]]:
    """Yield what the words of a name look like in a text: what is written in Han as a whole, others by their stems.

    A word of one letter, an initial, is none: it may be any word.
    """
    signs = _HAN.findall(name)
    if len(signs) > 1:
        yield re.compile(r"\s?".join(signs))
    for word in _LETTERS.findall(name):
        if len(word) > 1:
            stem = word[: max(SHORTEST_STEM, len(word) - ENDING)]
            written = {stem.capitalize(), stem.upper()}
            more = rf"\w{{0,{LONGEST_ENDING}}}" if len(word) >= SHORTEST_STEM else ""
            shapes = [re.sub("[её]", "[её]", re.sub("[ЕЁ]", "[ЕЁ]", each)) + more for each in sorted(written)]
            yield re.compile(rf"\b(?:{'|'.join(shapes)})\b")


def _kinds(written: str, before: str, behind: str) -> set[Trace]:
    if ". " in written and is_of_a_book(written, behind):
        return set()
    digits = re.sub(r"[^\dXx+]", "", written)
    if _CHINESE_IDENTITY.fullmatch(digits) or _RUSSIAN_INSURANCE.fullmatch(written):
        return {Trace.IDENTITY}
    if any(shape.fullmatch(digits) for shape in (_CHINESE_MOBILE, _CHINESE_LANDLINE, _RUSSIAN_PHONE)):
        return {Trace.PHONE}
    is_abroad = digits.startswith("+") and len(digits) >= 9
    is_told = len(digits) < 13 and not is_of_a_book(written, behind) and _is_called_a_phone(before, behind)
    return {Trace.PHONE} if is_abroad or is_told else set()


def is_of_a_book(written: str, behind: str) -> bool:
    """Whether digits are the year and the pages of a book: 2017. 464 с."""
    return _YEAR_AND_EXTENT.fullmatch(written.lstrip("(")) is not None and (
        ". " in written or _UNIT_OF_A_BOOK.match(behind) is not None
    )


def _is_called_a_phone(before: str, behind: str) -> bool:
    """Whether a word for telephones stands at the number: a title may be of one (трёх тел, 手机)."""
    return _PHONE_BEFORE.search(before[-80:]) is not None or _PHONE_BEHIND.match(behind) is not None
