"""Faults seeded one at a time into modules of rules, services and rights: which of them does no test notice?

    make mutants                                       # some of every module watched, an hour or two
    make mutants ARGS="shipping/rules/claims.py -n 0"  # all of one module; names may have stars

No file is changed: a seeded module is compiled from its changed tree when the tests import it. The same seed takes the
same mutants. A survivor is a question, not yet a gap: some change nothing that anybody could see.
"""

import argparse
import ast
import copy
import importlib.abc
import importlib.util
import os
import random
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from types import ModuleType
from typing import Any

CHECKOUT = Path(__file__).resolve().parent.parent
PACKAGE = CHECKOUT / "library_exchange"
SEEDED = "SEEDED_MUTANT"
"""The environment variable that tells a run of the tests its mutant: the module's file and the mutant's number."""

ROUNDS = "rounds/clearing/test_days.py rounds/clearing/test_rounds.py rounds/test_rounds.py"
WATCHED = (
    ("loans/rules/*.py", "loans/test_rules.py loans/test_labels.py loans"),
    ("loans/services/*.py", "loans/test_journeys.py loans"),
    ("ledger/*.py", "ledger deals/test_deals.py"),
    ("rounds/rules/answers.py", ROUNDS),
    ("rounds/rules/rounds.py", ROUNDS),
    ("rounds/rules/clearing/*.py", "rounds/clearing"),
    ("shipping/rules/*.py", "shipping/test_rules.py shipping/test_parts.py shipping/test_last_days.py shipping"),
    ("core/outbox.py", "core/test_outbox.py core"),
    ("core/rights.py", "house/test_access.py house/test_rights.py"),
    ("accounts/policy.py", "house/test_access.py accounts"),
    ("shipping/policy.py", "house/test_access.py shipping/test_parts.py shipping"),
    ("deals/policy.py", "house/test_access.py deals"),
    ("offers/policy.py", "house/test_access.py offers"),
    ("rounds/policy.py", "house/test_access.py rounds"),
    ("loans/policy.py", "house/test_access.py loans"),
    ("*/policy.py", "house/test_access.py house/test_rights.py"),
)
"""Which modules of the package are tried, and by which tests, the likeliest to notice first; the first line counts."""
NOT_TRIED = ("*/__init__.py", "ledger/models.py", "ledger/labels.py", "ledger/display.py", "ledger/schemas.py")

SWAPS: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
}
DROPPED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Raise)


@dataclass(frozen=True)
class Mutant:
    """A module (its file in the package) with one node of its tree, the `place`-th on a walk, in another `variant`."""

    module: str
    place: int
    variant: int
    line: int
    what: str

    @property
    def told(self) -> str:
        """How a run of the tests is told of it."""
        return f"{self.module}:{self.place}:{self.variant}"


def variants(node: ast.AST, members: dict[str, list[str]], is_inside: bool) -> Iterator[ast.AST]:
    """Yield what may stand in the place of `node`; `members` are those of each enumeration that the module names."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield from (_with(node, ops=[other()]) for other in SWAPS.get(type(node.ops[0]), ()))
    elif isinstance(node, ast.BoolOp | ast.BinOp):
        yield from (_with(node, op=other()) for other in SWAPS.get(type(node.op), ()))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (ast.Constant(node.value + by) for by in (1, -1))
    elif isinstance(node, ast.Return) and node.value is not None:
        own = node.value.value if isinstance(node.value, ast.Constant) else ...
        yield from (ast.Return(ast.Constant(value)) for value in (None, True, False) if value is not own)
    elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        others = [name for name in members.get(node.value.id, ()) if name != node.attr]
        if node.attr.isupper() and others:
            yield _with(node, attr=others[sum(map(ord, node.attr)) % len(others)])
    elif isinstance(node, DROPPED) and is_inside:
        yield ast.Pass()


def _with(node: Any, **changed: Any) -> ast.AST:
    return type(node)(**{name: changed.get(name, getattr(node, name)) for name in node._fields})


def _walk(node: ast.AST, is_inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Yield each node whose change could change what happens, and whether it stands in a function: no type, no word."""
    yield node, is_inside
    is_inside = is_inside or isinstance(node, ast.FunctionDef)
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            is_word = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
            if isinstance(child, ast.AST) and not is_word:
                yield from _walk(child, is_inside)


def _members(tree: ast.AST) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr.isupper():
            found[node.value.id][node.attr] = None
    return {name: list(members) for name, members in found.items()}


def mutants_of(module: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its text."""
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    members = _members(tree)
    return [
        Mutant(module, place, number, getattr(node, "lineno", 0), f"{_written(node)}  →  {_written(other)}")
        for place, (node, is_inside) in enumerate(_walk(tree))
        for number, other in enumerate(variants(node, members, is_inside))
    ]


def _written(node: ast.AST) -> str:
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).splitlines()[0][:90]


def seeded(told: str) -> tuple[str, ast.AST]:
    """Return the file of the module of the mutant that was `told` of, and its changed tree."""
    module, place, variant = told.split(":")
    tree = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    node, is_inside = list(_walk(tree))[int(place)]
    other = list(variants(node, _members(tree), is_inside))[int(variant)]

    class Put(ast.NodeTransformer):
        def visit(self, found: ast.AST) -> ast.AST:
            return ast.copy_location(other, found) if found is node else self.generic_visit(found)

    return module, ast.fix_missing_locations(Put().visit(tree))


# In the run of the tests ----------------------------------------------------------------------------------------------


class Seeder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives out one module of the package with its fault."""

    def __init__(self, told: str) -> None:
        module, self.tree = seeded(told)
        self.path = PACKAGE / module
        self.name = ".".join(("library_exchange", *Path(module).with_suffix("").parts))

    def find_spec(self, fullname: str, _path: Any, _target: Any = None) -> Any:
        """Return how the seeded module is loaded; any other is looked for elsewhere."""
        return (
            importlib.util.spec_from_file_location(fullname, self.path, loader=self) if fullname == self.name else None
        )

    def create_module(self, _spec: Any) -> None:
        """Leave the making of the module to Python."""

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed tree in the module."""
        exec(compile(self.tree, str(self.path), "exec"), module.__dict__)  # type: ignore[arg-type]


def pytest_load_initial_conftests() -> None:
    """Seed the fault before anything of the package is imported."""
    if told := os.environ.get(SEEDED):
        sys.meta_path.insert(0, Seeder(told))


# From outside ---------------------------------------------------------------------------------------------------------


def tests_for(module: str) -> list[str]:
    """Return the tests of the room that a module belongs to."""
    wanted = next(tests for pattern, tests in WATCHED if fnmatch(module, pattern))
    return [f"tests/{name}" for name in wanted.split()]


def watched(patterns: list[str]) -> list[str]:
    """Return the modules watched, or those of them that fit one of `patterns`."""
    every = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py"))
    known = [name for name in every if any(fnmatch(name, pattern) for pattern, _tests in WATCHED)]
    tried = [name for name in known if not any(fnmatch(name, pattern) for pattern in NOT_TRIED)]
    return [name for name in tried if not patterns or any(fnmatch(name, pattern) for pattern in patterns)]


def run_tests(tests: list[str], told: str = "", limit_s: float | None = None) -> bool:
    """Return whether all `tests` pass; too long is not passing."""
    options = ["-x", "-q", "-p", "benchmarks.mutants", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
    command = [sys.executable, "-m", "pytest", *options, "-m", "not browser and not postgres", *tests]
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        done = subprocess.run(command, cwd=CHECKOUT, env=os.environ | {SEEDED: told}, timeout=limit_s, **silent)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def chosen(module: str, number: int, seed: int) -> list[Mutant]:
    """Return `number` mutants of a module, or all for 0; the same for the same seed."""
    every = mutants_of(module)
    if not number or number >= len(every):
        return every
    picked = random.Random(f"{seed} {module}").sample(every, number)
    return sorted(picked, key=lambda mutant: (mutant.place, mutant.variant))


def main() -> None:
    """Try the mutants and print the survivors, then how many of each module were noticed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", help="files of the package, with stars; all that are watched if none")
    parser.add_argument("-n", type=int, default=10, help="mutants of each module, 0 for all (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="other seeds take other mutants (%(default)s)")
    parser.add_argument("--minutes", type=float, default=120, help="begin no more after so long (%(default)s)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="at a time (%(default)s)")
    asked = parser.parse_args()
    until = time.monotonic() + 60 * asked.minutes
    for module in watched(asked.modules):
        if time.monotonic() < until:
            _report(module, chosen(module, asked.n, asked.seed), asked.jobs, until)


def _report(module: str, mutants: list[Mutant], jobs: int, until: float) -> None:
    tests, before = tests_for(module), time.monotonic()
    if not run_tests(tests):
        sys.exit(f"{module}: its tests fail without any fault")
    limit_s = 30 + 5 * (time.monotonic() - before)

    def survives(mutant: Mutant) -> bool | None:
        return run_tests(tests, mutant.told, limit_s) if time.monotonic() < until else None

    with ThreadPoolExecutor(jobs) as pool:
        outcomes = list(zip(mutants, pool.map(survives, mutants), strict=True))
    for mutant, lived in outcomes:
        if lived:
            print(f"  {module}:{mutant.line}  {mutant.what}")
    tried = [lived for _mutant, lived in outcomes if lived is not None]
    print(f"{module}: {tried.count(False)} of {len(tried)} noticed, {len(mutants) - len(tried)} not tried", flush=True)


if __name__ == "__main__":
    main()
