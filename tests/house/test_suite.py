"""The tests keep house too: no clock decides whether they pass, and nothing old is tested."""

import ast
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import settings

from library_exchange.core import schema
from library_exchange.core.settings import CHECKOUT
from tests import templates

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


def test_a_template_is_made_once_and_anew_when_what_it_is_made_of_has_changed(tmp_path, monkeypatch):
    (tmp_path / "templates").mkdir()
    config = SimpleNamespace(cache=SimpleNamespace(mkdir=tmp_path.joinpath))
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "bridge.sqlite").write_text(f"{len(made)}", encoding="utf-8")

    def content(folder: str) -> str:
        (tmp_path / folder).mkdir()
        return templates.kept(config, "empty", make, tmp_path / folder).read_text(encoding="utf-8")

    assert [content("first"), content("second")] == ["1", "1"]
    monkeypatch.setattr(templates, "mark", lambda: "something else")
    assert [content("third"), content("fourth")] == ["2", "2"]


def test_a_template_is_made_of_migrations_models_and_known_names():
    parts = {str(path.relative_to(CHECKOUT)) for path in templates.sources()}
    assert parts >= {
        *(str(path.relative_to(CHECKOUT)) for path in schema.VERSIONS.glob("*.py")),
        *(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "library_exchange").rglob("models/*.py")),
        *(str(path.relative_to(CHECKOUT)) for path in (CHECKOUT / "library_exchange").rglob("models.py")),
        *("library_exchange/catalogue/authority/persons.tsv", "library_exchange/catalogue/authority/works.tsv"),
        *("requirements-test.lock", "tests/conftest.py", "tests/templates.py"),
    }
