"""Official forms: boxes at fixed places, each with its captions in small letters and what is entered below them."""

from collections.abc import Sequence

from library_exchange.documents.paper import INK, LEADING, MARGIN, PADDING, SOFT, Cell, Column, Paper
from library_exchange.documents.typecase import POINT

CAPTION_PT = 5.5
TITLE_PT, NOTE_PT = 13.0, 5.5
CROSS = "×"
ENTRY_PT = (9.0, 8.0, 7.0, 6.0, 5.0, 4.5)
"""Sizes of what is entered: the largest with which all of it stands in its box is taken."""


class FormPaper(Paper):
    """A paper on which forms are drawn, too; places are millimetres from the upper left corner of the page."""

    def entry(
        self,
        at: tuple[float, float],
        size: tuple[float, float],
        captions: Sequence[str] = (),
        lines: Sequence[str] = (),
        largest: float = ENTRY_PT[0],
    ) -> None:
        """Draw a box of a size at a place: its captions, and below them as many `lines` as it has room for."""
        (x, y), (width, height) = at, size
        self._box(x, y, width, height)
        room = width - 2 * PADDING
        down = y + PADDING * 0.7
        for text in captions:
            for line in self._broken(text, room, CAPTION_PT):
                self._write(x + PADDING, down, line, CAPTION_PT, SOFT)
                down += CAPTION_PT * POINT * LEADING
        points, laid = self._fitted([text for text in lines if text], room, y + height - down, largest)
        for line in laid:
            self._write(x + PADDING, down, line, points, INK)
            down += points * POINT * LEADING

    def free_entry(
        self, at: tuple[float, float], size: tuple[float, float], lines: Sequence[str], largest: float
    ) -> None:
        """Write lines into a room without a frame, as large as they fit it."""
        (x, y), (width, height) = at, size
        points, laid = self._fitted(lines, width - 2 * PADDING, height, largest)
        for number, line in enumerate(laid):
            self._write(x + PADDING, y + number * points * POINT * LEADING, line, points)

    def choice(self, at: tuple[float, float], text: str, is_chosen: bool, points: float) -> None:
        """Draw a small square, crossed if it is chosen, and its name beside it."""
        (x, y), side = at, points * POINT
        self._box(x, y + side * 0.12, side, side)
        if is_chosen:
            self._write(x + (side - self.measure(points)(CROSS)) / 2, y, CROSS, points)
        self._write(x + side + 1, y, self._letters.drawable(text), points)

    def title_at(
        self, at: tuple[float, float], size: tuple[float, float], names: Sequence[str], notes: Sequence[str]
    ) -> None:
        """Write what a form is called, large, and small notes below it."""
        (x, y), (width, _height) = at, size
        for number, name in enumerate(names):
            points = TITLE_PT if number == 0 else TITLE_PT * 0.7
            for line in self._broken(name, width, points):
                self._write(x, y, line, points, bold=True)
                y += points * POINT * LEADING
        for line in (each for note in notes for each in self._broken(note, width, NOTE_PT)):
            self._write(x, y + 0.5, line, NOTE_PT, SOFT)
            y += NOTE_PT * POINT * LEADING

    def _fitted(self, lines: Sequence[str], width: float, height: float, largest: float) -> tuple[float, list[str]]:
        """Return the size in which `lines` fit a box, and them as broken; those that never fit end in dots."""
        for points in (each for each in ENTRY_PT if each <= largest):
            laid = [line for text in lines for line in self._broken(text, width, points)]
            most = int(height / (points * POINT * LEADING))
            if len(laid) <= most:
                return points, laid
        cut = laid[: max(most, 1)]
        return points, [*cut[:-1], f"{cut[-1][:-1]}…"]

    def new_page(self) -> None:
        """Go on on a new page."""
        self._turn_over()

    @property
    def here(self) -> float:
        """Where the paper stands."""
        return self._y

    def go_to(self, y: float) -> None:
        """Go on writing at `y`."""
        self._y, self._clear = y, 0.0

    def heights(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], size: float) -> list[float]:
        """Return how high each row would stand."""
        return [self._height(columns, row, size) for row in rows]

    def ruled(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Cell]],
        size: float,
        until: float | None = None,
        shaded: frozenset[int] = frozenset(),
    ) -> None:
        """Write rows where the paper stands, the `shaded` ones grey; empty columns go on `until` the next box."""
        every = frozenset(range(len(columns)))
        for number, row in enumerate(rows):
            self._row(columns, row, size, every if number in shaded else frozenset())
        if until is not None and until > self._y:
            x = MARGIN
            for column in columns:
                self._box(x, self._y, self._column_width(column), until - self._y)
                x += self._column_width(column)
            self._y = until
