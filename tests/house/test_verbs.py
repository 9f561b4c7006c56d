"""Every verb and every reading has a caller: what no page, job, command or other room reaches is taken out."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from library_exchange.core.settings import CHECKOUT

PACKAGE = CHECKOUT / "library_exchange"
DOORS = {"views", "api", "peer", "cli", "jobs", "room", "app"}
NOT_THE_PRODUCT = {"demo", "migrations"}
"""A verb that only the demonstration calls, people cannot reach."""
FURNITURE = {"services", "queries"}
WITHOUT_A_CALLER: dict[str, str] = {}
"""What may stand without one, with the reason."""

Function = tuple[str, str]


@cache
def modules() -> dict[str, ast.Module]:
    paths = [path for path in sorted(PACKAGE.rglob("*.py")) if not NOT_THE_PRODUCT & set(path.parts)]
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in paths}


def _name(path: Path) -> str:
    return ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__")


@cache
def functions() -> dict[Function, ast.FunctionDef]:
    return {
        (module, node.name): node
        for module, tree in modules().items()
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
    }


@cache
def known_names(module: str) -> dict[str, str | Function]:
    """Return what a module's imports mean: a module of ours, or a name of one."""
    found: dict[str, str | Function] = {}
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = whole if whole in modules() else (node.module, alias.name)
    return found


def called(module: str, code: ast.AST) -> Iterator[Function]:
    """Yield what `code` names of functions, be it called at once or handed on in a table."""
    names = known_names(module)
    for node in ast.walk(code):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            place = names.get(node.value.id)
            if isinstance(place, str):
                yield place, node.attr
        elif isinstance(node, ast.Name):
            meant = names.get(node.id, (module, node.id))
            if isinstance(meant, tuple):
                yield meant


def beginnings() -> Iterator[Function]:
    """Yield what doors name, and what tables and registrations of any module name."""
    for module, tree in modules().items():
        is_door = bool(DOORS & set(module.split(".")))
        for node in tree.body:
            is_plain = isinstance(node, ast.FunctionDef) and not node.decorator_list
            if (is_door or not is_plain) and not isinstance(node, (ast.Import, ast.ImportFrom)):
                yield from called(module, node)


def reached() -> set[Function]:
    found: set[Function] = set()
    ahead = list(beginnings())
    while ahead:
        function = ahead.pop()
        if function in functions() and function not in found:
            found.add(function)
            ahead += called(function[0], functions()[function])
    return found


def test_every_verb_and_every_reading_is_reached_from_a_door():
    lonely = {
        f"{module}.{name}"
        for module, name in functions().keys() - reached()
        if FURNITURE & set(module.split(".")) and not name.startswith("_")
    }
    assert lonely == set(WITHOUT_A_CALLER)


def test_the_search_for_callers_sees_doors_tables_and_what_lies_behind_them():
    """Were it blind, the test above could not fail."""
    found = reached()
    assert ("library_exchange.regulations.services", "add_service") in found, "a page calls it"
    assert ("library_exchange.loans.services.night", "let_due_dates_come") in found, "it stands in a table"
    assert ("library_exchange.ledger.services", "reverse") in found, "another room's verb calls it"
    assert ("library_exchange.ledger.services", "nothing_of_the_kind") not in found
    assert len([each for each in functions() if each not in found]) < len(found)
