"""What the costliest searches cost: `python -m benchmarks.long_queries`.

Texts that no book has, as strangers may send them, are asked of the pages that search and suggest, with the real books
beside the project and all known names in the catalogue. CPU time of the whole answer, the first time and the second.
"""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder, run_wsgi_app

from benchmarks.ground import SHARED_DATA, add_library, drain, fresh_app, show, take_in
from library_exchange.catalogue.services import authority
from library_exchange.core.db import transaction

CYRILLIC, LATIN, HAN = (
    "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф",
    "etaoinshrdlcumwfgypbvkxjqz",
    "的一是不了人我在有他这为之大来以",
)
SEARCH, SUGGEST = "/ru/search", "/ru/search/suggest"
CHANCE = random.Random(7)


def _word(letters: str, length: int) -> str:
    return "".join(CHANCE.choice(letters) for _letter in range(length))


def _words(letters: str, length: int, count: int) -> str:
    return " ".join(_word(letters, length) for _word_number in range(count))


TEXTS = {
    "one Russian word, 256 letters": _word(CYRILLIC, 256),
    "one Latin word, 256 letters": _word(LATIN, 256),
    "one stretch of Chinese, 256": _word(HAN, 256),
    "one Russian word, 40 letters": _word(CYRILLIC, 40),
    "six Russian words of 40": _words(CYRILLIC, 40, 6),
    "16 Russian words of 15": _words(CYRILLIC, 15, 16),
    "16 Latin words of 15": _words(LATIN, 15, 16),
    "16 quoted words": " ".join(f'"{_word(CYRILLIC, 12)}"' for _number in range(16)),
    "16 stars": " ".join(f"{_word(CYRILLIC, 2)}*" for _number in range(16)),
    "syllables in Latin letters": " ".join(["xianganganganganangang"] * 11),
    "syllables in Russian letters": " ".join(["сянганганьангансянь"] * 12),
    "three scripts in turn": " ".join((_word(CYRILLIC, 14), _word(LATIN, 14), _word(HAN, 8)) * 6),
    "three scripts in one word": _word(CYRILLIC + LATIN + HAN, 256),
    "10,000 characters": _words(CYRILLIC, 9, 1000),
    "10,000 letters in one word": _word(CYRILLIC, 10_000),
}


class TimedEngine:
    """The engine with its own CPU time counted apart."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.cpu_s = 0.0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def search(self, query: Any) -> Any:
        return self._timed(self._engine.search, query)

    def known(self, terms: Any) -> Any:
        return self._timed(self._engine.known, list(terms))

    def _timed(self, call: Callable[[Any], Any], asked: Any) -> Any:
        started = time.process_time()
        try:
            return call(asked)
        finally:
            self.cpu_s += time.process_time() - started


def _ms(client: FlaskClient, path: str, text: str) -> tuple[float, float]:
    """Return milliseconds of the whole answer and those of them outside of the engine."""
    engine = client.application.extensions["search"]
    environ = EnvironBuilder(path=path, query_string={"q": text}).get_environ()
    started, of_engine = time.process_time(), engine.cpu_s
    _pages, status, _headers = run_wsgi_app(client.application, environ, buffered=True)
    whole = time.process_time() - started
    if not status.startswith("200"):
        raise RuntimeError(f"{path} answered {status}")
    return whole * 1000, (whole - engine.cpu_s + of_engine) * 1000


def _fill(folder: Path) -> None:
    with transaction() as session:
        authority.load(session)
    for code, country, name in (("a", "CN", "zh_utf8"), ("b", "RU", "ru_utf8")):
        take_in(SHARED_DATA / "golden" / f"catalogue_{name}.iso", add_library(code, country), folder)
    drain()


def main() -> None:
    """Print the table."""
    if not SHARED_DATA.is_dir():
        raise SystemExit("The real files of shared/data are absent.")
    rows = []
    with fresh_app() as (app, folder):
        _fill(folder)
        app.extensions["search"] = TimedEngine(app.extensions["search"])
        client = app.test_client()
        for text in ("книга", "хнига", "novell", "xiangang"):
            _ms(client, "/ru/search", text)
            _ms(client, "/ru/search/suggest", text)
        for name, text in TEXTS.items():
            (first, _), (again, ours), (suggested, _) = (_ms(client, path, text) for path in (SEARCH, SEARCH, SUGGEST))
            rows.append([name, *(f"{ms:.0f}" for ms in (first, again, ours, suggested))])
    heads = ["text", "first, ms", "again, ms", "of it outside the engine", "suggestions, ms"]
    show("Searches that nothing answers", heads, rows)


if __name__ == "__main__":
    main()
