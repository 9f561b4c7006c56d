"""The partner's post: messages that go out after a while, tried again when the other side stumbles."""

import http.client
from collections.abc import Callable
from threading import Event, Lock, Thread
from urllib.parse import urlsplit

from library_exchange.simulated_partner.journal import Entry, Journal

CONTENT_TYPE = "application/xml"
TIMEOUT = 30.0
TRIES = 6
HTTP_OK = 200
SERVER_FAULTS = 500
PATIENCE = 0.02
"""The shortest pause before a message is tried again, in seconds; each further one is twice as long."""


class Post:
    """Sends, each thing in a thread of its own, until it is closed."""

    def __init__(self, journal: Journal, delay: float, headers: dict[str, str]) -> None:
        self._journal, self._delay, self._headers = journal, delay, headers
        self._closed = Event()
        self._lock = Lock()
        self._waiting: set[Thread] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        with self._lock:
            return not self._waiting

    def later(self, job: Callable[[], None], *, is_at_once: bool = False) -> None:
        """Do something after the delay."""

        def run() -> None:
            try:
                if not self._closed.wait(0 if is_at_once else self._delay):
                    job()
            finally:
                with self._lock:
                    self._waiting.discard(thread)

        thread = Thread(target=run, daemon=True)
        with self._lock:
            if not self._closed.is_set():
                self._waiting.add(thread)
                thread.start()

    def deliver(self, url: str, body: bytes, times: int = 1) -> bool:
        """Send a message, and again while the other side fails; return whether it was taken."""
        first, *_again = [self._deliver(url, body) for _ in range(times)]
        return first

    def _deliver(self, url: str, body: bytes) -> bool:
        entry = self._journal.begin("sent", url, body)
        pause = max(self._delay, PATIENCE)
        status, answer = self._try(url, body, entry)
        while (status >= SERVER_FAULTS or not status) and url and entry.tries < TRIES and not self._closed.wait(pause):
            entry.tries += 1
            pause *= 2
            status, answer = self._try(url, body, entry)
        self._journal.end(entry, status, answer)
        return status == HTTP_OK

    def _try(self, url: str, body: bytes, entry: Entry) -> tuple[int, bytes]:
        """Return the status and the answer; status 0 if nobody answers."""
        if not url:
            entry.trouble = "Nobody has said where to send it."
            return 0, b""
        try:
            place = urlsplit(url)
            kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
            connection = kind(place.netloc, timeout=TIMEOUT)
            try:
                path = (place.path or "/") + (f"?{place.query}" if place.query else "")
                connection.request("POST", path, body, {"Content-Type": CONTENT_TYPE, **self._headers})
                answer = connection.getresponse()
                return answer.status, answer.read()
            finally:
                connection.close()
        except (OSError, ValueError, http.client.HTTPException) as error:
            entry.trouble = f"{type(error).__name__}: {error}"
            return 0, b""

    def close(self) -> None:
        """Send nothing more; wait for what is under way."""
        self._closed.set()
        with self._lock:
            running = list(self._waiting)
        for thread in running:
            thread.join(TIMEOUT)
