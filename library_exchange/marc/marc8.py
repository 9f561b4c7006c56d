"""MARC-8, read strictly: a damaged escape sequence is an error and not a blank."""

import unicodedata

from pymarc.marc8_mapping import CODESETS, ODD_MAP

_ESCAPE = 0x1B
_EACC = 0x31
_BASIC_LATIN = 0x42
_ANSEL = 0x45
# Non-sorting marks and joiners carry no text of their own; 0xFD is what some systems fill EACC fields with.
_SILENT = frozenset((0x88, 0x89, 0x8D, 0x8E, 0xFD))


def is_escaped(raw: bytes) -> bool:
    """Tell whether `raw` switches character sets the MARC-8 way."""
    return any(mark in raw for mark in (b"\x1b(", b"\x1b)", b"\x1b$", b"\x1b,", b"\x1b-", b"\x1bs", b"\x1bg", b"\x1bb"))


def decode(raw: bytes) -> str:
    """Return `raw` as text in NFC; raises `UnicodeDecodeError` where MARC-8 knows no character.

    Every value starts in Basic Latin and ANSEL (MARC 21 Specifications, Character Sets, Part 2).
    """
    g0, g1 = _BASIC_LATIN, _ANSEL
    text: list[str] = []
    combining: list[str] = []
    at = 0
    while at < len(raw):
        if raw[at] == _ESCAPE:
            g0, g1, at = _switch(raw, at, g0, g1)
            continue
        width = 3 if (g0 if raw[at] < 0x80 else g1) == _EACC else 1
        character, is_combining = _character(raw, at, width, g0, g1)
        at += width
        if is_combining:
            combining.append(character)
        elif character:
            text.extend((character, *combining))
            combining.clear()
    return unicodedata.normalize("NFC", "".join(text + combining))


def _switch(raw: bytes, at: int, g0: int, g1: int) -> tuple[int, int, int]:
    """Return the sets in force after the escape sequence at `at`, and where it ends."""
    start, at = at, at + 1
    is_multibyte = raw[at : at + 1] == b"$"
    at += is_multibyte
    kind = raw[at : at + 1]
    if kind in (b"s", b"g", b"b", b"p"):
        return (_BASIC_LATIN if kind == b"s" else kind[0]), g1, at + 1
    is_right = kind in (b")", b"-")
    at += kind in (b"(", b",", b")", b"-")
    at += raw[at : at + 1] == b"!"
    final = raw[at] if at < len(raw) else 0
    if final not in CODESETS or is_multibyte != (final == _EACC):
        raise UnicodeDecodeError("marc-8", raw, start, min(at + 1, len(raw)), "unknown escape sequence")
    return (g0, final, at + 1) if is_right else (final, g1, at + 1)


def _character(raw: bytes, at: int, width: int, g0: int, g1: int) -> tuple[str, bool]:
    code = int.from_bytes(raw[at : at + width], "big")
    if width == 1 and (code < 0x20 or code in _SILENT):
        return "", False
    if width == 1 and code in (0x20, 0x7F, 0xA0):
        return " ", False
    codeset = CODESETS[g0 if raw[at] < 0x80 else g1]
    if len(raw) >= at + width and code in codeset:
        point, flag = codeset[code]
        return chr(point), bool(flag)
    if code in ODD_MAP:
        return chr(ODD_MAP[code]), False
    raise UnicodeDecodeError("marc-8", raw, at, min(at + width, len(raw)), "no such character")
