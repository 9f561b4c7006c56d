"""Faces cut down to the letters that papers of this process have had: a face whole has tens of thousands.

The writer of PDF reads a face to the end to leave out of it what a paper does not show, which takes ten times as long
as to write the paper. From a face that was cut before it leaves out the same, and what stays is the same.
"""

from collections.abc import Set
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from library_exchange.documents.fonts import Face

ALPHABETS = (range(0x20, 0x530), range(0x2000, 0x2070), range(0x3000, 0x3030), range(0xFF00, 0xFF61))
"""Latin and Cyrillic letters and the signs between words, those of Chinese too: kept from the first paper on."""
MOST = 4_000
"""So many shapes of letters are kept of one face; beyond that it is cut anew, to those of the paper at hand."""
KEPT_FACES = 8


@dataclass(frozen=True)
class Cut:
    """A face with some of its letters, as a font file, and the names of their shapes in the order of the file."""

    shapes: frozenset[str]
    order: list[str]
    content: bytes


CUTS: dict[Face, Cut] = {}
"""Each face as it was cut last."""


def cut(face: Face, whole: Any, shapes: Set[str]) -> Any:
    """Return `face`, given `whole`, with these shapes of letters and perhaps some more; `whole` is used up for it."""
    known = CUTS.get(face)
    if known is None or not known.shapes >= shapes:
        former = known.shapes if known and len(known.shapes | shapes) <= MOST else _alphabets(whole)
        if len(CUTS) >= KEPT_FACES:
            CUTS.clear()
        known = CUTS[face] = _made(whole, former | shapes)
    font = TTFont(BytesIO(known.content), recalcTimestamp=False, recalcBBoxes=False, lazy=True)
    font.setGlyphOrder(list(known.order))
    return font


def _alphabets(whole: Any) -> frozenset[str]:
    shapes = whole.getBestCmap()
    return frozenset(shapes[code] for codes in ALPHABETS for code in codes if code in shapes)


def _made(whole: Any, shapes: frozenset[str]) -> Cut:
    # What else the writer leaves out, it leaves out later.
    cutter = Subsetter(Options(notdef_outline=True, recommended_glyphs=True, glyph_names=True, name_IDs=["*"]))
    cutter.populate(glyphs=shapes)
    cutter.subset(whole)
    written = BytesIO()
    order = list(whole.getGlyphOrder())
    whole.save(written)
    return Cut(shapes, order, written.getvalue())
