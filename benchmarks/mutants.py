"""Faults seeded one at a time into modules of rules, services and rights: which of them does no test notice?

    make mutants                                       # some of every module watched
    make mutants ARGS="shipping/rules/claims.py -n 0"  # all of one module; names may have stars

The tests of a room are collected and run once without a fault, and each tells which statements it came by. Then a copy
of that process is made for each mutant (`benchmarks.rehearsal`): the changed function is put in place of the old one,
and only the tests that came by it are run again, the shortest first. A fault in what happens while a module is imported
(a table, an enumeration) is imported by a run of its own, with all tests of the room. No file is changed.

The same seed takes the same mutants. A survivor is a question, not yet a gap: some change nothing that anybody could
see. Too long counts as noticed and is told apart.
"""

import argparse
import ast
import copy
import os
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from benchmarks.rehearsal import (
    ANEW,
    BROKEN,
    NOTICED,
    PACKAGE,
    SURVIVED,
    TOO_LONG,
    Fault,
    import_anew,
    preload,
    rehearse,
)
from benchmarks.rehearsal import NOT_TRIED as OUT_OF_TIME

ROUNDS = "rounds/clearing/test_days.py rounds/clearing/test_rounds.py rounds/test_rounds.py"
WATCHED = (
    ("loans/rules/*.py", "loans/test_rules.py loans/test_sheets.py loans/test_labels.py loans/test_whole.py loans"),
    ("loans/services/*.py", "loans/test_journeys.py loans/test_needs.py loans/test_whole.py loans"),
    ("loan_messages/*.py", "loan_messages loans/test_journeys.py loans/test_rules.py loans"),
    ("loan_pictures/*.py", "loan_pictures"),
    ("loan_threads/*.py", "loans/test_threads.py"),
    ("supplier_order/*.py", "loans/test_ordering.py"),
    ("reader_requests/*.py", "loans/test_pages.py accounts"),
    ("work_queue/*.py", "work_queue loans/test_pages.py"),
    ("new_requests/*.py", "new_requests loans/test_journeys.py"),
    ("ledger/*.py", "ledger deals/test_deals.py deals/test_claims_and_accounts.py loans/test_fees.py"),
    ("rounds/rules/answers.py", ROUNDS),
    ("rounds/rules/rounds.py", ROUNDS),
    ("rounds/rules/clearing/*.py", "rounds/clearing"),
    ("shipping/rules/*.py", "shipping/test_rules.py shipping/test_sheets.py shipping/test_parts.py shipping"),
    ("consignment_papers/rules/*.py", "consignment_papers/test_rules.py consignment_papers"),
    ("core/outbox.py", "core/test_outbox.py core"),
    ("core/money.py", "core/test_money.py ledger/test_queries.py"),
    ("core/rights.py", "house/test_access.py house/test_parts.py house/test_rights.py"),
    ("accounts/policy.py", "house/test_access.py house/test_parts.py accounts"),
    ("shipping/policy.py", "house/test_access.py house/test_parts.py shipping"),
    ("deals/rules/*.py", "deals/test_sheets.py deals/test_filling.py house/test_parts.py deals"),
    ("deals/policy.py", "house/test_access.py house/test_parts.py deals"),
    ("offers/policy.py", "house/test_access.py house/test_parts.py offers"),
    ("rounds/policy.py", "house/test_access.py house/test_parts.py rounds"),
    ("loans/policy.py", "house/test_access.py house/test_parts.py loans"),
    *(
        (f"{room}/policy.py", f"house/test_access.py house/test_parts.py {room}")
        for room in ("address_requests", "answer_links", "duplicates", "reading_lists")
    ),
    ("*/policy.py", "house/test_access.py house/test_parts.py house/test_rights.py"),
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


def seeded(mutant: Mutant) -> Fault:
    """Return the changed tree of the module of a mutant, and where in it the change is."""
    tree = ast.parse((PACKAGE / mutant.module).read_text(encoding="utf-8"))
    node, is_inside = list(_walk(tree))[mutant.place]
    other = list(variants(node, _members(tree), is_inside))[mutant.variant]
    around = _around(tree, node)
    function = _function(around)

    class Put(ast.NodeTransformer):
        def visit(self, found: ast.AST) -> ast.AST:
            return ast.copy_location(other, found) if found is node else self.generic_visit(found)

    changed = ast.fix_missing_locations(Put().visit(tree))
    statement = next((each for each in reversed(around) if isinstance(each, ast.stmt)), None)
    return Fault(mutant.module, changed, function, statement.lineno if statement else 0)


def _around(tree: ast.AST, node: ast.AST) -> list[ast.AST]:
    """Return what a node stands in, from the whole tree down to itself."""
    above = {child: each for each in ast.walk(tree) for child in ast.iter_child_nodes(each)}
    found = [node]
    while found[-1] in above:
        found.append(above[found[-1]])
    return found[::-1]


def _function(around: list[ast.AST]) -> tuple[str, int] | None:
    """Return the outermost function that a node is in the body of: its qualified name and the first of its lines."""
    for number, each in enumerate(around):
        if isinstance(each, ast.FunctionDef) and around[number + 1 : number + 2]:
            names = [outer.name for outer in around[:number] if isinstance(outer, ast.ClassDef)]
            line = min(each.lineno, *(decorator.lineno for decorator in each.decorator_list), each.lineno)
            return (".".join((*names, each.name)), line) if around[number + 1] in each.body else None
    return None


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
    rooms: dict[tuple[str, ...], list[Mutant]] = defaultdict(list)
    for module in watched(asked.modules):
        rooms[tuple(tests_for(module))] += chosen(module, asked.n, asked.seed)
    preload()
    for tests, mutants in rooms.items():
        if mutants and time.monotonic() < until:
            _report(list(tests), mutants, asked.jobs, until)


def _report(tests: list[str], mutants: list[Mutant], jobs: int, until: float) -> None:
    """Try the mutants of modules that the same tests watch, and print how they end."""
    begun = time.monotonic()
    faults = [seeded(mutant) for mutant in mutants]
    outcomes, failed, took_s = rehearse(faults, tests, jobs, until)
    for test in failed:
        print(f"  fails without any fault and is left out: {test}")
    anew = [number for number, outcome in enumerate(outcomes) if outcome == ANEW]
    again = [OUT_OF_TIME] * len(anew)
    if not failed:
        again = import_anew([faults[number] for number in anew], tests, jobs, until, 120 + 5 * took_s)
    for number, outcome in zip(anew, again, strict=True):
        outcomes[number] = outcome
    for module in dict.fromkeys(mutant.module for mutant in mutants):
        ended = [
            (mutant, outcome) for mutant, outcome in zip(mutants, outcomes, strict=True) if mutant.module == module
        ]
        for mutant, outcome in ended:
            if outcome in (SURVIVED, TOO_LONG, BROKEN):
                print(f"  {outcome}: {module}:{mutant.line}  {mutant.what}")
        count = {each: sum(outcome == each for _mutant, outcome in ended) for each in set(outcomes)}
        noticed, long, left = (count.get(each, 0) for each in (NOTICED, TOO_LONG, OUT_OF_TIME))
        print(f"{module}: {noticed + long} of {len(ended) - left} noticed, {long} by taking too long, {left} not tried")
    print(f"  {' '.join(tests)}: {time.monotonic() - begun:.0f} s, {len(anew)} imported anew", flush=True)


if __name__ == "__main__":
    main()
