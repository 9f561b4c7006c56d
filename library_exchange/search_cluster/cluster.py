"""Asking the cluster: one kept connection for each thread that needs one, one error for every way of not answering."""

import json
import logging
import time
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote, urlsplit

from urllib3 import HTTPConnectionPool, Timeout, connection_from_url, make_headers
from urllib3.exceptions import HTTPError, ProtocolError

from library_exchange.search.errors import IndexAway, IndexDamaged

_log = logging.getLogger(__name__)

NAME = "library-exchange"
"""With what the names of our indices begin, unless the address of the cluster has another name behind the host."""
CONNECTIONS = 16
CONNECT_S, ANSWER_S, TIDYING_S = 2.0, 10.0, 600.0
AWAY_S = 5.0
"""So long, in seconds, a cluster is not asked again that was not reached: pages need not wait for it one by one."""
REPEATABLE = ("GET", "POST")
"""What can be asked twice: a connection that was kept may have been closed at the other end."""
_MISSING = 404


class Cluster:
    """A cluster at an address of the operator's, as in https://user:password@host:9200/name; from many threads."""

    def __init__(self, url: str, away_s: float = AWAY_S) -> None:
        parts = urlsplit(url)
        self.name = parts.path.strip("/") or NAME
        self._away_s = away_s
        self._away_until = 0.0
        self._headers = {"Content-Type": "application/json", "Connection": "keep-alive"}
        if parts.username is not None:
            known = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            self._headers |= make_headers(basic_auth=known)
        self._host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        self._pool = self._opened()

    def _opened(self) -> HTTPConnectionPool:
        return connection_from_url(self._host, maxsize=CONNECTIONS, block=False, retries=False)

    def ask(
        self, method: str, path: str, body: Any = None, *, but: Sequence[int] = (), answer_s: float = ANSWER_S
    ) -> Any:
        """Return what the cluster answers, None where its answer is one of the states `but`.

        Raises `IndexDamaged` where there is no such index, `IndexAway` where nothing or a failure is answered.
        """
        return self._answered(method, path, None if body is None else _written(body), but, answer_s)

    def ask_lines(self, path: str, lines: Iterable[bytes]) -> Any:
        """Return what the cluster answers to several things that are said in one call."""
        return self._answered("POST", path, b"\n".join(lines) + b"\n", (), ANSWER_S * 6)

    def close(self) -> None:
        """Let go of the connections; the next question opens new ones."""
        old, self._pool = self._pool, self._opened()
        old.close()
        self._away_until = 0.0

    def _answered(self, method: str, path: str, body: bytes | None, but: Sequence[int], answer_s: float) -> Any:
        if time.monotonic() < self._away_until:
            raise IndexAway("search-server-away", cause="not reached a moment ago")
        status, text = self._sent(method, path, body, Timeout(connect=CONNECT_S, read=answer_s))
        if status in but:
            return None
        if status == _MISSING:
            raise IndexDamaged("missing-index", cause=text[:500])
        if not 200 <= status < 300:
            _log.warning("the search server refused %s: %s %s", path.partition("?")[0], status, text[:1000])
            raise IndexAway("search-server-away", cause=f"{status} {text[:500]}")
        try:
            return json.loads(text)
        except ValueError as error:
            raise IndexAway("search-server-away", cause=text[:500]) from error

    def _sent(self, method: str, path: str, body: bytes | None, timeout: Timeout) -> tuple[int, str]:
        ask = partial(self._pool.request, method, path, body=body, headers=self._headers, timeout=timeout)
        try:
            try:
                answer = ask()
            except ProtocolError:
                if method not in REPEATABLE:
                    raise
                answer = ask()
        except HTTPError as error:
            self._away_until = time.monotonic() + self._away_s
            raise IndexAway("search-server-away", cause=repr(error)) from error
        return answer.status, answer.data.decode("utf-8", "replace")


def lines(*said: Any) -> list[bytes]:
    """Return what is said as lines of a call of several things."""
    return [_written(each) for each in said]


def _written(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
