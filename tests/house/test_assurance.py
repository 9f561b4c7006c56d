"""What is said to be assured is tried: each test that `docs/assurance.md` names exists."""

import ast
import re

import pytest

from library_exchange.core.settings import CHECKOUT

PAGE = (CHECKOUT / "docs" / "assurance.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)))


@pytest.mark.parametrize(("file", "test"), NAMED, ids=lambda part: part.rpartition("/")[2])
def test_a_test_that_is_named_exists(file, test):
    tree = ast.parse((CHECKOUT / file).read_text(encoding="utf-8"))
    there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert any(name.startswith("test_") for name in there)
    assert not test or test in there


def test_every_goal_has_a_row_with_a_test_or_the_word_that_there_is_none_yet():
    rows = [line.strip("|").split("|") for line in PAGE.splitlines() if re.match(r"\| G\d+ \|", line)]
    assert [row[0].strip() for row in rows] == [f"G{number}" for number in range(1, 17)]
    untold = [row[0] for row in rows if len(row) != 5 or not ("tests/" in row[3] or row[4].strip())]
    assert untold == []
