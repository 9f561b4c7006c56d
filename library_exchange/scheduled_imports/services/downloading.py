"""Fetching a file over https, within limits of size and time: only a file is one, and only a version not yet known."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from library_exchange.core import outgoing
from library_exchange.core.outgoing import Bounds, Call, NotReached
from library_exchange.scheduled_imports.rules import Failure

OK, UNCHANGED, UNAUTHORIZED = 200, 304, 401
NOT_THERE = (404, 410)
SERVER_ERROR = 500
WEB_PAGES = (b"<!doctype html", b"<html")
LONGEST_MARK = 20


class NotFetched(Exception):
    """The file did not come: why, and the number of the server's answer if that tells more."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(str(failure))
        self.failure, self.detail = failure, detail


@dataclass(frozen=True)
class Wish:
    """What is fetched: the address, by what a file that is known already is told, and who asks."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    authorization: str | None = field(default=None, repr=False)


@dataclass
class Coming:
    """A file on its way: read it as a stream. What the server tells of it is there from the beginning."""

    answer: outgoing.Coming
    is_begun: bool = False

    @property
    def etag(self) -> str | None:
        """The mark of this version, if the server gives one that can be kept."""
        return self.answer.header("ETag", 200)

    @property
    def last_modified(self) -> str | None:
        """When the file was last changed, in the server's words."""
        return self.answer.header("Last-Modified", 100)

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`, none at the end. Raises NotFetched beyond a limit, or if it breaks."""
        try:
            piece = self.answer.read(size)
        except NotReached as fault:
            raise NotFetched(Failure(fault.why)) from fault
        if not self.is_begun and piece.lstrip()[:LONGEST_MARK].lower().startswith(WEB_PAGES):
            raise NotFetched(Failure.WEB_PAGE)
        self.is_begun = True
        return piece


@contextmanager
def fetched(wish: Wish, bounds: Bounds) -> Iterator[Coming | None]:
    """Open the file at an address, None if it is the one that is known; raises NotFetched where it does not come."""
    known = {"If-None-Match": wish.etag, "If-Modified-Since": wish.last_modified}
    known["Authorization"] = wish.authorization
    call = Call(wish.url, headers={name: value for name, value in known.items() if value})
    try:
        with outgoing.answered(call, bounds) as answer:
            if answer.status != UNCHANGED:
                _require_file(answer.status)
            yield None if answer.status == UNCHANGED else Coming(answer)
    except NotReached as fault:
        raise NotFetched(Failure(fault.why)) from fault


def _require_file(status: int) -> None:
    """Raise NotFetched unless the server sends a file."""
    if status != OK:
        if status == UNAUTHORIZED:
            raise NotFetched(Failure.SIGN_IN_WANTED, str(status))
        failure = Failure.SERVER_ERROR if status >= SERVER_ERROR else Failure.REFUSED
        raise NotFetched(Failure.NOT_THERE if status in NOT_THERE else failure, str(status))
