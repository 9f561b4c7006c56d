"""References as programs for them write them, RIS and BibTeX, taken apart into what each tells of a book."""

import re
from collections.abc import Iterator

from library_exchange.core.text import one_line

Cells = dict[str, str]
_RIS_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9])\s\s?-(?:\s(?P<value>.*))?")
_RIS = {
    **dict.fromkeys(("TI", "T1", "BT"), "title"),
    **dict.fromkeys(("AU", "A1"), "author"),
    **dict.fromkeys(("PY", "Y1", "DA"), "year"),
    "SN": "isbn",
    "PB": "publisher",
    "CY": "place",
    "T3": "series",
    "VL": "volume",
    "SP": "pages",
    "N1": "remark",
}
_BIBTEX_BEGINS = re.compile(r"@[A-Za-z]{3,20}\s*\{")
_BIBTEX_ENTRY = re.compile(r"@(?P<kind>[A-Za-z]{3,20})\s*\{\s*(?P<key>[^\s,{}]{0,80})\s*,")
_BIBTEX_FIELD = re.compile(r"\s*(?P<name>[A-Za-z]{2,20})\s*=\s*(?:(?P<open>[{\"])|(?P<number>\d{1,5}))")
_BIBTEX = {
    **{name: name for name in ("title", "author", "year", "isbn", "issn", "publisher", "series", "volume")},
    **dict.fromkeys(("address", "location"), "place"),
    "date": "year",
    "pagetotal": "pages",
    "note": "remark",
}
_NO_BOOK = frozenset({"comment", "preamble", "string"})
_YEAR = re.compile(r"(?<!\d)(?:1[4-9]|20)\d\d(?!\d)")
_TEX = re.compile(r"\\([&%$#_{}])|[{}]")


def rows_in(text: str) -> list[list[str]] | None:
    """Return the references of a text as rows below a row with the names of their columns; None if it has none."""
    references = cells_in(text)
    if references is None:
        return None
    names = list(dict.fromkeys(name for cells in references for name in cells))
    return [names, *([cells.get(name, "") for name in names] for cells in references)]


def cells_in(text: str) -> list[Cells] | None:
    """Return what each reference of a text tells, by the names of columns; None if the text is none of references."""
    head = text.lstrip("\ufeff \r\n\t")
    if re.match(r"TY\s\s?-\s", head):
        found = list(_of_ris(head))
    elif _BIBTEX_BEGINS.match(head):
        found = list(_of_bibtex(head))
    else:
        return None
    return [cells for cells in map(_settled, found) if cells] or None


def _of_ris(text: str) -> Iterator[dict[str, list[str]]]:
    told: dict[str, list[str]] = {}
    for line in text.splitlines():
        found = _RIS_LINE.fullmatch(line.strip())
        if found is None:
            continue
        if found["tag"] in ("TY", "ER"):
            yield told
            told = {}
        elif (name := _RIS.get(found["tag"])) and one_line(found["value"] or ""):
            told.setdefault(name, []).append(one_line(found["value"]))
    yield told


def _of_bibtex(text: str) -> Iterator[dict[str, list[str]]]:
    at = 0
    while entry := _BIBTEX_ENTRY.search(text, at):
        told: dict[str, list[str]] = {}
        at = entry.end()
        while field := _BIBTEX_FIELD.match(text, at):
            value, at = _value(text, field)
            if name := _BIBTEX.get(field["name"].lower()):
                told[name] = _names(value) if name == "author" else [value]
            sign = re.compile(r"\s*,").match(text, at)
            at = sign.end() if sign else at
        if entry["kind"].lower() not in _NO_BOOK:
            yield told


def _value(text: str, field: re.Match[str]) -> tuple[str, int]:
    """Return the value of a field, and where it ends: at the bracket or the mark that closes it."""
    if field["number"]:
        return field["number"], field.end()
    start, depth = field.end(), 0
    for at in range(start, len(text)):
        sign = text[at]
        if depth == 0 and sign == ("}" if field["open"] == "{" else '"'):
            return one_line(_TEX.sub(r"\1", text[start:at])), at + 1
        depth += {"{": 1, "}": -1}.get(sign, 0) if text[at - 1] != "\\" else 0
    return one_line(_TEX.sub(r"\1", text[start:])), len(text)


def _names(value: str) -> list[str]:
    return [name for name in re.split(r"\s+and\s+", value) if name]


def _settled(told: dict[str, list[str]]) -> Cells:
    """Return one value for each column: names side by side, the year of a date."""
    cells = {name: "; ".join(values) if name == "author" else values[0] for name, values in told.items() if values}
    if "year" in cells and (year := _YEAR.search(cells["year"])):
        cells["year"] = year[0]
    if "pages" in cells and not cells["pages"].isdigit():
        del cells["pages"]
    return cells
