"""What is said to be assured is tried: each test that is named exists and is not skipped, nothing is left out."""

import ast
import re
from collections import Counter
from functools import cache

import pytest

from library_exchange.core.settings import CHECKOUT

PAGE = (CHECKOUT / "docs" / "assurance.md").read_text(encoding="utf-8")
REQUIREMENTS = (CHECKOUT / "docs" / "asvs.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE + REQUIREMENTS)))
ROWS = [line.strip("|").split(" | ") for line in REQUIREMENTS.splitlines() if re.match(r"\| V\d", line)]
SECTIONS = {
    "V1": (2, 9, 11, 3, 2),
    "V2": (3, 3, 4, 1),
    "V3": (0, 2, 4, 6, 5, 0, 2),
    "V4": (3, 1, 2, 4),
    "V5": (1, 3, 2, 3),
    "V6": (3, 12, 4, 4, 5, 3, 0, 4),
    "V7": (3, 4, 2, 5, 2, 2),
    "V8": (2, 3, 1, 1),
    "V9": (3, 4),
    "V10": (2, 2, 4, 11, 5, 2, 3),
    "V11": (2, 3, 3, 4, 1, 1),
    "V12": (3, 2, 4),
    "V13": (1, 5, 2, 5),
    "V14": (2, 4, 3),
    "V15": (3, 3, 7),
    "V16": (1, 5, 4, 3, 3),
    "V17": (1, 4, 2),
}
"""How many requirements of levels 1 and 2 each section of each chapter of ASVS 5.0.0 has."""
STANDS = ("met", "partly", "open", "operator", "–")


@cache
def _tree(file):
    return ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))


def _is_skipped(function):
    """Whether a test is marked to be left out, or leaves itself out."""
    marks = " ".join(map(ast.unparse, function.decorator_list))
    return "skip" in marks or "xfail" in marks or "pytest.skip(" in ast.unparse(function)


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda part: part.rpartition("/")[2])
def test_a_test_that_is_named_exists_and_is_not_skipped(file, test):
    there = {node.name: node for node in ast.walk(_tree(file)) if isinstance(node, ast.FunctionDef)}
    assert any(name.startswith("test_") for name in there)
    assert not test or test in there
    assert not test or not _is_skipped(there[test])
    whole = (ast.unparse(node) for node in _tree(file).body if isinstance(node, ast.Assign))
    assert not [told for told in whole if told.startswith("pytestmark") and "skip" in told]


def test_every_goal_has_a_row_with_a_test_or_the_word_that_there_is_none_yet():
    rows = [line.strip("|").split("|") for line in PAGE.splitlines() if re.match(r"\| G\d+ \|", line)]
    assert [row[0].strip() for row in rows] == [f"G{number}" for number in range(1, 17)]
    untold = [row[0] for row in rows if len(row) != 5 or not ("tests/" in row[3] or row[4].strip())]
    assert untold == []


def test_no_requirement_of_the_standard_is_left_out():
    numbers = [row[0].strip() for row in ROWS]
    found = Counter(number.rpartition(".")[0] for number in numbers)
    wanted = {f"{chapter}.{at}": many for chapter, all_ in SECTIONS.items() for at, many in enumerate(all_, 1) if many}
    assert found == wanted
    assert len(set(numbers)) == len(numbers) == 253
    assert Counter(row[1] for row in ROWS) == {"1": 70, "2": 183}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].strip())
def test_what_is_met_names_its_proof_and_what_is_not_says_why(row):
    number, _level, asked, stands, proof = (part.strip().rstrip("|").strip() for part in row)
    assert stands in STANDS, number
    assert asked
    assert proof
    if stands == "met":
        assert re.search(r"`tests/|\]\(\w+\.md|`\w+/\w+\.py`", proof), number


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([\w-]+\.md)(?:#([\w-]+))?\)", REQUIREMENTS))))
def test_what_is_written_down_stands_where_it_is_said_to(target):
    file, anchor = target
    text = (CHECKOUT / "docs" / file).read_text(encoding="utf-8")
    headings = {
        re.sub(r"[^\w\- ]", "", line.lstrip("# ").lower()).replace(" ", "-")
        for line in text.splitlines()
        if line.startswith("#")
    }
    assert not anchor or anchor in headings


def test_the_figures_are_those_of_the_table():
    count = Counter(row[3].strip() for row in ROWS)
    applying = len(ROWS) - count["–"]
    told = (
        f"Of 253 requirements {count['–']} do not apply. Of the {applying} that do, {count['met']} are met,"
        f" {count['operator']} are the operator's, {count['partly']} are met partly, {count['open']} are open."
    )
    assert told in REQUIREMENTS
    assert f"{count['met']} of {applying}" in PAGE
