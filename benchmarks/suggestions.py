"""What a suggestion costs: `python -m benchmarks.suggestions`.

The beginnings of titles and names, as they are typed, are asked of the page that suggests, in a random order that is
always the same, with 20,000 books and all known names in the catalogue. CPU time of the whole answer; the first pass
apart. A bare Flask route in the same run is the measure.
"""

import random
import tempfile
import time
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col

from benchmarks.engines.measuring import p50, p95
from benchmarks.ground import SHARED_DATA, fresh_app, show
from benchmarks.relevance import fill
from library_exchange.catalogue.authority_models import VariantName
from library_exchange.catalogue.models import BibliographicRecord
from library_exchange.core.db import reading

ASKED = 500
LONGEST = 12
GOAL = "goal: p95 at most 15 ms of CPU"


def beginnings() -> list[str]:
    """Return beginnings of titles and of names, of one to twelve letters, in random order."""
    chance = random.Random(5)
    with reading() as session:
        titles = session.scalars(sa.select(col(BibliographicRecord.card)).limit(4000)).all()
        names = session.scalars(sa.select(col(VariantName.value))).all()
    texts = [card["titles"][0][0] for card in titles if card["titles"]]
    chosen = chance.sample(texts, ASKED // 2) + chance.sample(list(names), ASKED // 2)
    asked = [text[: chance.randint(1, LONGEST)] for text in chosen]
    chance.shuffle(asked)
    return asked


def _ms(client: FlaskClient, path: str, **asked: str) -> float:
    started = time.process_time()
    answer = client.get(path, query_string=asked)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return (time.process_time() - started) * 1000


def main() -> None:
    """Print the table."""
    if not SHARED_DATA.is_dir():
        raise SystemExit("The real files of shared/data are absent.")
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "Hello")
    with fresh_app() as (app, _folder), tempfile.TemporaryDirectory() as files:
        fill(Path(files))
        client, other = app.test_client(), bare.test_client()
        asked = beginnings()
        rows = []
        for name in ("first pass", "second pass"):
            base, times = [], []
            for text in asked:
                base.append(_ms(other, "/"))
                times.append(_ms(client, "/ru/search/suggest", q=text))
            ratio = p50(times) / p50(base)
            rows.append([name, f"{p50(times):.1f}", f"{p95(times):.1f}", f"{max(times):.1f}", f"{ratio:.0f}"])
        show("Suggestions", ["", "p50, ms", "p95, ms", "longest, ms", "p50 ÷ bare route"], rows)
        print(GOAL)


if __name__ == "__main__":
    main()
