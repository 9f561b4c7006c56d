"""Texts go over the line compressed, to those who take gzip, without their length telling what is in them.

Why pages with secrets may be compressed at all: docs/adr/0017.
"""

import gzip
import secrets
from io import BytesIO

from flask import Flask, request
from werkzeug.wrappers import Response

from library_exchange.web.guard import current_actor

SMALLEST_B = 1000
"""Shorter texts fit into one packet of the network as they are."""
LARGEST_FILE_B = 4 * 1024 * 1024
"""Longer files are sent as they are: compressing one would keep it in memory twice."""
MOST_PADDING_B = 100
LEVEL = 6
KINDS = {
    *("application/json", "application/problem+json", "application/manifest+json", "application/javascript"),
    *("application/xml", "application/atom+xml", "application/rss+xml", "image/svg+xml"),
}
FROM_ELSEWHERE = ("cross-site", "same-site")
"""What a browser says (`Sec-Fetch-Site`) of a request that a page of another site had it make."""


def init_app(app: Flask) -> None:
    """Compress the answers of `app`; files under `static` come compressed already."""
    app.after_request(_compress)


def is_text(mimetype: str | None) -> bool:
    """Whether content of this kind becomes much shorter."""
    return bool(mimetype) and (str(mimetype).startswith("text/") or mimetype in KINDS)


def takes_gzip() -> bool:
    """Whether the visitor says that it takes gzip."""
    return request.accept_encodings["gzip"] > 0


def packed(content: bytes, level: int = LEVEL, padding: int = 0) -> bytes:
    """Return `content` as gzip, the same for the same; `padding` more bytes stand in its head as a file name."""
    target = BytesIO()
    with gzip.GzipFile("x" * padding, "wb", level, target, mtime=0) as file:
        file.write(content)
    return target.getvalue()


def _compress(answer: Response) -> Response:
    if request.endpoint == "static" or "Content-Encoding" in answer.headers or not is_text(answer.mimetype):
        return answer
    answer.vary.add("Accept-Encoding")
    if answer.status_code in (204, 206, 304) or answer.cache_control.no_transform or not takes_gzip():
        return answer
    if _could_be_measured() or not _is_at_hand(answer):
        return answer
    _pack(answer)
    return answer


def _could_be_measured() -> bool:
    """Whether another site has this browser ask, with the sign-in of a person, and may be watching the lengths."""
    return current_actor().is_signed_in and request.headers.get("Sec-Fetch-Site") in FROM_ELSEWHERE


def _is_at_hand(answer: Response) -> bool:
    """Whether the content is a text in memory, long enough; a short file is taken there."""
    length = answer.content_length
    if answer.direct_passthrough and length is not None and SMALLEST_B <= length <= LARGEST_FILE_B:
        answer.direct_passthrough = False
        answer.make_sequence()
    return (
        answer.is_sequence and not answer.direct_passthrough and (answer.calculate_content_length() or 0) >= SMALLEST_B
    )


def _pack(answer: Response) -> None:
    answer.set_data(packed(answer.get_data(), padding=secrets.randbelow(MOST_PADDING_B + 1)))
    answer.content_encoding = "gzip"
    # Parts of what is compressed anew each time cannot be put together.
    answer.headers.pop("Accept-Ranges", None)
    tag, is_weak = answer.get_etag()
    if tag is not None and not is_weak:
        answer.set_etag(tag, weak=True)
