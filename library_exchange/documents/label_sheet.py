"""Sheets of small labels to be stuck on books: twenty-four on an A4 page, each with its shelf mark and a QR code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from library_exchange.documents.paper import LEADING, SOFT, Paper
from library_exchange.documents.typecase import POINT

ACROSS, DOWN = 3, 8
ON_A_SHEET = ACROSS * DOWN
WIDTH_MM, HEIGHT_MM, TOP_MM = 70.0, 37.0, 0.5
EDGE_MM, CODE_MM = 4.5, 15.0
SHELF_MARK_PT, TITLE_PT, OWNER_PT = (20.0, 16.0, 13.0, 10.0, 8.0), 8.0, 6.5
MOST_TITLE_LINES = 2


@dataclass(frozen=True)
class ShelfLabel:
    """What stands on a label; `code` is the number of the copy, "" for one without."""

    shelf_mark: str
    title: str
    owner: str
    code: str


class _Sheets(Paper):
    """Pages of labels without margins, heads and feet."""

    def stick(self, place: int, label: ShelfLabel) -> None:
        """Draw the label at its place, counted through all sheets from 0."""
        on_sheet = place % ON_A_SHEET
        x = on_sheet % ACROSS * WIDTH_MM + EDGE_MM
        top = TOP_MM + on_sheet // ACROSS * HEIGHT_MM
        y, room = top + EDGE_MM - 1, WIDTH_MM - 2 * EDGE_MM
        size, lines = self._fitting(label.shelf_mark, room)
        for line in lines:
            self._write(x, y, line, size, bold=True)
            y += size * POINT * LEADING
        beside = room - (CODE_MM + 2 if label.code else 0)
        for line in self._shortened(label.title, beside):
            self._write(x, y, line, TITLE_PT)
            y += TITLE_PT * POINT * LEADING
        foot = top + HEIGHT_MM - EDGE_MM - 2 * TITLE_PT * POINT
        self._write(x, foot, self._broken(label.owner, beside, OWNER_PT)[0], OWNER_PT, SOFT)
        if label.code:
            self._write(x, foot + OWNER_PT * POINT * LEADING, self._broken(label.code, beside, TITLE_PT)[0], TITLE_PT)
            self.qr_at(label.code, x + room - CODE_MM, top + HEIGHT_MM - EDGE_MM - CODE_MM + 1, CODE_MM)

    def turn(self) -> None:
        """Begin a sheet."""
        self._pdf.add_page()

    def _fitting(self, text: str, room: float) -> tuple[float, list[str]]:
        """Return the largest letters in which a shelf mark stands on one line, else those of two."""
        for size in SHELF_MARK_PT:
            lines = self._broken(text, room, size)
            if len(lines) == 1:
                return size, lines
        return SHELF_MARK_PT[-1], self._broken(text, room, SHELF_MARK_PT[-1])[:2]

    def _shortened(self, text: str, room: float) -> list[str]:
        lines = self._broken(text, room, TITLE_PT)
        if len(lines) <= MOST_TITLE_LINES:
            return lines
        last = lines[MOST_TITLE_LINES - 1].rstrip()
        return [*lines[: MOST_TITLE_LINES - 1], f"{last[:-1]}…"]

    def made(self) -> bytes:
        """Return the PDF."""
        return bytes(self._pdf.output())


def sheets(labels: Sequence[ShelfLabel], first: int, title: str, made_on: date, font: Path) -> bytes:
    """Return labels as a PDF; the `first` places of the first sheet stay free, since that much of it is used."""
    paper = _Sheets(font, made_on, title)
    for place, label in enumerate(labels, first):
        if place == first or place % ON_A_SHEET == 0:
            paper.turn()
        paper.stick(place, label)
    return paper.made()
