"""A database of one size: libraries in proportion to the titles, and everything they do with each other."""

from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from flask import Flask

from benchmarks.growth import libraries as lists
from benchmarks.growth import rows
from benchmarks.growth.servers import Servers, new_database
from library_exchange.app import create_app
from library_exchange.catalogue.services import authority
from library_exchange.core import schema
from library_exchange.core.db import Database
from library_exchange.core.settings import Settings

TITLES_OF_A_LIBRARY = 1_000
SECRETS = {"secret_key": "of a benchmark alone, " * 3, "password_salt": "of a benchmark alone too, " * 3}
OPTIONS = {"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False, "DOORS_WRITTEN_EVERY_S": 10**9, "TESTING": True}
NUMBERED = ("library", "user", "loan_request", "consignment")


def name_of(titles: int, seed: int) -> str:
    """Return the name of the database, and of the index, of so many titles."""
    return f"growth_{titles}_{seed}"


def libraries_of(titles: int) -> int:
    """Return how many libraries have so many titles: one for each thousand, four at least."""
    return max(4, titles // TITLES_OF_A_LIBRARY)


def application(servers: Servers, name: str, folder: Path) -> Flask:
    """Return an application on the database and the index of a name."""
    settings = Settings(
        _env_file=None,
        instance_dir=folder,
        database_url=servers.database_of(name, "postgresql+psycopg"),
        search_engine="opensearch",
        search_url=f"{servers.search}/{name.replace('_', '-')}",
        rate_limits=False,
        **SECRETS,
    )
    return create_app(settings, **OPTIONS)


def fill(servers: Servers, titles: int, seed: int) -> None:
    """Make the database of so many titles anew."""
    name, libraries = name_of(titles, seed), libraries_of(titles)
    url = new_database(servers, name)
    with TemporaryDirectory(prefix="bridge-growth-") as folder:
        app = application(servers, name, Path(folder))
        schema.upgrade(app)
        database: Database = app.extensions["database"]
        with app.app_context():
            for write in (authority.load, partial(lists.write, libraries=libraries, seed=seed)):
                with database.transaction() as session:
                    write(session)
            with database.transaction() as session:
                lists.write_parcels(session, libraries)
            rows.write(url, seed, titles, libraries)
            with database.transaction() as session:
                lists.write_loans(session, libraries)
            with psycopg.connect(url, autocommit=True) as server:
                rows.go_on_numbering(server, NUMBERED)
                server.execute("VACUUM ANALYZE")
            with database.transaction() as session:
                lists.add_people(session)
        database.dispose()
