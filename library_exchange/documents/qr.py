"""QR codes for papers, as dark and light modules."""

from collections.abc import Sequence

import segno


def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the QR code of `text` as rows of dark (True) and light modules, without a border."""
    return tuple(tuple(bool(cell) for cell in row) for row in segno.make(text, micro=False, error="m").matrix)


def dark_runs(row: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the runs of dark modules in a row as (start, length)."""
    found: list[tuple[int, int]] = []
    for number, is_dark in enumerate(row):
        if not is_dark:
            continue
        if found and sum(found[-1]) == number:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((number, 1))
    return found
