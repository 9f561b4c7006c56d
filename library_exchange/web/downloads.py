"""Files to keep: named in the language of who fetches them, and in Latin letters for browsers that know no others."""

import re
from io import BytesIO
from typing import Any
from urllib.parse import quote

from flask import Response, send_file

_UNFIT = re.compile(r'[\\/:*?"<>|\s]+')
"""What a file may not be called on every system, and spaces."""
LONGEST = 120
PDF = "application/pdf"


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
