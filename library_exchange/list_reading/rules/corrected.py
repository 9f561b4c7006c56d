"""A row that was corrected as one text: what each of its cells holds, also where some were added or left out."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from library_exchange.core.text import folded, one_line
from library_exchange.list_reading.rules import amounts, headings
from library_exchange.list_reading.rules.copies import only_copies
from library_exchange.offers.rules.numbers import read_number

CELLS_APART = " | "
_BARS = re.compile(r"\s*[|｜¦\t]\s*")
_COMMAS = re.compile(r"\s*[,;，；、]\s*")
_EDGES = " ,;，；、"
_PAGES = re.compile(r"\d{1,5}\s*(?:с|стр|страниц\w*|pp?|pages?|页)\.?", re.IGNORECASE)
_LEAST_MET = 2


class Corrected(NamedTuple):
    """The cells of a row, what they hold by their places, and those of which nothing says what they are."""

    cells: list[str]
    names: dict[int, str]
    unclear: list[str]


def corrected(text: str, held: Sequence[str], before: str) -> Corrected | None:
    """Return the cells of a row that was corrected, `held` being what those of the row `before` hold.

    A cell that stands there as before holds what it held; one that was added tells by its form what it holds: a weight
    with its unit, pages, copies, a year, a condition, a number. None for a text that has no cells.
    """
    old = before.split(CELLS_APART)
    if len(old) != len(held):
        old = []
    given = _parted(text, old)
    if given is None:
        return None
    if len(held) < _LEAST_MET:
        found = [(given[0], (held or ("title",))[0] or "title"), *((cell, None) for cell in given[1:])]
    elif old:
        found = list(_named(old, held, given))
    else:
        found = list(zip(given, [*held, *[None] * len(given)], strict=False))
    return _as_told(found)


def _parted(text: str, old: Sequence[str]) -> list[str] | None:
    """Return the cells of a text: between bars, or between commas if most of those from before stand there so."""
    given = _BARS.split(text.strip())
    if len(given) < _LEAST_MET:
        given = [cell for cell in _COMMAS.split(text.strip()) if cell]
        met = {folded(cell) for cell in given} & {folded(cell) for cell in old}
        if len(met) < max(_LEAST_MET, len(old) / 2):
            return None
    if len(given) != len(old):
        given = [cell for cell in given if cell]
    return [part for cell in given for part in _without_added(cell, old)] or None


def _without_added(cell: str, old: Sequence[str]) -> Sequence[str]:
    """Return a cell from before and what was written behind it, if that tells by itself what it is: "3, 600 г"."""
    for each in old:
        behind = cell[len(each) :]
        if folded(cell[: len(each)]) == folded(each) and behind[:1] in (*_EDGES,) and form_of(behind.strip(_EDGES)):
            return each, behind.strip(_EDGES)
    return (cell,)


def _named(old: Sequence[str], held: Sequence[str], given: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Yield the cells with what they hold as those from before did, None for those that were added."""
    same = SequenceMatcher(None, list(map(folded, old)), list(map(folded, given)), autojunk=False)
    for _tag, old_from, old_to, new_from, new_to in same.get_opcodes():
        names: list[str] = list(held[old_from:old_to])
        cells = given[new_from:new_to]
        more = len(cells) - len(names)
        for cell in cells:
            form = form_of(cell) if more > 0 else None
            is_added = not names or (form is not None and form not in held)
            more -= is_added
            yield cell, None if is_added else names.pop(0)


def _as_told(found: Sequence[tuple[str, str | None]]) -> Corrected:
    names = {at: name for at, (_cell, name) in enumerate(found) if name}
    unclear = []
    for at, (cell, name) in enumerate(found):
        form = form_of(cell) if name is None else None
        if form is not None and form not in names.values():
            names[at] = form
        elif name is None and one_line(cell):
            unclear.append(cell)
    return Corrected([cell for cell, _name in found], names, unclear)


def form_of(cell: str) -> str | None:
    """Return what a cell holds that can be told by its form alone, None for any other."""
    isbn, issn, wrong = (
        read_number(cell) if re.fullmatch(r"(?i)(?:isbn|issn)?[\s:№]*[\d\s\-‐‑–—]+[xх]?", cell) else (None,) * 3
    )
    if isbn or issn or wrong:
        return "issn" if issn else "isbn"
    if re.search(r"[^\W\d]", cell) and amounts.weight(cell).value and amounts.weight(cell).is_sure:
        return "weight_g"
    if _PAGES.fullmatch(cell.strip()):
        return "pages"
    if only_copies(cell) is not None:
        return "quantity"
    year = amounts.year(cell)
    if year.value and year.is_sure:
        return "year"
    return "condition" if headings.condition_of(cell) else "language" if headings.language_of(cell) else None
