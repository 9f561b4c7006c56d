"""A book of which each part is told by its name, in one line: 书名：… 作者：…, «Название: … Автор: …»."""

import re
import unicodedata
from collections.abc import Iterator, Mapping

from library_exchange.core.text import one_line
from library_exchange.list_reading.rules.headings import TITLES, field_of, is_known

_NAME = re.compile(r"(?:^|(?<=[\s,;。.|]))(?P<name>[^\W\d_]{2,20}(?:[\s-][^\W\d_]{1,12})?\.?)\s*:\s*")
_BEFORE = re.compile(r"^(?:\d{1,3}\s*[.)、]\s*|[•·*–—-]\s+)?")
_EDGES = " ,;|。"
_TITLES = frozenset({"книга", "书", "图书"})
"""What names a title where other parts are named, and is none of the headings of tables."""
_OTHER_NAMES = {"出版": "imprint", "изд": "imprint"}
"""What else is called otherwise where parts are named than above the columns of tables."""


def cells_of(text: str) -> tuple[list[str], Mapping[int, str]] | None:
    """Return what a line tells part by part and what each part is; None for one that does not begin so."""
    given = _BEFORE.sub("", one_line(unicodedata.normalize("NFKC", text)))
    names = list(_names_in(given))
    if not names or names[0][1]:
        return None
    ends = [start for _name, start, _end in names[1:]] + [len(given)]
    cells = [given[begin:end].strip(_EDGES) for (_name, _start, begin), end in zip(names, ends, strict=True)]
    kept = [_OTHER_NAMES.get(name.lower()) or field_of(name) for name, _start, _end in names]
    if TITLES.isdisjoint(filter(None, kept)) and len(names) > 1:
        told = zip(names, kept, strict=True)
        kept = ["title" if name.lower() in _TITLES else field for (name, _start, _end), field in told]
    fields = {at: name for at, name in enumerate(kept) if name is not None}
    title = next((at for at, name in fields.items() if name in TITLES), None)
    return None if title is None or not any(map(str.isalnum, cells[title])) else (cells, fields)


def _is_name(word: str) -> bool:
    return is_known(word) or word.lower() in _TITLES or word.lower() in _OTHER_NAMES


def _names_in(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the names of parts, where each begins and where what it names does; of two words the last may be one."""
    for found in _NAME.finditer(text):
        words = found["name"]
        last = re.split(r"[\s-]", words)[-1]
        name = next((each for each in (words, last) if _is_name(each)), None)
        if name is not None:
            yield name, found.start("name") + len(words) - len(name), found.end()
