"""The fonts of the papers: which files they are, which letters each can draw, and what stands for a letter of none."""

import unicodedata
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

from library_exchange.documents import mongol_letters

GETA = "\u3013"
"""〓, the printers' sign for a sign that no font has."""
SIMPLIFIED_CHINESE = 2
"""The place of the face with the shapes of mainland China in the collection of Noto Sans CJK."""


class FontMissing(Exception):
    """The font file that was set does not exist or is no font."""


class Face(NamedTuple):
    """A font file, and which face of it, if it is a collection of several."""

    path: Path
    number: int = 0


def font_file(chosen: Path | None = None) -> Path:
    """Return the font file to write with: `chosen`, or Noto Sans CJK; raises FontMissing for a file that is not there.

    A font should hold Chinese, Cyrillic and Latin letters; what it lacks is drawn with the next of its `chain`.
    """
    path = chosen or _supplied("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc")
    if not path.is_file():
        raise FontMissing(str(path))
    return path


def chain(body: Path) -> tuple[Face, ...]:
    """Return the faces that are asked for a letter in turn: `body`, and behind it those supplied.

    Noto Sans CJK has Chinese of all extensions that are in use, kana and Hangul; Noto Sans has Cyrillic of every
    language and of the old spelling, and the marks of transliterations.
    """
    han = Face(font_file(), SIMPLIFIED_CHINESE)
    first = han if body == han.path else Face(body)
    return tuple(dict.fromkeys((first, han, Face(_supplied("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")))))


def _supplied(package: str, name: str) -> Path:
    return Path(str(files(package).joinpath(name)))


@lru_cache(maxsize=8)
def letters(face: Face) -> frozenset[str]:
    """Return the letters that the face can draw; signs without a shape are none."""
    with TTFont(face.path, lazy=True, fontNumber=face.number) as font:
        return frozenset(letter for letter in map(chr, font.getBestCmap()) if unicodedata.category(letter) != "Cf")


def drawable(text: str, known: frozenset[str]) -> str:
    """Return `text` in letters that are `known`, its line breaks kept.

    Letters and their marks are put together first. Mongol and Manchu script, whose letters change their shape by place
    and stand one under another, is told in Latin letters; a letter of no font by its number: [U+20000].
    """
    whole = unicodedata.normalize("NFC", text)
    if known.issuperset(whole):
        return whole
    told = mongol_letters.in_latin(whole)
    return "".join(letter if letter in known or letter == "\n" else _instead(letter) for letter in told)


def _instead(letter: str) -> str:
    if letter.isspace():
        return " "
    kind = unicodedata.category(letter)
    if kind == "Cf" or "VARIATION SELECTOR" in unicodedata.name(letter, ""):
        return ""
    return f"[U+{ord(letter):04X}]" if kind.startswith("L") else GETA
