"""Traces of personal data in a text: telephone numbers, identity numbers, e-mail addresses.

It warns and does not judge: a tracking number or a library's own mailbox may be meant, and a name is not seen at all.
"""

import re
import unicodedata
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
_RUSSIAN_PASSPORT = re.compile(r"(?<!\d)\d{2} ?\d{2} ?(No ?)?\d{6}(?!\d)")
_OTHER_PASSPORT = re.compile(r"(?<![0-9A-Za-z_])(?:[A-Za-z]{1,2}\d{7,8}|\d{15})(?![0-9A-Za-z_])")
"""A Chinese passport, and an identity number of the old kind, which are like any other number without the word."""
_RUSSIAN_INSURANCE = re.compile(r"\d{3}-\d{3}-\d{3}[ -]\d{2}")
_PASSPORT_WORD = re.compile(r"паспорт|护照|身份证|passport", re.IGNORECASE)
_PHONE_WORD = re.compile(r"тел\b|телефон|звон|电话|手机|微信|whatsapp|telegram|wechat|phone", re.IGNORECASE)
_CHINESE_MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")
_CHINESE_LANDLINE = re.compile(r"0\d{2,3}\d{7,8}")
_RUSSIAN_PHONE = re.compile(r"(\+?7|8)\d{10}")


def traces(text: str) -> frozenset[Trace]:
    """Return the kinds of personal data that `text` seems to hold, in signs of any width."""
    plain = unicodedata.normalize("NFKC", text)
    found = {Trace.EMAIL} if _EMAIL.search(plain) else set()
    if _PASSPORT_WORD.search(plain) and any(shape.search(plain) for shape in (_RUSSIAN_PASSPORT, _OTHER_PASSPORT)):
        found.add(Trace.IDENTITY)
    for match in _NUMBER.finditer(plain):
        found |= _kinds(match[0], plain)
    return frozenset(found)


def _kinds(written: str, text: str) -> set[Trace]:
    digits = re.sub(r"[^\dXx+]", "", written)
    if _CHINESE_IDENTITY.fullmatch(digits) or _RUSSIAN_INSURANCE.fullmatch(written):
        return {Trace.IDENTITY}
    if any(shape.fullmatch(digits) for shape in (_CHINESE_MOBILE, _CHINESE_LANDLINE, _RUSSIAN_PHONE)):
        return {Trace.PHONE}
    is_abroad = digits.startswith("+") and len(digits) >= 9
    return {Trace.PHONE} if is_abroad or (_PHONE_WORD.search(text) and len(digits) < 13) else set()
