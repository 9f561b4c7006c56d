"""The boundary of texts: what comes in from outside is normalised once, here."""

import re
import unicodedata

_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BRACKETS = re.compile(r"[\[(（〔【［][^\])）〕】］]*[\])）〕】］]")
_WIDE_SIGNS = {ord(sign): ord(sign) + 0xFEE0 for sign in map(chr, range(0x21, 0x7F))}
"""Each sign of ASCII and the full-width one that Chinese input methods write for it."""
_NARROW = {wide: sign for sign, wide in _WIDE_SIGNS.items()} | {0x3000: " "}
_HAN_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_HAN_YEAR = re.compile(r"[一二][〇○零一二三四五六七八九]{3}(?=[年版第]|\W|$)")
_PLAIN_LETTERS = {wide: sign for sign, wide in _WIDE_SIGNS.items() if chr(sign).isalnum()}
_WIDE_LETTERS = {sign: wide for sign, wide in _WIDE_SIGNS.items() if chr(sign).isalpha()}
_WIDE_DIGITS = {sign: wide for sign, wide in _WIDE_SIGNS.items() if chr(sign).isdigit()}


def clean(text: str) -> str:
    """Return `text` in NFC without control, bidi-override and unpaired surrogate characters, ends stripped."""
    visible = text if text.isprintable() else _UNWANTED.sub("", text)
    return (visible if visible.isascii() else unicodedata.normalize("NFC", visible)).strip()


def one_line(text: str) -> str:
    """Return `text` cleaned and with every run of white space made one space."""
    cleaned = clean(text)
    return " ".join(cleaned.split()) if "  " in cleaned or not cleaned.isprintable() else cleaned


def han_digits(text: str) -> str:
    """Return `text` with plain digits for Chinese ones, wherever they stand."""
    return text.translate(_HAN_DIGITS)


def han_years(text: str) -> str:
    """Return `text` with plain digits where a year is written in Chinese ones: 二〇〇三年."""
    return _HAN_YEAR.sub(lambda found: han_digits(found[0]), text)


def folded(text: str) -> str:
    """Return `text` for comparison: NFKC, no case, ё as е; й stays й."""
    return unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")


def narrow(text: str) -> str:
    """Return a number or code with plain letters, digits and spaces where a Chinese keyboard wrote full-width ones."""
    return clean(text).translate(_NARROW)


LONGEST_EMAIL = 254
"""Signs of an e-mail address."""


def as_address(text: str) -> str:
    """Return an e-mail address with plain signs for those that a Chinese keyboard writes: name＠example。org."""
    return "".join(narrow(text).replace("。", ".").replace("｡", ".").split())


def plain_letters(text: str) -> str:
    """Return `text` with plain digits and Latin letters for full-width ones; its signs stay as they are."""
    return text.translate(_PLAIN_LETTERS)


def widths(code: str) -> list[str]:
    """Return a number or code as it is kept, and as it may stand in rows kept before.

    There letters or digits are full-width, or the thousands of a number stand apart, as spreadsheets write them.
    """
    kept = narrow(code)
    letters, digits = (kept.translate(table) for table in (_WIDE_LETTERS, _WIDE_DIGITS))
    all_wide = kept.translate(_WIDE_SIGNS)
    found = (kept, letters, digits, letters.translate(_WIDE_DIGITS), all_wide)
    return list(dict.fromkeys((*found, code.strip(), *_thousands(kept))))


def _thousands(number: str) -> tuple[str, ...]:
    """Return a whole number in one piece and with spaces between its thousands; nothing for another code."""
    whole = "".join(number.split())
    if not whole.isdecimal() or number not in (whole, *(apart := _apart(whole))):
        return ()
    return whole, *apart


def _apart(whole: str) -> tuple[str, ...]:
    """Return a number of several thousands as spreadsheets write it, with spaces of two kinds."""
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", " ", whole)
    return (grouped, grouped.replace(" ", "\xa0")) if grouped != whole else ()


def without_brackets(text: str) -> str:
    """Return `text` without what stands in brackets, of whichever script they are; its ends stripped."""
    return _BRACKETS.sub(" ", text).strip()


def bare(text: str) -> str:
    """Return `text` folded, its letters and digits alone: what is left when signs and spaces tell nothing."""
    return "".join(filter(str.isalnum, folded(text)))
