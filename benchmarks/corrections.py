"""What is put right and what is left alone, and what it costs: `python -m benchmarks.corrections [--instance FOLDER]`.

`benchmarks/legitimate_words.txt` are words, names and places that are spelled rightly: none may be taken for another.
`benchmarks/slips.tsv` are slips in names and titles: each must find all that is found by what was meant. The books are
those of `benchmarks.relevance`, or those of an instance that was filled before, which is copied. Then the same is
asked beside 3,000, 30,000 and 300,000 made-up names: CPU time of a search, the first pass apart.
"""

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlmodel import Session

from benchmarks.engines.measuring import p50, p95
from benchmarks.ground import SHARED_DATA, fresh_app, show
from benchmarks.relevance import fill
from library_exchange.app import create_app
from library_exchange.authority import names
from library_exchange.catalogue.authority_models import Person, VariantKey, VariantName
from library_exchange.catalogue.queries import searching
from library_exchange.catalogue.resources import engine
from library_exchange.core import many_rows
from library_exchange.core.db import reading, transaction
from library_exchange.core.settings import Settings
from library_exchange.search.port import Query

SIZES = (3_000, 30_000, 300_000)
PIECE = 5_000
RUNS = 3
HERE = Path(__file__).parent
GOALS = "goals: false corrections at most 2 %; unanswered and corrected at most twice answered, however many names"
SYLLABLES = "ба бе бо бу ва ве во га го да де до ду жа жи за зо ка ко ку ла ле ли ло ма ме ми мо на не но па пе по ра"
SYLLABLES += " ре ри ро са се си со су та те ти то ту фа фи ха хо ча че ша ше"
FAMILIES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅红志建国文"


def words() -> list[str]:
    """Return the words that are spelled rightly."""
    lines = (HERE / "legitimate_words.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def slips() -> list[tuple[str, str]]:
    """Return the slips, each with what was meant."""
    rows = (line.partition("\t") for line in (HERE / "slips.tsv").read_text(encoding="utf-8").splitlines()[1:])
    return [(typed, meant) for typed, _tab, meant in rows]


def _ask(session: Session, text: str) -> searching.Found:
    return searching.search(session, engine(), Query(text), "ru")


def _all(session: Session, text: str) -> set[int]:
    found = searching.search(session, engine(), Query(text, per_page=100), "ru")
    return set() if found.loosened else {source.id for source in found.sources}


def quality(session: Session) -> None:
    """Print what is put right that was right, and what is not that was not."""
    rightly = words()
    false = [(text, meant) for text in rightly if (meant := _ask(session, text).corrected) is not None]
    wrongly = slips()
    missed = [typed for typed, meant in wrongly if not set() < _all(session, meant) <= _all(session, typed)]
    rows = [
        ["words spelled rightly", str(len(rightly)), f"taken for others {len(false) / len(rightly):.1%}"],
        ["slips", str(len(wrongly)), f"put right {1 - len(missed) / len(wrongly):.1%}"],
    ]
    show("Corrections", ["", "queries", "result"], rows)
    print("taken for others:", ", ".join(f"{text} → {meant}" for text, meant in false) or "none")
    print("not put right:", ", ".join(missed) or "none")


def classes(session: Session) -> dict[str, list[str]]:
    """Return queries by how they are answered."""
    chance = random.Random(11)
    found = {text: _ask(session, text) for text in [*words(), *(pair for slip in slips() for pair in slip)]}
    letters = ("абвгдежзиклмнопрстуфхцчшыюя", "abcdefghijklmnopqrstuvwxyz", GIVEN)
    noise = ["".join(chance.choices(each, k=chance.randint(4, 10))) for each in letters for _time in range(40)]
    return {
        "answered": [text for text, hits in found.items() if hits.total and not hits.corrected and not hits.loosened],
        "corrected": [text for text, hits in found.items() if hits.corrected],
        "unanswered, spelled rightly": [text for text, hits in found.items() if not hits.total],
        "unanswered, no words": [text for text in noise if not _ask(session, text).total],
    }


def _ms(session: Session, text: str) -> float:
    started = time.process_time()
    _ask(session, text)
    return (time.process_time() - started) * 1000


def cost(session: Session, count: int) -> Iterator[list[str]]:
    """Yield what a search of each class costs beside so many names."""
    asked = classes(session)
    base = 0.0
    for name, texts in asked.items():
        times = [min(_ms(session, text) for _run in range(RUNS)) for text in texts]
        base = base or p50(times)
        ratio = p50(times) / base
        yield [f"{count:,}", name, str(len(texts)), f"{p50(times):.1f}", f"{p95(times):.1f}", f"{ratio:.1f}"]


def _made_up(chance: random.Random, number: int) -> tuple[str, str]:
    """Return a made-up name and its script: every third Chinese."""
    if number % 3 == 0:
        return chance.choice(FAMILIES) + "".join(chance.choices(GIVEN, k=2)), "Hans"
    syllables = SYLLABLES.split()
    family, given = ("".join(chance.choices(syllables, k=k)).title() for k in (chance.randint(2, 3), 2))
    return f"{family}{chance.choice(('в', 'нский', 'н', 'ров', 'цев'))}, {given}й", "Cyrl"


def add_names(first: int, last: int) -> None:
    """Add made-up persons, the numbers from `first` to `last`, each with one name."""
    chance = random.Random(first)
    for start in range(first, last, PIECE):
        with transaction() as session:
            _add(session, [(n, *_made_up(chance, n)) for n in range(start, min(start + PIECE, last))])


def _add(session: Session, made: Sequence[tuple[int, str, str]]) -> None:
    origins = {"Hans": "zh", "Cyrl": "ru"}
    persons: Iterable[dict[str, Any]] = [{"key": f"made-up-{n}", "origin": origins[script]} for n, _, script in made]
    ids = many_rows.insert_numbered(session, Person, list(persons))
    fixed = {"work_id": None, "kind": "heading", "language": None, "scheme": None, "source": "benchmark"}
    forms = [
        {"person_id": i, "value": value, "script": script} | fixed
        for i, (_, value, script) in zip(ids, made, strict=True)
    ]
    variants = many_rows.insert_numbered(session, VariantName, forms)
    keys = [
        {"variant_id": variant, "key": key}
        for variant, (_, value, script) in zip(variants, made, strict=True)
        for key in sorted(names.of_person(value, script == "Hans"))
    ]
    many_rows.insert(session, VariantKey, keys)


@contextmanager
def _filled(instance: Path | None) -> Iterator[None]:
    if instance is None:
        with fresh_app() as (_app, folder):
            fill(folder)
            yield
        return
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        shutil.copytree(instance, folder, dirs_exist_ok=True)
        app = create_app(Settings(_env_file=None, instance_dir=Path(folder), database_url="", rate_limits=False))
        with app.app_context():
            yield


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--instance", type=Path, help="a folder of an instance that has the books")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="how many names there are made up")
    options = parser.parse_args()
    if not SHARED_DATA.is_dir():
        raise SystemExit("The golden files of shared/data are absent.")
    rows, made = [], 0
    with _filled(options.instance):
        with reading() as session:
            quality(session)
        for size in options.sizes:
            add_names(made, size)
            made = size
            with reading() as session:
                rows += list(cost(session, size))
    show("Cost of a search", ["names", "class", "queries", "p50, ms", "p95, ms", "÷ answered"], rows)
    print(GOALS)


if __name__ == "__main__":
    main()
