"""One house of ours, served on a port, that clients made by others ask: harvesters, search clients, programs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copy, copytree
from threading import Thread

import pytest
from flask import Flask
from werkzeug.serving import make_server

from library_exchange.app import create_app
from library_exchange.core import outbox
from library_exchange.core.db import database
from tests.catalogue.books import book, give
from tests.conftest import CHEAP, settings_for
from tests.imports.conftest import Sender
from tests.imports.files import record
from tests.protocols.served import Quiet
from tests.rest_api.api_program import EVERYTHING, new_key

SHORES = 260
"""Titles that are there to be many."""
ISBN = "978-7-207-08555-9"
BOOKS = [
    record("a1", "Ёлка у моста", "Рекин, Иван", 1995, copies=[("84 Р2", "A2")], fields=[("084", "$a63.3$2rubbk")]),
    record("a2", "Мост & «река» <Амур>", "Рекин, Иван", 2001, copies=[("84 Р3", "A3")]),
    record("a3", "Bridges of the Amur", "Bridgeman, Ann", 2005, ISBN, copies=[("84 B4", "A4")]),
    record("a4", "Мост и мост", "Мостова, Анна", 1990, copies=[("84 М5", "A5")]),
]


def deliver() -> None:
    """Carry out all that is in the outbox."""
    while outbox.drain(database()):
        pass


@dataclass(frozen=True)
class ServedHouse:
    """The application, where it is served, the library that sends records, one that asks for books, their keys."""

    app: Flask
    base: str
    library: Sender
    heihe_id: int
    keys: Mapping[int, str]

    def shores(self, numbers: range, is_deleted: bool = False) -> None:
        """Have the library send some of its many titles, or withdraw them."""
        self.library.sends(*(record(str(n), f"Берег {n}", year=1700 + n, is_deleted=is_deleted) for n in numbers))
        deliver()


@pytest.fixture(scope="session")
def served_house(
    sqlite_knowing: Path, tmp_path_factory: pytest.TempPathFactory, make_library: Callable[..., int]
) -> Iterator[ServedHouse]:
    """The house: two libraries, a few books in several scripts and many more."""
    folder = tmp_path_factory.mktemp("served")
    app = create_app(settings_for(folder, f"sqlite:///{copy(sqlite_knowing, folder / 'bridge.sqlite')}"), **CHEAP)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    base = f"http://127.0.0.1:{server.port}"
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"base_url": base})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    with app.app_context():
        heihe = make_library("Heihe")
        amur = make_library("Amur", "RU")
        keys = {library_id: new_key(library_id, *EVERYTHING)[1] for library_id in (heihe, amur)}
        served = ServedHouse(app, base, Sender(amur, folder), heihe, keys)
        give(heihe, book("阿Q正传", "鲁迅", number="h1", language="chi"))
        give(heihe, book("黑龙江民间故事", "江边人", number="h2", language="chi"))
        served.library.sends(*BOOKS)
        served.shores(range(SHORES))
    app.extensions["database"].dispose()
    copytree(folder, _as_built(served))
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["database"].dispose()


def _as_built(house: ServedHouse) -> Path:
    return house.library.folder.with_name("as-built")


@pytest.fixture(scope="module")
def untouched_house(served_house: ServedHouse, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedHouse]:
    """The house as it was built, without what clients have sent since; it is asked without a port."""
    folder = tmp_path_factory.mktemp("untouched")
    copytree(_as_built(served_house), folder, dirs_exist_ok=True)
    app = create_app(settings_for(folder, f"sqlite:///{folder / 'bridge.sqlite'}"), **CHEAP)
    yield replace(served_house, app=app)
    app.extensions["database"].dispose()


@pytest.fixture
def served(served_house: ServedHouse) -> Iterator[ServedHouse]:
    """The house; the sessions of a test are those of its application."""
    with served_house.app.app_context():
        yield served_house
