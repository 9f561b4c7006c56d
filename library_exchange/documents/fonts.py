"""The font of the papers: which file it is, how wide its letters are, and which letters it lacks."""

from functools import lru_cache
from pathlib import Path

import pylopdf_fonts_zh_cn
from fontTools.ttLib import TTFont

GETA = "\u3013"
"""〓, the printers' sign for a letter that the font lacks."""


class FontMissing(Exception):
    """The font file that was set does not exist or is no font."""


def font_file(chosen: Path | None = None) -> Path:
    """Return the font file to write with: `chosen`, or Noto Sans SC; raises FontMissing for a file that is not there.

    A font must hold Chinese, Cyrillic and Latin letters; what it lacks is printed as 〓.
    """
    path = chosen or Path(pylopdf_fonts_zh_cn.sans_path())
    if not path.is_file():
        raise FontMissing(str(path))
    return path


@lru_cache(maxsize=4)
def letters(path: Path) -> frozenset[int]:
    """Return the code points that the font can draw."""
    with TTFont(path, lazy=True, fontNumber=0) as font:
        return frozenset(font.getBestCmap())


def drawable(text: str, path: Path) -> str:
    """Return `text` with 〓 for every letter that the font lacks; white space becomes a plain space."""
    known = letters(path)
    return "".join(letter if ord(letter) in known else _instead(letter) for letter in text)


def _instead(letter: str) -> str:
    return " " if letter.isspace() else GETA


def drawable_lines(text: str, font: Path) -> str:
    """Return `text` as the font can draw it, its line breaks kept."""
    return "\n".join(drawable(line, font) for line in text.split("\n"))
