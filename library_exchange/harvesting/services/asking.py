"""Asking a server one question of the protocol, within limits of size and time."""

import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from library_exchange.core import outgoing
from library_exchange.core.outgoing import Bounds, Call, NotReached
from library_exchange.harvesting.rules import answers, formats, requests
from library_exchange.harvesting.rules.answers import NotUnderstood, Repository
from library_exchange.harvesting.rules.runs import Failure

OK, SERVER_ERROR = 200, 500
BUSY, NOT_THERE = (429, 503), (404, 410)
GZIP = b"\x1f\x8b"
MOST_SET_PAGES = 5
SHORTEST_S = 0.5


class Busy(Exception):
    """The server wants to be asked later: when, in its own words."""

    def __init__(self, retry_after: str | None) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Means:
    """What a harvest needs: bounds of answers, the folder of pages as they came, and that of files for imports."""

    bounds: Bounds
    pages: Path
    uploads: Path


def ask(url: str, bounds: Bounds) -> bytes:
    """Return what a server answers. Raises Busy, and NotUnderstood where nothing comes that could be read."""
    try:
        with outgoing.answered(Call(url), bounds) as answer:
            if answer.status in BUSY:
                raise Busy(answer.header("Retry-After"))
            raw = _unpacked(answer.whole(), bounds.most_bytes)
            if answer.status != OK and b"OAI-PMH" not in raw[:2000]:
                raise NotUnderstood(_failure(answer.status), str(answer.status))
            return raw
    except NotReached as fault:
        raise NotUnderstood(Failure(fault.why)) from fault


def _failure(status: int) -> Failure:
    if status in NOT_THERE:
        return Failure.NOT_THERE
    return Failure.SERVER_ERROR if status >= SERVER_ERROR else Failure.REFUSED


def _unpacked(raw: bytes, most_bytes: int) -> bytes:
    """Return an answer that was packed though nobody wished it."""
    if not raw.startswith(GZIP):
        return raw
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        content = unpacking.decompress(raw, most_bytes)
    except zlib.error as error:
        raise NotUnderstood(Failure.TORN) from error
    if unpacking.unconsumed_tail:
        raise NotUnderstood(Failure.TOO_LARGE)
    return content


@dataclass(frozen=True)
class Introduced:
    """What a server says of itself and of what it gives: `formats` that are read, the best first, and `sets`."""

    repository: Repository
    offers: dict[str, Any]


def introduce(url: str, bounds: Bounds) -> Introduced:
    """Ask a server who it is and what it gives, all of it within the time of `bounds`.

    Raises Busy, NotUnderstood; also if it gives nothing that is read.
    """
    ends_at = time.monotonic() + bounds.most_seconds

    def answer(address: str) -> bytes:
        return ask(address, replace(bounds, most_seconds=max(ends_at - time.monotonic(), SHORTEST_S)))

    repository = answers.read_repository(answer(requests.address(url, requests.IDENTIFY)))
    found = formats.readable(answers.read_formats(answer(requests.address(url, requests.FORMATS))))
    if not found:
        raise NotUnderstood(Failure.NO_FORMAT)
    kept = [{"prefix": each.prefix, "kind": str(each.kind)} for each in found]
    return Introduced(repository, {"formats": kept, "sets": _sets(url, answer)})


def _sets(url: str, answer: Callable[[str], bytes]) -> list[list[str]]:
    """Return the first sets of a server; one that fails here has none for us."""
    found: dict[str, str] = {}
    asked = requests.address(url, requests.SETS)
    with suppress(Busy, NotUnderstood, answers.TokenRefused):
        for _page in range(MOST_SET_PAGES):
            sets, token = answers.read_sets(answer(asked))
            found |= sets
            if not token or not sets or len(found) >= answers.MOST_SETS:
                break
            asked = requests.address(url, requests.SETS, resumptionToken=token)
    return [[spec, name] for spec, name in list(found.items())[: answers.MOST_SETS]]
