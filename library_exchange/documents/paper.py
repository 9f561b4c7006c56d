"""A4 papers in both scripts: headings in several languages, facts, tables with repeated heads, labels, page numbers.

Lengths are millimetres, sizes of letters points. The same content made on the same day gives the same bytes.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from library_exchange.documents.address_label import LabelBlock, laid_out
from library_exchange.documents.breaking import lines
from library_exchange.documents.press import Draw, Part, Rehearsal, begun, nothing, press
from library_exchange.documents.qr import dark_runs, modules
from library_exchange.documents.typecase import POINT, SMALLEST_BOLD_PT, Typecase

MARGIN = 12.0
FOOT = 9.0
LEADING = 1.3
BOLD_STROKE = 0.014
"""Weight added to bold letters, in parts of their size: the font comes in one weight."""
HEADING_PT, BODY_PT, SMALL_PT = 15.0, 9.0, 7.5
QR_MM = 20.0
LABEL_QR_MM = 17.0
SIGN_MM, GAP = 9.0, 2.0
STAMP_MM = 38.0
PADDING = 1.1
INK, SOFT, SHADE, RULE = 0, 90, 238, 120

Orientation = Literal["portrait", "landscape"]
Align = Literal["left", "right", "center"]


@dataclass(frozen=True)
class Cell:
    """What stands in a cell: lines of text, the first in full size, `more` smaller below."""

    text: str
    more: tuple[str, ...] = ()
    is_bold: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a table: the heads of one name in several languages, and its share of the width."""

    heads: tuple[str, ...]
    share: float
    align: Align = "left"


class Paper:
    """A PDF being written, from top to bottom; `made_on` is the day it bears."""

    def __init__(self, font: Path, made_on: date, title: str) -> None:
        self._parts: list[Part] = []
        self._pdf = begun(made_on, title)
        self._letters = Typecase(font, self._pdf)
        self._y = MARGIN
        self._clear = 0.0
        self._broken = lru_cache(maxsize=None)(self._break)

    # Pages --------------------------------------------------------------------------------------------------------

    def begin(self, foot: str, orientation: Orientation = "portrait") -> None:
        """Begin a part with pages of its own; `foot` stands at the foot of each beside its number."""
        self._pdf.add_page(orientation=orientation)
        self._parts.append(Part(self._pdf.page, foot))
        self._y = MARGIN

    @property
    def width(self) -> float:
        """The width between the margins."""
        return float(self._pdf.w) - 2 * MARGIN

    @property
    def bottom(self) -> float:
        """Where the foot begins."""
        return float(self._pdf.h) - MARGIN - FOOT

    def space(self, height: float) -> None:
        """Leave room."""
        self._y += height

    def _turn_over(self) -> None:
        self._pdf.add_page(orientation="landscape" if self._pdf.w > self._pdf.h else "portrait")
        self._y = MARGIN

    def room_for(self, height: float) -> bool:
        """Make sure that `height` fits above the foot; return whether a new page was begun for it."""
        if self._y + height <= self.bottom or self._y <= MARGIN:
            return False
        self._turn_over()
        return True

    def height_of(self, draw: Draw) -> float:
        """Return how high what `draw` writes over the whole width would stand; nothing is written."""
        writer, y, clear = self._pdf, self._y, self._clear
        self._pdf, self._y, self._clear = Rehearsal(writer), MARGIN, 0.0
        draw()
        height = self._y - MARGIN
        self._pdf, self._y, self._clear = writer, y, clear
        return height

    # Text ---------------------------------------------------------------------------------------------------------

    def measure(self, size: float) -> Callable[[str], float]:
        """Return the function that measures a text in letters of `size`."""
        return lambda text: self._letters.width(text) * size

    def _break(self, text: str, width: float, size: float) -> list[str]:
        return lines(self._letters.drawable(text), width, self.measure(size))

    def _write(self, x: float, y: float, text: str, size: float, grey: int = INK, bold: bool = False) -> None:
        """Write one line whose top is at `y`."""
        self._pdf.set_text_color(grey)
        if not bold or size < SMALLEST_BOLD_PT:
            self._letters.write(self._pdf, x, y + size * POINT, text, size)
            return
        self._pdf.set_draw_color(grey)
        self._pdf.set_line_width(size * POINT * BOLD_STROKE)
        with self._pdf.local_context(text_mode=press().enums.TextMode.FILL_STROKE):
            self._letters.write(self._pdf, x, y + size * POINT, text, size)

    def text(self, text: str, size: float = BODY_PT, grey: int = INK, bold: bool = False) -> None:
        """Write a paragraph over the whole width, or beside the QR code."""
        for line in self._broken(text, self.width - (QR_MM + 4 if self._y < self._clear else 0), size):
            self.room_for(size * POINT * LEADING)
            self._write(MARGIN, self._y, line, size, grey, bold)
            self._y += size * POINT * LEADING

    def heading(self, words: Sequence[str], size: float = HEADING_PT) -> None:
        """Write one heading in several languages: the first large and bold, the others below it."""
        first, *others = words
        self.room_for(size * 4 * POINT)
        self.text(first, size, bold=True)
        if others:
            self.text("  ·  ".join(others), size * 0.66, grey=SOFT)
        self.space(2)

    def facts(
        self, rows: Sequence[tuple[str, str]], label_share: float = 0.34, size: float = BODY_PT, end: Draw = nothing
    ) -> None:
        """Write names and values in two columns, with rules between, and on the same page what `end` writes."""
        columns = [Column(("",), label_share), Column(("",), 1 - label_share)]
        self._pass_the_code()
        cells = [[Cell(name), Cell(value)] for name, value in rows]
        self.room_for(sum(self._height(columns, row, size) for row in cells) + GAP + self.height_of(end))
        for row in cells:
            self._row(columns, row, size, shaded={0})
        self.space(GAP)
        end()

    # Tables -------------------------------------------------------------------------------------------------------

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell | str]],
        totals: Sequence[Cell | str] | None = None,
        size: float = BODY_PT,
        start: Draw = nothing,
        end: Draw = nothing,
    ) -> None:
        """Write a table; its head is repeated on each page, and no row is divided between two.

        What `start` writes above it is never without the first row, what `end` writes below it (lines to sign on) never
        without the last row and the totals.
        """
        every = set(range(len(columns)))
        head = [Cell(column.heads[0], column.heads[1:], is_bold=True) for column in columns]
        body = [([_cell(each) for each in row], set[int]()) for row in rows]
        if totals is not None:
            body.append(([Cell(each.text, each.more, is_bold=True) for each in map(_cell, totals)], every))
        heights = [self._height(columns, cells, size) for cells, _shaded in body]
        last = max(len(rows) - 1, 0)
        heights[last:] = [sum(heights[last:]) + GAP + self.height_of(end)]
        self._pass_the_code()
        self.room_for(self.height_of(start) + self._height(columns, head, size) + heights[0])
        start()
        self._row(columns, head, size, shaded=every)
        for number, (cells, shaded) in enumerate(body):
            if 0 < number <= last and self.room_for(heights[number]):
                self._row(columns, head, size, shaded=every)
            self._row(columns, cells, size, shaded)
        self.space(GAP)
        end()

    def _laid(self, column: Column, cell: Cell, size: float) -> list[tuple[str, float, int, bool]]:
        width = self._column_width(column) - 2 * PADDING
        first = [(line, size, INK, cell.is_bold) for line in self._broken(cell.text, width, size)] if cell.text else []
        small = min(size, SMALL_PT)
        rest = [(line, small, SOFT, False) for text in cell.more if text for line in self._broken(text, width, small)]
        return first + rest

    def _column_width(self, column: Column) -> float:
        return self.width * column.share

    def _height(self, columns: Sequence[Column], cells: Sequence[Cell], size: float) -> float:
        laid = [self._laid(column, cell, size) for column, cell in zip(columns, cells, strict=True)]
        return max([sum(line[1] for line in each) for each in laid] + [size]) * POINT * LEADING + 2 * PADDING

    def _row(
        self,
        columns: Sequence[Column],
        cells: Sequence[Cell],
        size: float,
        shaded: frozenset[int] | set[int] = frozenset(),
    ) -> None:
        height = self._height(columns, cells, size)
        self.room_for(height)
        x = MARGIN
        for number, (column, cell) in enumerate(zip(columns, cells, strict=True)):
            width = self._column_width(column)
            self._box(x, self._y, width, height, SHADE if number in shaded else None)
            y = self._y + PADDING
            for line, points, grey, bold in self._laid(column, cell, size):
                self._write(x + self._indent(column.align, width, line, points), y, line, points, grey, bold)
                y += points * POINT * LEADING
            x += width
        self._y += height

    def _indent(self, align: Align, width: float, line: str, size: float) -> float:
        free = width - 2 * PADDING - self.measure(size)(line)
        return PADDING + {"left": 0.0, "right": free, "center": free / 2}[align]

    def _box(self, x: float, y: float, width: float, height: float, shade: int | None = None) -> None:
        self._pdf.set_draw_color(RULE)
        self._pdf.set_line_width(0.15)
        if shade is not None:
            self._pdf.set_fill_color(shade)
        self._pdf.rect(x, y, width, height, style="D" if shade is None else "DF")

    # Boxes and signs ----------------------------------------------------------------------------------------------

    def columns(self, blocks: Sequence[tuple[str, Sequence[str]]], size: float = BODY_PT) -> None:
        """Write blocks of lines side by side in boxes, each under its heading."""
        self._pass_the_code()
        width = self.width / len(blocks)
        column = Column(("",), 1 / len(blocks))
        laid = [
            [*self._laid(column, Cell(name, is_bold=True), size), *self._lines_of(column, block, size)]
            for name, block in blocks
        ]
        height = max(sum(line[1] for line in each) for each in laid) * POINT * LEADING + 2 * PADDING
        self.room_for(height)
        for number, each in enumerate(laid):
            x, y = MARGIN + number * width, self._y + PADDING
            self._box(x, self._y, width, height)
            for line, points, grey, bold in each:
                self._write(x + PADDING, y, line, points, grey, bold)
                y += points * POINT * LEADING
        self._y += height
        self.space(2)

    def _lines_of(self, column: Column, block: Sequence[str], size: float) -> list[tuple[str, float, int, bool]]:
        return [line for text in block for line in self._laid(column, Cell(text), size)]

    def sign_here(self, names: Sequence[str]) -> None:
        """Write lines to sign on, each with its name."""
        width = self.width / len(names)
        most = max(len(self._broken(name, width - 8, SMALL_PT)) for name in names)
        below = max(1 + most * SMALL_PT * POINT * LEADING, SIGN_MM)
        self.room_for(SIGN_MM + below)
        self.space(SIGN_MM)
        for number, name in enumerate(names):
            x = MARGIN + number * width
            self._pdf.set_draw_color(INK)
            self._pdf.set_line_width(0.2)
            self._pdf.line(x, self._y, x + width - 8, self._y)
            for offset, line in enumerate(self._broken(name, width - 8, SMALL_PT)):
                self._write(x, self._y + 1 + offset * SMALL_PT * POINT * LEADING, line, SMALL_PT, SOFT)
        self.space(below)

    def stamp_here(self, names: Sequence[str], height: float = STAMP_MM) -> None:
        """Draw a box for each stamp side by side, with its name in the corner."""
        self._pass_the_code()
        self.room_for(height)
        width = self.width / len(names)
        for number, name in enumerate(names):
            x = MARGIN + number * width
            self._box(x, self._y, width, height)
            for offset, line in enumerate(self._broken(name, width - 2 * PADDING, SMALL_PT)):
                self._write(x + PADDING, self._y + PADDING + offset * SMALL_PT * POINT * LEADING, line, SMALL_PT, SOFT)
        self._y += height
        self.space(2)

    def qr(self, text: str) -> None:
        """Draw a QR code of `text` in the upper right corner of the present page; what follows keeps clear of it."""
        self.qr_at(text, float(self._pdf.w) - MARGIN - QR_MM, MARGIN, QR_MM)
        self._clear = MARGIN + QR_MM + 2

    def _pass_the_code(self) -> None:
        self._y = max(self._y, self._clear)
        self._clear = 0.0

    def qr_at(self, text: str, x: float, y: float, size: float) -> None:
        """Draw a QR code of `text`, `size` wide, at the place given."""
        rows = modules(text)
        module = size / len(rows)
        self._pdf.set_fill_color(INK)
        for down, row in enumerate(rows):
            for across, length in dark_runs(row):
                self._pdf.rect(x + across * module, y + down * module, length * module, module, style="F")

    def label(self, x: float, y: float, width: float, height: float, blocks: Sequence[LabelBlock], code: str) -> None:
        """Draw an address label with its frame: blocks of lines one under another, and a QR code of `code`.

        Its letters are as large as the blocks say, and smaller where only so all of them stand in the frame.
        """
        self._pdf.set_draw_color(INK)
        self._pdf.set_line_width(0.35)
        self._pdf.rect(x, y, width, height, style="D")
        self.qr_at(code, x + width - LABEL_QR_MM - 3, y + height - LABEL_QR_MM - 3, LABEL_QR_MM)
        room, corner = (width - 6, height - 5), (LABEL_QR_MM + 3, LABEL_QR_MM + 3)
        for down, line, points, block in laid_out(blocks, room, corner, self._broken, POINT * LEADING):
            self._write(x + 3, y + 3 + down, line, points, block.grey, block.is_bold)

    def framed(self, columns: Sequence[tuple[float, Sequence[LabelBlock]]], code: str) -> None:
        """Draw a slip over the whole width, to be cut off: columns by their shares of it, and a QR code of `code`.

        It is kept whole on one page. Letters that no page has room for go on without a frame, so that none is lost.
        """
        room = self.width - QR_MM - 9
        laid = [self._in_blocks(blocks, share * room - 4) for share, blocks in columns]
        height = max(QR_MM, *(sum(each.size for _line, each in one) * POINT * LEADING for one in laid)) + 6
        if height > self.bottom - MARGIN:
            for line, block in (pair for one in laid for pair in one):
                self.text(line, block.size, block.grey, block.is_bold)
            return
        self.room_for(height)
        self._box(MARGIN, self._y, self.width, height)
        self.qr_at(code, MARGIN + self.width - QR_MM - 3, self._y + 3, QR_MM)
        x = MARGIN + 3
        for (share, _blocks), lines_of_it in zip(columns, laid, strict=True):
            y = self._y + 3
            for line, block in lines_of_it:
                self._write(x, y, line, block.size, block.grey, block.is_bold)
                y += block.size * POINT * LEADING
            x += share * room
        self._y += height + 5

    def _in_blocks(self, blocks: Sequence[LabelBlock], width: float) -> list[tuple[str, LabelBlock]]:
        lines_of = ((self._broken(text, width, block.size), block) for block in blocks for text in block.lines)
        return [(line, block) for found, block in lines_of for line in found]

    # The end ------------------------------------------------------------------------------------------------------

    def to_bytes(self) -> bytes:
        """Number the pages of each part and return the PDF."""
        last = self._pdf.page
        ends = [part.first_page - 1 for part in self._parts[1:]] + [last]
        for part, end in zip(self._parts, ends, strict=True):
            for page in range(part.first_page, end + 1):
                self._number(page, part, page - part.first_page + 1, end - part.first_page + 1)
        self._pdf.page = last
        self._letters.cut()
        made = bytes(self._pdf.output())
        self._letters.close()
        return made

    def _number(self, page: int, part: Part, number: int, count: int) -> None:
        self._pdf.page = page
        width, height = (each * POINT for each in self._pdf.pages[page].dimensions())
        self._pdf.w, self._pdf.h = width, height
        # The page was left with letters of some other size than the writer believes: say a size anew.
        self._pdf.set_font_size(1)
        right = f"{number} / {count}"
        y = height - MARGIN - SMALL_PT * POINT
        self._write(MARGIN, y, self._letters.drawable(part.foot), SMALL_PT, SOFT)
        self._write(width - MARGIN - self.measure(SMALL_PT)(right), y, right, SMALL_PT, SOFT)


def _cell(given: Cell | str) -> Cell:
    return given if isinstance(given, Cell) else Cell(given)
