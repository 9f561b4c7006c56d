"""The table of growth: each thing that was measured, at each size, and how much more it is than at the size before."""

import json
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.ground import show

AT_ALL = ("at", "titles", "libraries")
Measured = dict[int, dict[str, float]]
"""Figures by size and name."""


def read(files: Iterable[Path]) -> Measured:
    """Return what the files tell, the later of two lines of one size."""
    found: Measured = {}
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            found.setdefault(told["titles"], {}).update(_flat(told))
    return found


def _flat(told: dict[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    for name, value in told.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}: ")
        elif name not in AT_ALL and not isinstance(value, str):
            yield f"{before}{name}", value


def rows(found: Measured) -> list[list[str]]:
    """Return a line for each figure that several sizes have."""
    sizes = sorted(found)
    names = dict.fromkeys(name for size in sizes for name in found[size])
    made = []
    for name in names:
        values = [found[size].get(name) for size in sizes]
        if sum(value is not None for value in values) > 1:
            made.append([name, *map(_number, values), *_ratios(values)])
    return made


def _ratios(values: list[float | None]) -> list[str]:
    pairs = pairwise(values)
    return [f"{after / before:.2f}" if before and after is not None else "" for before, after in pairs]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}"


def table(files: Iterable[Path]) -> None:
    """Print it."""
    found = read(files)
    sizes = [f"{size:,}" for size in sorted(found)]
    growth = [f"{before} → {after}" for before, after in pairwise(sizes)]
    show("Growth", ["measured", *sizes, *growth], rows(found))
