"""The judged queries measure the product; nothing of them may stand in it."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from library_exchange.core.settings import CHECKOUT

MEASURED = ("library_exchange", "benchmarks", "translations")


def _sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for pattern in ("*.py", "*.po"):
            yield from (CHECKOUT / folder).rglob(pattern)


@pytest.fixture(scope="module")
def judged(shared_data: Path) -> list[dict[str, str]]:
    with (shared_data / "golden" / "queries.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_no_judged_query_stands_in_the_code_or_the_translations(judged):
    texts = {path.relative_to(CHECKOUT): path.read_text(encoding="utf-8") for path in _sources(*MEASURED)}
    found = {
        f"{path}: {query}"
        for query in {row["query"] for row in judged}
        for path, text in texts.items()
        if query in text and re.search(rf"(?<!\w){re.escape(query)}(?!\w)", text)
    }
    assert found == set()


def test_no_judged_record_is_named_in_them(judged):
    keys = {key for row in judged for key in row["expected_keys"].split(";")}
    named = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(keys))) + r")\b")
    found = {path for path in _sources(*MEASURED) if named.search(path.read_text(encoding="utf-8"))}
    assert found == set()
