"""How the lines of an address label are laid out, so that all of them stand in its frame."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from library_exchange.documents.typecase import SMALLEST_BOLD_PT

SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58)
"""How much smaller than wished letters may be; of those with which everything has room the largest are taken.

Bold ones stay as large as bold is drawn.
"""
GAP_MM = 1.2
"""What stands free between two blocks."""


@dataclass(frozen=True)
class LabelBlock:
    """Lines of one address on a label; `grey` is 0 for black."""

    lines: tuple[str, ...]
    size: float = 9.0
    is_bold: bool = False
    grey: int = 0


Broken = Callable[[str, float, float], Sequence[str]]
"""Breaks a text into lines of a width, in letters of a size."""
Laid = tuple[float, str, float, LabelBlock]
"""A line: how far down it stands, what it says, the size of its letters, its block."""


def laid_out(
    blocks: Sequence[LabelBlock], room: tuple[float, float], corner: tuple[float, float], broken: Broken, step: float
) -> list[Laid]:
    """Return the lines of `blocks` for a room of a width and height, whose lower right corner is taken by a code.

    A line takes `step` times the size of its letters. Too much for the smallest letters goes beyond the room.
    """
    for scale in SCALES:
        laid, end = _laid(blocks, room, corner, broken, scale, step)
        if end <= room[1]:
            break
    return laid


def _laid(
    blocks: Sequence[LabelBlock],
    room: tuple[float, float],
    corner: tuple[float, float],
    broken: Broken,
    scale: float,
    step: float,
) -> tuple[list[Laid], float]:
    """Return the lines at a scale, and where they end; a block that reaches down to the corner leaves it out."""
    (width, height), (corner_width, corner_height) = room, corner
    laid: list[Laid] = []
    down = 0.0
    for block in blocks:
        size = max(block.size * scale, min(block.size, SMALLEST_BOLD_PT) if block.is_bold else 0.0)
        for narrower in (0.0, corner_width):
            lines = [line for text in block.lines for line in broken(text, width - narrower, size)]
            if down + len(lines) * size * step <= height - corner_height:
                break
        for line in lines:
            laid.append((down, line, size, block))
            down += size * step
        down += GAP_MM
    return laid, down - GAP_MM
