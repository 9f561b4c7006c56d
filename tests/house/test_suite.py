"""The tests keep house too: no clock decides whether they pass, and what may differ is tried on both databases."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings

from library_exchange.core import schema
from library_exchange.core.settings import CHECKOUT
from tests import conftest, databases, templates

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


def _modules_named_in(tree: ast.AST) -> dict[str, ModuleType]:
    """Return the modules of the product that a file names, by the names it gives them; AttributeError if one lacks."""
    named = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("library_exchange"):
            for alias in node.names:
                try:
                    named[alias.asname or alias.name] = import_module(f"{node.module}.{alias.name}")
                except ModuleNotFoundError:
                    getattr(import_module(str(node.module)), alias.name)
    return named


@pytest.mark.parametrize(
    "path", [*MODULES, *sorted((CHECKOUT / "benchmarks").glob("*.py"))], ids=lambda p: str(p.relative_to(CHECKOUT))
)
def test_what_a_file_asks_of_the_product_is_there(path):
    """What was renamed is named anew wherever it is used: types are not checked here, and a benchmark runs seldom."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = _modules_named_in(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in named:
            assert hasattr(named[node.value.id], node.attr), f"line {node.lineno}: {ast.unparse(node)}"


@pytest.mark.parametrize("path", sorted((TESTS / "journeys").glob("*.py")), ids=lambda p: p.name)
def test_a_journey_waits_for_what_it_reads(path):
    """A press returns before the answer has come: what is read whole at once may be nothing, or the page before."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    at_once = [
        call.lineno for call in calls if ast.unparse(call.func).endswith(("page.content", "page.wait_for_load_state"))
    ]
    assert at_once == [], "say what is to be seen, or press `with page.expect_navigation():`"


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
        *("library_exchange/authority/persons.tsv", "library_exchange/authority/works.tsv"),
        *("requirements-test.lock", "tests/conftest.py", "tests/templates.py"),
    }


@pytest.mark.parametrize("name", databases.ON_BOTH)
def test_a_file_on_the_list_of_both_databases_has_tests_and_a_reason(name):
    assert re.search(r"^def test_", (TESTS / name).read_text(encoding="utf-8"), re.MULTILINE)
    assert databases.ON_BOTH[name]


def test_every_file_on_the_list_of_both_databases_uses_a_database(request):
    """Looks at the files that this run has collected: all, if it is a run of all tests."""
    collected = {item.path: False for item in request.session.items}
    for item in request.session.items:
        collected[item.path] |= bool(set(databases.BY_KIND) & set(getattr(item, "fixturenames", ())))
    idle = [name for name in databases.ON_BOTH if not collected.get(TESTS / name, True)]
    assert idle == [], "none of their tests asks for a database of either kind"


@pytest.mark.parametrize(
    "line",
    [
        "with pytest.raises(IntegrityError):",
        "session.execute(sa.text(words))",
        "Thread(target=clerk)",
        "schema.upgrade(app)",
    ],
)
def test_who_looks_at_a_database_from_below_is_on_the_list(tmp_path, monkeypatch, line):
    monkeypatch.setattr(databases, "CHECKOUT", tmp_path)
    (tmp_path / "tests").mkdir()
    plain, low = tmp_path / "tests" / "test_plain.py", tmp_path / "tests" / "test_low.py"
    plain.write_text("def test_books_travel(app): ...", encoding="utf-8")
    low.write_text(f"def test_books_travel(app):\n    {line}", encoding="utf-8")
    assert databases.kinds_for(plain) == ("sqlite",)
    with pytest.raises(databases.NotListed, match=r"test_low\.py"):
        databases.kinds_for(low)


def test_two_workers_begin_with_the_longest_files():
    def item(name: str, is_journey: bool) -> Any:
        marker = "browser" if is_journey else None
        return SimpleNamespace(path=Path(name), get_closest_marker=lambda asked: asked == marker)

    items = [item("short", False), item("long", False), item("journey", True), item("long", False)]
    with_flag, without = (SimpleNamespace(getoption=lambda *_a, kept=kept, **_m: kept) for kept in (False, True))
    conftest.pytest_collection_modifyitems(without, items)
    assert [found.path.name for found in items] == ["short", "long", "journey", "long"]
    conftest.pytest_collection_modifyitems(with_flag, items)
    assert [found.path.name for found in items] == ["journey", "long", "long", "short"]
