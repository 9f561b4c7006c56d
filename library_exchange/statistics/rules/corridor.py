"""The corridor diagram: settlements as points, rivers as lines, no borders; where each label finds room.

Coordinates come in degrees and leave in units of the drawing, whose origin is its upper left corner.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WEST, EAST, SOUTH, NORTH = 119.0, 141.0, 42.0, 53.5
WIDTH, HEIGHT = 960.0, 720.0
MARGIN = 24.0
LETTER, HAN, LINE = 8.2, 15.0, 19.0
"""Widths of a letter and of a Chinese character, and the height of a label, at 15 units."""
THINNEST, THICKEST = 1.5, 10.0
DOT = 6.0
CLOSEST = 26.0
"""How near two points may come."""

Point = tuple[float, float]


def placed(lon: float, lat: float) -> Point:
    """Return where a place lies in the drawing; what lies outside of the region stands at its edge."""
    x = MARGIN + (min(max(lon, WEST), EAST) - WEST) / (EAST - WEST) * (WIDTH - 2 * MARGIN)
    y = MARGIN + (NORTH - min(max(lat, SOUTH), NORTH)) / (NORTH - SOUTH) * (HEIGHT - 2 * MARGIN)
    return round(x, 1), round(y, 1)


def is_outside(lon: float, lat: float) -> bool:
    """Whether a place lies beyond the drawing, so that it stands at the edge."""
    return not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH)


def apart(points: Mapping[str, Point]) -> dict[str, Point]:
    """Return the points with those that lie on each other moved apart: twin cities on two banks must both be seen."""
    found: dict[str, Point] = {}
    for key, (x, y) in points.items():
        for other_x, other_y in found.values():
            distance = math.hypot(x - other_x, y - other_y)
            if distance < CLOSEST:
                dx, dy = ((x - other_x) / distance, (y - other_y) / distance) if distance else (1.0, 0.0)
                x, y = other_x + dx * CLOSEST, other_y + dy * CLOSEST
        found[key] = (round(x, 1), round(y, 1))
    return found


def path(course: Iterable[Sequence[float]]) -> str:
    """Return a course of longitudes and latitudes as an SVG path."""
    points = [placed(*pair) for pair in course]
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def thickness(copies: int, most: int) -> float:
    """Return how thick a line for `copies` is when the thickest stands for `most`: areas are what eyes compare."""
    return round(THINNEST + (THICKEST - THINNEST) * math.sqrt(copies / most), 1) if most else THINNEST


@dataclass(frozen=True)
class Label:
    """Where a label stands: its beginning, middle or end (`anchor`) at x, its base line at y."""

    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class Box:
    """A rectangle that nothing else may cover."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        """Whether the two cover each other in part."""
        is_beside = self.right <= other.left or other.right <= self.left
        is_above = self.bottom <= other.top or other.bottom <= self.top
        return not (is_beside or is_above)

    @property
    def is_inside(self) -> bool:
        """Whether it lies within the drawing."""
        return self.left >= 0 and self.top >= 0 and self.right <= WIDTH and self.bottom <= HEIGHT


def width_of(text: str) -> float:
    """Return how wide a label is, a little more rather than less."""
    return sum(HAN if ord(letter) > 0x2E7F else LETTER for letter in text)


def _tries(point: Point, width: float) -> Iterable[tuple[Label, Box]]:
    """Return where a label may stand, the best place first: beside, above, below, and the corners a step further."""
    x, y = point
    for far in (0.0, LINE, 2 * LINE):
        for anchor, start, dx in (("start", x, DOT + 4), ("end", x - width, -DOT - 4), ("middle", x - width / 2, 0.0)):
            steps = (0.0,) if anchor != "middle" and far == 0 else (-DOT - LINE / 2 - far, DOT + LINE / 2 + far)
            for dy in steps:
                left, middle = start + dx, y + dy
                box = Box(left, middle - LINE / 2, left + width, middle + LINE / 2)
                yield Label(round(x + dx, 1), round(middle + LINE / 4, 1), anchor), box


def labelled(points: Mapping[str, Point], names: Mapping[str, str]) -> dict[str, Label]:
    """Return where the name of each point stands so that no two cover each other, nor a point.

    The order of `points` is that of importance: who comes first chooses first. Where nothing is free the name is left
    out; the table beside the drawing has it.
    """
    taken = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in points.values()]
    found: dict[str, Label] = {}
    for key, point in points.items():
        for label, box in _tries(point, width_of(names[key])):
            if box.is_inside and not any(box.overlaps(other) for other in taken):
                found[key] = label
                taken.append(box)
                break
    return found
