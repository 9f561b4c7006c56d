"""What is measured beside a catalogue of one size: searches, pages, rounds, the night, the index, a file taken in."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from flask import Flask
from pymarc import Field, Indicators, Record, Subfield

from benchmarks.ground import drain, take_in
from benchmarks.growth import asked, filling
from benchmarks.growth.clocks import Clock, Spent, got, p95, signed_in
from benchmarks.growth.servers import Backends, Servers, memory_mb
from benchmarks.growth.titles import described, is_chinese
from library_exchange.catalogue.models import Import
from library_exchange.catalogue.services import index
from library_exchange.core.clock import now
from library_exchange.core.db import Database
from library_exchange.jobs import night_work
from library_exchange.marc.description import TextField
from library_exchange.rounds.models import Round
from library_exchange.rounds.queries.market import gather
from library_exchange.search.errors import IndexDamaged

PASSES = ("first", "again")
WARM = 40
PAGE_TIMES = 7
NEW_RECORDS = 2_000
BEYOND = 50_000_000
"""Books of greater numbers are in no catalogue."""
Figures = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """An application on a catalogue of so many titles, and the clocks of all who work for it."""

    app: Flask
    servers: Servers
    clock: Clock
    folder: Path
    titles: int
    seed: int

    @property
    def database(self) -> Database:
        """The database."""
        found: Database = self.app.extensions["database"]
        return found


def sizes(ground: Ground) -> Figures:
    """Return how large database and index are, and how much memory each process holds; megabytes."""
    name = filling.name_of(ground.titles, ground.seed)
    backends = Backends(ground.servers.database_of(name))
    engine = ground.app.extensions["search"]
    told = engine._cluster.ask("GET", f"/{engine._present().index}/_stats/store")
    tables = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind = 'r' ORDER BY 2 DESC LIMIT 8"
    return {
        "database_mb": backends.one("SELECT pg_database_size(current_database())") / 1e6,
        "index_mb": told["_all"]["primaries"]["store"]["size_in_bytes"] / 1e6,
        "memory_here_mb": memory_mb("self"),
        "memory_node_mb": memory_mb(ground.servers.search_pid),
        "tables_mb": {table: round(size / 1e6, 1) for table, size in backends.rows(tables)},
    }


def reindex(ground: Ground) -> Figures:
    """Return records for each second of processor time while the whole index is built."""
    engine = ground.app.extensions["search"]
    spent, count = ground.clock.told(lambda: index.rebuild(ground.database, engine))
    return spent.told() | {"records": count, "records_a_s": round(count / spent.whole, 1)}


def searches(ground: Ground) -> Figures:
    """Return what a search costs, p50 and p95 by class, asked for the first time and once more."""
    browser = signed_in(ground.app, "")
    for _kind, path in asked.searches(ground.seed, ground.titles, others=1)[:WARM]:
        got(browser, path)
    questions = asked.searches(ground.seed, ground.titles)
    found: Figures = {}
    for name in PASSES:
        by_kind: dict[str, list[Spent]] = defaultdict(list)
        for kind, path in questions:
            spent = ground.clock.spent(lambda path=path: got(browser, path))
            by_kind[kind].append(spent)
            by_kind["all"].append(spent)
        found[name] = {kind: _summed(each) for kind, each in by_kind.items()}
    return found


def _summed(spent: list[Spent]) -> Figures:
    whole = [each.whole * 1000 for each in spent]
    parts = {part: median([getattr(each, part) * 1000 for each in spent]) for part in ("here", "database", "search")}
    mean = sum(whole) / len(whole)
    figures = {"p50": median(whole), "p95": p95(whole), "mean": mean, **parts}
    return {name: round(value, 2) for name, value in figures.items()}


def facets(ground: Ground) -> Figures:
    """Return what the first page without words costs after the index has changed, when all facets are counted."""
    browser, engine = signed_in(ground.app, ""), ground.app.extensions["search"]
    costs = []
    for _time in range(PAGE_TIMES):
        engine.close()
        costs.append(ground.clock.spent(lambda: got(browser, "/ru/search")))
    return _median(costs)


def pages(ground: Ground) -> Figures:
    """Return what each page costs, the median of some requests after a first one."""
    browsers = {who: signed_in(ground.app, who) for who in ("", "librarian", "reader")}
    found = {}
    for name, (who, path) in asked.pages(ground.titles, filling.libraries_of(ground.titles)).items():
        first = ground.clock.spent(lambda path=path, who=who: got(browsers[who], path))
        costs = [ground.clock.spent(lambda path=path, who=who: got(browsers[who], path)) for _time in range(PAGE_TIMES)]
        found[name] = _median(costs) | {"first": first.told()["ms"]}
    return found


def _median(costs: list[Spent]) -> Figures:
    return sorted(costs, key=lambda each: each.whole)[len(costs) // 2].told()


def rounds(ground: Ground) -> Figures:
    """Return what it takes to find which offers of a round fit which wants."""
    with ground.database.reading() as session:
        spent, gathered = ground.clock.told(lambda: gather(session, session.get_one(Round, 1)))
    return spent.told() | {"pairs": len(gathered.market.pairs)}


def night(ground: Ground) -> Figures:
    """Return what each piece of the nightly work takes in a first night, and in the next, when nothing is new."""
    found: dict[str, Figures] = {}
    for place, name in enumerate(PASSES):
        at = now() + timedelta(days=place)
        for piece, verb in night_work(ground.app).items():
            found.setdefault(piece, {})[name] = ground.clock.spent(lambda verb=verb, at=at: verb(at)).told()
        found.setdefault("what it leaves to do", {})[name] = ground.clock.spent(drain).told()
    return found


def taken_in(ground: Ground) -> Figures:
    """Return records for each second of processor time while a file of new ones is taken in, and then indexed."""
    path = ground.folder / "new.iso"
    first = BEYOND + _imports(ground) * NEW_RECORDS
    path.write_bytes(b"".join(_marc(ground.seed, number) for number in range(first, first + NEW_RECORDS)))
    steps = {"taken in": ground.clock.spent(lambda: take_in(path, 1, ground.folder))}
    if _is_indexed(ground):  # else all of it would be indexed now
        steps["indexed"] = ground.clock.spent(drain)
    steps["again, nothing new"] = ground.clock.spent(lambda: take_in(path, 1, ground.folder))
    return {name: each.told() | {"records_a_s": round(NEW_RECORDS / each.whole, 1)} for name, each in steps.items()}


def _is_indexed(ground: Ground) -> bool:
    try:
        return ground.app.extensions["search"].count > 0
    except IndexDamaged:
        return False


def _imports(ground: Ground) -> int:
    """Return how many files were taken in before."""
    with ground.database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Import)) or 0


def _marc(seed: int, number: int) -> bytes:
    """Return the record of a book as a UNIMARC file has it."""
    book = described(seed, number)
    language = book.languages[0]
    record = Record(force_utf8=True)
    record.leader = "00000nam  2200000   450 "
    values = {field: book.values(field) for field in TextField}

    def add(tag: str, *pairs: tuple[str, str]) -> None:
        record.add_field(Field(tag, Indicators("1", " "), [Subfield(code, value) for code, value in pairs]))

    record.add_field(Field("001", data=f"n{number}"))
    add("010", ("a", book.identifiers[0].as_given))
    add("100", ("a", f"20260105d{book.year}    |  y0rusy50      ca"))
    add("101", ("a", language))
    add("102", ("a", book.country))
    add("200", ("a", values[TextField.TITLE][0]))
    places = (("a", TextField.PLACE), ("c", TextField.PUBLISHER))
    add("210", *((code, values[field][0]) for code, field in places), ("d", str(book.year)))
    add("215", ("a", values[TextField.EXTENT][0]))
    for heading in values[TextField.SUBJECT]:
        add("606", ("a", heading))
    add("690" if is_chinese(number) else "686", ("a", book.class_numbers[0].number))
    name = book.contributors[0].forms[0].value
    add("700", ("a", name.split(",")[0]), *((("b", name.split(", ")[1]),) if ", " in name else ()), ("4", "070"))
    add("801", ("a", book.country), ("b", "growth"))
    return record.as_marc()


SECTIONS: dict[str, Callable[[Ground], Figures]] = {
    "reindex": reindex,
    "sizes": sizes,
    "searches": searches,
    "facets": facets,
    "pages": pages,
    "rounds": rounds,
    "night": night,
    "taken in": taken_in,
}
"""In the order in which they are measured: the last two change the catalogue a little."""


def measure(servers: Servers, titles: int, seed: int, names: list[str]) -> Figures:
    """Return what was measured beside so many titles."""
    name = filling.name_of(titles, seed)
    found: Figures = {"titles": titles, "libraries": filling.libraries_of(titles), "at": now().isoformat()}
    with TemporaryDirectory(prefix="bridge-growth-") as place:
        app = filling.application(servers, name, Path(place))
        with app.app_context():
            ground = Ground(app, servers, Clock(servers, name, app), Path(place), titles, seed)
            for section in names or list(SECTIONS):
                found[section] = SECTIONS[section](ground)
                print(section, found[section], flush=True)
        app.extensions["database"].dispose()
    return found
