"""Damages to the files of a search index, closed and while it is asked: `python -m benchmarks.index_damage`.

A process of its own answers search pages without a pause, as a server does; beside it files of its index are cut short,
emptied, deleted, swapped, overwritten or have single bits turned, by a seeded chance. Counted: processes that ended,
damages that nobody noticed (by a question within two seconds, or by the work of the night), damages that were not
healed, pages that were no page, and answers that were wrong although no damage was told.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from sqlmodel import col

from benchmarks.ground import SHARED_DATA, add_library, drain, fresh_app, show, take_in
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import index
from library_exchange.core.db import database, reading
from library_exchange.search.port import Query
from library_exchange.search.tantivy_engine import manifest

TOLD = "told: "
"""Before a line that is no line of the log."""
ENGINES = ("whoosh", "tantivy")
ROUNDS = 200
REFRESH_S = 0.2
PATIENCE_S = 2.0
SOONEST_S, LATEST_S = 0.0, 0.05
MOST_PUT = 3
ALL = 1_000
QUESTIONS = ("история", "中国", "")
GOAL = "goal: none ends the process, all are noticed and healed"
AMONG_ALL = (".managed.json",)
"""A file of which only a loss matters: it lists what may be removed."""


def cut(path: Path, chance: random.Random) -> None:
    """Cut a file short where it lies."""
    os.truncate(path, chance.randrange(path.stat().st_size))


def empty(path: Path, _chance: random.Random) -> None:
    """Leave nothing of a file."""
    os.truncate(path, 0)


def delete(path: Path, _chance: random.Random) -> None:
    """Delete a file."""
    path.unlink()


def turn_a_bit(path: Path, chance: random.Random) -> None:
    """Turn one bit of a file over where it lies."""
    with path.open("r+b") as file:
        place = chance.randrange(path.stat().st_size)
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1 << chance.randrange(8)]))


def overwrite(path: Path, chance: random.Random) -> None:
    """Write noughts over a part of a file, from something that is none."""
    whole = path.read_bytes()
    places = [chance.randrange(len(whole)) for _try in range(1000)]
    start = next(place for place in places if whole[place])
    with path.open("r+b") as file:
        file.seek(start)
        file.write(bytes(min(chance.randrange(1, 4096), len(whole) - start)))


DAMAGES: dict[str, Callable[[Path, random.Random], None]] = {
    "cut short": cut,
    "emptied": empty,
    "deleted": delete,
    "a bit turned": turn_a_bit,
    "overwritten": overwrite,
}
SWAPPED = "swapped"


def live_files(root: Path) -> list[Path]:
    """Return the files that the index in force consists of."""
    folder = root / (root / "current").read_text().split()[0]
    names = [path.name for path in folder.iterdir() if path.suffix in (".toc", ".seg")]
    if (folder / manifest.MANIFEST).exists():
        names = [*manifest.read(folder).files, manifest.MANIFEST, manifest.COMMIT, *AMONG_ALL]
    return [root / "current", *(folder / name for name in sorted(names))]


def damage(root: Path, kind: str, chance: random.Random) -> str:
    """Do one damage; return the name of the file."""
    files = live_files(root)
    if kind in ("deleted", "emptied", "cut short"):
        path = chance.choice(files)
        DAMAGES[kind](path, chance)
        return path.name
    files = [path for path in files if path.name not in AMONG_ALL]
    if kind != SWAPPED:
        path = chance.choice(files)
        DAMAGES[kind](path, chance)
        return path.name
    one, other = chance.sample(files, 2)
    aside = root / "aside"
    one.replace(aside)
    other.replace(one)
    aside.replace(other)
    return f"{one.name} and {other.name}"


def serve(engine_name: str) -> None:
    """Be the process that is asked: each line that comes in is a round, each line that goes out tells how it went."""
    os.environ["LX_SEARCH_ENGINE"] = engine_name
    with fresh_app() as (_app, folder):
        for file, country in (("cnmarc/bnu_10_utf8.iso", "CN"), ("rusmarc/rnb_TEST1_81_utf8.iso", "RU")):
            take_in(SHARED_DATA / "marc" / file, add_library(country.lower(), country), folder)
        drain()
        index.rebuild(database(), engine())
        engine()._refresh_s = REFRESH_S  # type: ignore[attr-defined]
        with reading() as session:
            ids = list(session.scalars(sa.select(col(BibliographicRecord.id))))
        _tell({"root": str(current_app.extensions["settings"].folder("index"))})
        for line in sys.stdin:
            order = json.loads(line)
            chance = random.Random(order["seed"])
            for _put in range(chance.randrange(MOST_PUT + 1)):
                index.bring_up_to_date(database(), engine(), chance.sample(ids, chance.choice((1, 1, 20))))
            known = [_answer(text) for text in QUESTIONS]
            if order["is_closed"]:
                engine().close()
            _tell({"is_ready": True})
            sys.stdin.readline()
            _tell(_round(known))


def _round(known: list[Any]) -> dict[str, Any]:
    """Ask until a damage is told, else let the night look; then have it healed."""
    client = current_app.test_client()
    until, told, counted = time.monotonic() + PATIENCE_S, "", Counter[str]()
    while not told and time.monotonic() < until:
        for text, right in zip(QUESTIONS, known, strict=True):
            counted["no page"] += client.get("/ru/search", query_string={"q": text}).status_code != 200
            present = _answer(text)
            if present is None:
                told = "question"
            elif present != right:
                counted["wrong"] += 1
    if not told:
        found = index.look_after(database(), engine())
        told = "night" if found is None or found.all else ""
    else:
        client.get("/ru/search")
    drain()
    is_healed = [_answer(text) for text in QUESTIONS] == known and not index.drift(database(), engine())
    return {"told": told, "healed": is_healed, **counted}


def _answer(text: str) -> Any:
    """Return what is found, None if the index could not be asked."""
    with reading() as session:
        found = searching.search(session, engine(), Query(text, per_page=ALL), "ru")
    # A rebuild may put equally good ones in another order.
    return None if found.degraded else [found.total, sorted(source.id for source in found.sources)]


def _tell(what: dict[str, Any]) -> None:
    print(TOLD + json.dumps(what), flush=True)


class Server:
    """A process that is asked."""

    def __init__(self, engine_name: str) -> None:
        command = [sys.executable, "-m", "benchmarks.index_damage", "--serve", engine_name]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.root = Path(self.heard()["root"])

    def say(self, order: dict[str, Any]) -> None:
        """Write it a line."""
        assert self._process.stdin
        self._process.stdin.write(f"{json.dumps(order)}\n")
        self._process.stdin.flush()

    def heard(self) -> dict[str, Any]:
        """Return its next line; raises `EOFError` if the process has ended."""
        assert self._process.stdout
        for line in self._process.stdout:
            if line.startswith(TOLD):
                found: dict[str, Any] = json.loads(line.removeprefix(TOLD))
                return found
        raise EOFError(self._process.wait())

    def end(self) -> None:
        """Let it end."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def rounds(engine_name: str, number: int, seed: int) -> Iterator[tuple[str, bool, dict[str, Any]]]:
    """Yield each damage: its kind, whether the index was open, and how it went."""
    chance = random.Random(seed)
    server = Server(engine_name)
    for at in range(number):
        kind, is_open = chance.choice([*DAMAGES, SWAPPED]), at % 2 == 0
        name, went = "", {"ended": 1}
        try:
            server.say({"seed": chance.random(), "is_closed": not is_open})
            server.heard()
            if is_open:
                server.say({})
                time.sleep(chance.uniform(SOONEST_S, LATEST_S))
            name = damage(server.root, kind, chance)
            if not is_open:
                server.say({})
            went = server.heard()
        except EOFError as error:
            went = {"ended": error.args[0] or 1}
            server = Server(engine_name)
        if went.get("ended") or not went["told"] or not went["healed"]:
            print(f"{engine_name}, {at}: {kind}, {name}, {'open' if is_open else 'closed'}: {went}", flush=True)
        yield kind, is_open, went
    server.end()


def main() -> None:
    """Damage both indexes and show what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve", choices=ENGINES)
    parser.add_argument("--engine", choices=ENGINES, action="append")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve)
        return
    rows = []
    for name in asked.engine or ENGINES:
        went = list(rounds(name, asked.rounds, asked.seed))
        for kind in (*DAMAGES, SWAPPED, "all"):
            mine = [each for its, _, each in went if kind in (its, "all")]
            rows.append([f"{name}: {kind}", *map(str, _counted(mine))])
    columns = [
        "damage",
        "done",
        "ended",
        "told by a question",
        "by the night",
        "by nobody",
        "healed",
        "no page",
        "wrong",
    ]
    show(f"Damages to the index; {GOAL}", columns, rows)


def _counted(mine: list[dict[str, Any]]) -> list[int]:
    told = Counter(each.get("told", "") for each in mine if "ended" not in each)
    sums = [sum(each.get(what, 0) for each in mine) for what in ("healed", "no page", "wrong")]
    return [len(mine), sum("ended" in each for each in mine), told["question"], told["night"], told[""], *sums]


if __name__ == "__main__":
    main()
