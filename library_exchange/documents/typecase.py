"""The letters of one paper: which face draws each word, how wide it is, and the writing of a line."""

import re
import unicodedata
from collections.abc import Callable
from copy import copy
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fpdf import FPDF
from fpdf.fonts import SubsetMap

from library_exchange.documents.breaking import HAN
from library_exchange.documents.cut_faces import cut
from library_exchange.documents.fonts import Face, chain, drawable, letters

POINT = 25.4 / 72
SMALLEST_BOLD_PT = 10.0
"""Below this size strokes would fill Chinese characters; such cells are told by their shade instead."""
ABOVE, TIES = frozenset({230, 234}), frozenset({233, 234})
"""Classes of combining marks: those over a letter, and those that tie two."""
APOSTROPHES = frozenset("‘’")
SHAPING = frozenset({"GDEF", "GPOS", "GSUB"})
"""The tables that no paper is given, and that would be read to the end before they are left out."""
_WORDS = re.compile(rf"[^\s{HAN}]+|[\s{HAN}]+")
_MARKS = re.compile("([\u0300-\u036f\u0483-\u0487\u1dc0-\u1dff\ufe20-\ufe2f]+)")


class Typecase:
    """The faces that one PDF is written with; each is put into it by the first word that needs it."""

    def __init__(self, body: Path, writer: Any) -> None:
        self._writer = writer
        self._faces = chain(body)
        first = letters(self._faces[0])
        self._plain = first - APOSTROPHES - {letter for letter in first if _is_mark(letter)}
        self._known = frozenset().union(*map(letters, self._faces))
        self._width = lru_cache(maxsize=None)(self._measured)
        self._over = lru_cache(maxsize=512)(self._placed_over)
        self.runs = lru_cache(maxsize=4096)(self._runs)

    def drawable(self, text: str) -> str:
        """Return `text` in letters that one of the faces has."""
        return drawable(text, self._known)

    def width(self, text: str) -> float:
        """Return how wide `text` is in letters of one point."""
        return sum(self._width(place, letter) for place, run in self.runs(text) for letter in run)

    def write(self, pdf: Any, x: float, y: float, text: str, size: float) -> None:
        """Write one line on its baseline `y` with `pdf`: the writer, or a rehearsal of it."""
        for place, run in self.runs(text):
            pdf.set_font(self._name(place), "", size)
            pieces = _MARKS.split(run)
            for number, piece in enumerate(pieces):
                if number % 2 == 0:
                    pdf.text(x, y, piece)
                    x += size * sum(self._width(place, letter) for letter in piece)
                    continue
                before, after = pieces[number - 1][-1:] or " ", "".join(pieces[number + 1 : number + 2])[:1]
                for mark in piece:
                    across, up = self._over(place, mark, before, after)
                    pdf.text(x + across * size, y - up * size, mark)

    def _placed_over(self, place: int, mark: str, before: str, after: str) -> tuple[float, float]:
        """Return how far from the end of `before` a mark begins, to the right and upwards, in letters of one point.

        It stands over the middle of its letter, a ligature tie over the seam of two; and higher over a tall letter.
        """
        if place != len(self._faces) - 1:
            return 0.0, 0.0
        shapes = self._shapes(place)
        left, right, _ = shapes(mark)
        middle = 0.0 if unicodedata.combining(mark) in TIES else self._width(place, before) / 2
        tall = max(shapes(letter)[2] for letter in (before, *(after if not middle else ())))
        is_above = unicodedata.combining(mark) in ABOVE
        return -middle - (left + right) / 2, max(0.0, tall - shapes("x")[2]) if is_above else 0.0

    def _shapes(self, place: int) -> Callable[[str], tuple[float, float, float]]:
        """Return the function that tells where the shape of a letter begins, ends and how high it is."""
        font = self._writer.fonts[self._name(place)].ttfont
        names, outlines, scale = font.getBestCmap(), font["glyf"], POINT / font["head"].unitsPerEm

        def shape(letter: str) -> tuple[float, float, float]:
            drawn = outlines[names.get(ord(letter), ".notdef")]
            left, right, top = (getattr(drawn, side, 0) * scale for side in ("xMin", "xMax", "yMax"))
            return left, right, top

        return shape

    def cut(self) -> None:
        """Leave of each face little more than the letters that were written, before the paper itself is."""
        for place, face in enumerate(self._faces):
            if font := self._writer.fonts.get(f"face{place}"):
                whole = font.ttfont
                font.ttfont = cut(face, whole, frozenset(font.subset.get_all_glyph_names()))
                whole.close()

    def close(self) -> None:
        """Close the font files; nothing is written afterwards."""
        for font in self._writer.fonts.values():
            font.close()

    def _name(self, place: int) -> str:
        """Return what the writer calls the face at `place` of the chain."""
        name = f"face{place}"
        if name not in self._writer.fonts:
            face = self._faces[place]
            self._writer.fonts[name], version = _opened(face, name, len(self._writer.fonts) + 1)
            self._writer.pdf_version = max(self._writer.pdf_version, version)
        return name

    def _measured(self, place: int, letter: str) -> float:
        return float(self._writer.fonts[self._name(place)].get_text_width(letter, 100, None)[1]) / 100 * POINT

    def _runs(self, text: str) -> tuple[tuple[int, str], ...]:
        """Return `text` in pieces, each with the place of its face: a word is drawn by one face if any has it whole."""
        if self._plain.issuperset(text):
            return ((0, text),)
        placed = [(place, letter) for word in _WORDS.findall(text) for place, letter in self._placed(word)]
        return tuple((place, "".join(each for _, each in run)) for place, run in groupby(placed, lambda pair: pair[0]))

    def _placed(self, word: str) -> list[tuple[int, str]]:
        whole = [place for place, face in enumerate(self._faces) if self._has(face, word)]
        if whole:
            return [(whole[0], letter) for letter in word]
        return [(self._first_with(letter), letter) for letter in word]

    def _has(self, face: Face, word: str) -> bool:
        """Return whether a face draws all of `word` well.

        Chinese faces set marks beside the letter, not over it, and make an apostrophe as wide as a character.
        """
        is_marked = any(map(_is_mark, word)) or (len(word) > 1 and not APOSTROPHES.isdisjoint(word))
        return letters(face).issuperset(word) and (face is self._faces[-1] or not is_marked)

    def _first_with(self, letter: str) -> int:
        able = [place for place, face in enumerate(self._faces) if letter in letters(face)] or [0]
        return able[-1 if _is_mark(letter) else 0]


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) > 0


@lru_cache(maxsize=8)
def _read(face: Face, name: str) -> tuple[Any, str]:
    """Return a face as the writer reads it, letter by letter of ten thousands, and which PDF may hold it: once for all.

    It is closed, and for papers to be copied: see `_opened`.
    """
    reader: Any = FPDF()
    reader.add_font(name, "", face.path, collection_font_number=face.number)
    reader.fonts[name].close()
    return reader.fonts[name], reader.pdf_version


def _opened(face: Face, name: str, number: int) -> tuple[Any, str]:
    """Return a face for one paper, to be its font of this number: what it tells of letters is that of all papers."""
    read, version = _read(face, name)
    font = copy(read)
    # With `recalcBBoxes` each outline would be traced three times to find a box that no reader needs to be so tight.
    font.ttfont = TTFont(face.path, recalcTimestamp=False, recalcBBoxes=False, fontNumber=face.number, lazy=True)
    for unwritten in SHAPING & set(font.ttfont.keys()):
        del font.ttfont[unwritten]
    font.i, font.cw, font.missing_glyphs = number, read.cw.copy(), []
    font.subset = SubsetMap(font)
    return font, version
