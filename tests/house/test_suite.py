"""The tests keep house too: no clock decides whether they pass."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from library_exchange.core.settings import CHECKOUT

TESTS = CHECKOUT / "tests"
MODULES = sorted(TESTS.rglob("*.py"))


def _calls_of_settings(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "settings":
            yield node


def test_no_example_has_a_deadline():
    assert settings().deadline is None


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(TESTS)))
def test_no_test_has_a_deadline_of_its_own(path):
    own = [call.lineno for call in _calls_of_settings(path) if "deadline" in {given.arg for given in call.keywords}]
    assert own == [], "the profile in tests/conftest.py says it for all"
