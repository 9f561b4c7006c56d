"""Style sheets, scripts and drawings: compressed once, kept by browsers for a year under an address with their hash."""

import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join
from werkzeug.utils import send_file

from library_exchange.web.compression import is_text, packed, takes_gzip

YEAR_S = 365 * 24 * 3600
BEST = 9
DIGITS = 12


class PageSessions(SecureCookieSessionInterface):
    """Sessions of pages alone: files are the same for everybody, so caches need not look at cookies."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint != "static":
            super().save_session(app, session, response)


@dataclass(frozen=True)
class Static:
    """A file of ours as it is sent: its hash, and its content compressed if that makes it shorter."""

    digest: str
    compressed: bytes | None


@lru_cache(maxsize=256)
def _prepared(path: Path, _changed_ns: int, _size: int) -> Static:
    content = path.read_bytes()
    shorter = packed(content, BEST) if is_text(_kind(path)) else content
    return Static(hashlib.sha256(content).hexdigest()[:DIGITS], shorter if len(shorter) < len(content) else None)


def find(folder: Path, name: str) -> tuple[Path, Static] | None:
    """Return the file `name` below `folder`, prepared; a file that has changed is prepared anew."""
    joined = safe_join(str(folder), name)
    path = Path(joined) if joined else None
    if path is None or not path.is_file():
        return None
    seen = path.stat()
    return path, _prepared(path, seen.st_mtime_ns, seen.st_size)


def init_app(app: Flask) -> None:
    """Have `app` send its static files this way and put the hash into their addresses."""
    app.view_functions["static"] = _send
    app.session_interface = PageSessions()
    app.url_defaults(_add_hash)


def _folder() -> Path:
    return Path(str(current_app.static_folder))


def _add_hash(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (found := find(_folder(), values["filename"])):
        values["v"] = found[1].digest


def _send(filename: str) -> Response:
    found = find(_folder(), filename)
    if found is None:
        raise NotFound
    path, static = found
    is_packed = static.compressed is not None and takes_gzip() and "Range" not in request.headers
    answer = _packed_answer(path, static) if is_packed else _plain_answer(path, static)
    if static.compressed is not None:
        answer.vary.add("Accept-Encoding")
    return _with_lifetime(answer, is_fixed=request.args.get("v") == static.digest)


def _packed_answer(path: Path, static: Static) -> Response:
    answer = Response(static.compressed, mimetype=_kind(path))
    answer.content_encoding = "gzip"
    answer.set_etag(f"{static.digest}-gzip")
    answer.make_conditional(request)
    return answer


def _plain_answer(path: Path, static: Static) -> Response:
    answer = send_file(path, request.environ, _kind(path), etag=static.digest, response_class=Response)
    return current_app.make_response(answer)


def _kind(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def _with_lifetime(answer: Response, is_fixed: bool) -> Response:
    """A hashed address never gets another content; without the hash, or with an old one, browsers ask each time."""
    answer.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable" if is_fixed else "no-cache"
    return answer
