"""Files to keep: named in the language of who fetches them, and in Latin letters for browsers that know no others."""

import re
from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Response, send_file, url_for

from library_exchange.core.errors import InvalidInput
from library_exchange.core.i18n import _l

_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')
"""What a file may not be called on every system, and spaces."""
LONGEST = 120
PDF = "application/pdf"
FOR_SPREADSHEETS = {"csv": "CSV", "xlsx": "xlsx"}
"""The forms in which a list can be taken along, and what they are called."""
MOST_ROWS, ROWS_AT_ONCE = 10_000, 500
"""How many rows of a list a file has at most, and how many are read at a time."""
_TOO_MANY_ROWS = _l(
    "This list is too long for one file, which has at most 10 000 rows. Go back and take it in parts, by the filters of"
    " the page."
)

Row = TypeVar("Row")


def spreadsheets(endpoint: str, **values: Any) -> list[tuple[str, str]]:
    """Return the ways to the files of a list, each with its name; `values` are the filters of the page, too."""
    return [(name, url_for(endpoint, form=form, **values)) for form, name in FOR_SPREADSHEETS.items()]


def require_fits(count: int) -> None:
    """Raise InvalidInput for a list of more rows than a file has: none is silently shorter than its list."""
    if count > MOST_ROWS:
        raise InvalidInput(sentence=_TOO_MANY_ROWS, rows=count)


def every_row(page_of: Callable[[int, int], tuple[int, Sequence[Row]]]) -> Iterator[Row]:
    """Yield the rows of a list, read in pieces: `page_of` takes how many and after how many, and tells how many in all.

    Raises InvalidInput, before the first row, for a list of more than `MOST_ROWS`.
    """
    for offset in range(0, MOST_ROWS, ROWS_AT_ONCE):
        total, rows = page_of(ROWS_AT_ONCE, offset)
        require_fits(total)
        yield from rows
        if total <= offset + ROWS_AT_ONCE:
            return


def download(content: bytes, kind: str, name: str, told: Any) -> Response:
    """Return a file of the media type `kind`: `name` has Latin letters alone, `told` says in words what it is.

    RFC 6266: who does not understand `filename*` takes `filename`, which stands first.
    """
    return named(send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=name), name, told)


def named(answer: Response, name: str, told: Any) -> Response:
    """Return the answer with a file in it, named as in `download`."""
    ending = name.rpartition(".")[2]
    spoken = f"{_UNFIT.sub(' ', str(told)).strip()[:LONGEST]}.{ending}"
    names = f"filename=\"{name}\"; filename*=UTF-8''{quote(spoken, safe='')}"
    answer.headers["Content-Disposition"] = f"attachment; {names}"
    return answer
