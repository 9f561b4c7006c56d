"""Which encoding the bytes of one record are in; what the record itself declares is only a hint."""

import codecs
import re
from collections.abc import Callable, Iterator
from enum import StrEnum

from library_exchange.marc import marc8
from library_exchange.marc.plausibility import cyrillic_cost, han_cost, latin_cost
from library_exchange.marc.profiles.tables import Profile


class Encoding(StrEnum):
    """The encodings records come in."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"
    BIG5 = "big5"
    WINDOWS_1251 = "windows-1251"
    KOI8_R = "koi8-r"
    CP866 = "cp866"
    MARC_8 = "marc-8"
    WINDOWS_1252 = "windows-1252"
    LATIN_1 = "iso-8859-1"


_COST: dict[Encoding, Callable[[str], float]] = {
    Encoding.GB18030: lambda text: han_cost(text, "gb18030"),
    Encoding.BIG5: lambda text: han_cost(text, "big5"),
    Encoding.WINDOWS_1251: cyrillic_cost,
    Encoding.KOI8_R: cyrillic_cost,
    Encoding.CP866: cyrillic_cost,
    Encoding.WINDOWS_1252: latin_cost,
}

# What a record's profile makes likelier, as a discount on the cost. The order settles what is still equal.
_DISCOUNT: dict[Profile, dict[Encoding, float]] = {
    Profile.CNMARC: {Encoding.GB18030: 12.0, Encoding.BIG5: 2.0},
    Profile.RUSMARC: {Encoding.WINDOWS_1251: 4.0, Encoding.KOI8_R: 2.0, Encoding.CP866: 2.0},
    Profile.MARC21: {Encoding.MARC_8: 6.0, Encoding.WINDOWS_1252: 1.0},
    Profile.UNIMARC: {Encoding.WINDOWS_1252: 1.0},
}
_MAX_COST_PER_BYTE = 5.0
_FREE_COST = 30.0
_GOOD_COST_PER_BYTE = 4.0
_ENOUGH, _FEW = 20, 8
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
BROKEN = re.compile("[\ud800-\udfff]")
"""What stands for a byte that could not be read; see `as_damaged`."""
_BROKEN_AT_MOST = 10
"""Of so many signs one may be broken."""
_ZEROS = 100
"""Of so many bytes of a text one NUL is a slip, more are another encoding or no text."""
_FAR_BEHIND = 1.5
"""Where the likeliest reading is damaged, one that costs so many times more is none: its letters would be noise."""
_USUAL_DISCOUNT = 8.0
_SAMPLE = 1000
_ASCII = bytes(range(0x80))
_COMBINING = range(0xE0, 0xFF)


_BY_PYTHON_NAME = {codecs.lookup(each.value).name: each for each in Encoding if each is not Encoding.MARC_8}
_BY_PYTHON_NAME |= {"gb2312": Encoding.GB18030, "gbk": Encoding.GB18030, "ascii": Encoding.UTF_8}


def named(name: str) -> Encoding:
    """Return the encoding of that name, in any usual spelling; raises `LookupError` for one we do not read."""
    if name in (Encoding.MARC_8, "marc8"):
        return Encoding.MARC_8
    return _BY_PYTHON_NAME[codecs.lookup(name).name]


def decode(raw: bytes, encoding: Encoding) -> str:
    """Return `raw` as text; raises `UnicodeDecodeError` where it is not in `encoding`."""
    return marc8.decode(raw) if encoding is Encoding.MARC_8 else raw.decode(encoding.value)


_DOUBLED = re.compile("[\u00c2-\u00f4][\u0080-\u00bf]")


def undoubled(text: str) -> str:
    """Return `text` with UTF-8 that was taken for Latin-1 and encoded again, even more than once, put right."""
    while _DOUBLED.search(text):
        try:
            text = text.encode("latin-1").decode("utf-8")
        except UnicodeError:
            break
    return text


def detect(values: bytes, profile: Profile, usual: Encoding | None = None) -> Encoding | None:
    """Return the encoding of `values`, the fields of one record, or None if no reading makes sense.

    Strict UTF-8 wins, ASCII counting as such; then escape sequences of MARC-8; then the reading whose letters are
    the most usual ones, with a discount for what is common in `profile` and for `usual`, the encoding of the file.
    """
    found = surely_in(values)
    if found is None and not _is_broken_utf8(values):
        found = _most_plausible(values, profile, usual)
    return found


def as_damaged(content: bytes) -> str | None:
    """Return UTF-8 that was damaged here and there, with a surrogate for each broken byte; None for all else."""
    return content.decode("utf-8", "surrogateescape") if _is_broken_utf8(content) else None


def by_its_mark(content: bytes) -> str | None:
    """Return text whose byte order mark names its encoding, with replacement signs for what is broken; None for others.

    Nor is it text where more than a few signs are broken.
    """
    name = next((name for mark, name in _MARKS.items() if content.startswith(mark)), None)
    text = content.decode(name, "replace") if name else None
    return text if text is not None and _BROKEN_AT_MOST * text.count("\ufffd") <= len(text) else None


def without_zeros(content: bytes) -> bytes:
    """Return text without its few NULs, which mean nothing; where there are many, it is no text and stays as it is."""
    return content.replace(b"\0", b"") if _ZEROS * content.count(b"\0") < len(content) else content


def surely_in(values: bytes) -> Encoding | None:
    """Return the encoding that `values` are in whatever they are of; None if that must be weighed."""
    if marc8.is_escaped(values):
        return Encoding.MARC_8
    try:
        values.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return Encoding.UTF_8


def _is_broken_utf8(values: bytes) -> bool:
    """Tell whether UTF-8 has only been damaged here and there: reading that in another way would be worse."""
    text = values.decode("utf-8", "replace")
    damaged = text.count("\ufffd") - values.count(b"\xef\xbf\xbd")
    whole = sum(not character.isascii() for character in text) - text.count("\ufffd")
    return whole > 4 * damaged


def _most_plausible(values: bytes, profile: Profile, usual: Encoding | None) -> Encoding | None:
    sample = _telling_part(values)
    high = _count_high(sample)
    if usual is not None and high > _ENOUGH and _reads_well(sample, high, usual) and _decodes(values, usual):
        return usual
    costs = sorted(_costs(sample, high, profile, usual), key=lambda pair: pair[0])
    most = _FREE_COST + _MAX_COST_PER_BYTE * high
    for cost, encoding in costs:
        if cost > most or (high > _FEW and cost > _FAR_BEHIND * costs[0][0]):
            return None
        if _decodes(values, encoding):
            return encoding
    return None


def _reads_well(sample: bytes, high: int, encoding: Encoding) -> bool:
    """Tell whether the file's usual encoding fits so well that no other needs a try."""
    if encoding not in _COST:
        return False
    return _cost(sample, high, encoding) < _GOOD_COST_PER_BYTE * high


def _telling_part(values: bytes) -> bytes:
    """Return subfields that are not ASCII, as many as are needed to judge by."""
    part = b""
    for value in values.split(b"\x1f"):
        if not value.isascii():
            part += b"\x1f" + value
            if len(part) > _SAMPLE:
                break
    return part


def _count_high(sample: bytes) -> int:
    return len(sample.translate(None, _ASCII))


def _costs(sample: bytes, high: int, profile: Profile, usual: Encoding | None) -> Iterator[tuple[float, Encoding]]:
    discount = dict(_DISCOUNT[profile])
    if usual is not None:
        discount[usual] = discount.get(usual, 0.0) + _USUAL_DISCOUNT
    for encoding in _COST:
        yield _cost(sample, high, encoding) - discount.get(encoding, 0.0), encoding
    if profile is Profile.MARC21:
        yield _marc8_cost(sample) - discount.get(Encoding.MARC_8, 0.0), Encoding.MARC_8


def _cost(sample: bytes, high: int, encoding: Encoding) -> float:
    """Return the cost of reading `sample` in `encoding`; a byte it cannot read costs more than any character."""
    text = sample.decode(encoding.value, "ignore")
    lost = high - _count_high(text.encode(encoding.value, "ignore"))
    return _COST[encoding](text) + 12.0 * lost


def _marc8_cost(sample: bytes) -> float:
    """Return the cost of ANSEL: its accents stand before the letter, and seldom two together."""
    cost = 0.0
    for byte, following in zip(sample, sample[1:] + b"\0", strict=True):
        if byte in _COMBINING:
            cost += 3.5 if chr(following).isascii() and chr(following).isalpha() else 8.0
        elif byte > 0x7F:
            cost += 5.5
    return cost


def _decodes(values: bytes, encoding: Encoding) -> bool:
    try:
        return all(decode(value, encoding) is not None for value in values.split(b"\x1f"))
    except UnicodeDecodeError:
        return False
