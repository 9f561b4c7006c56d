"""The faults that `make mutants` seeds: each is another program, none touches a file, and nothing watched is gone."""

import ast
import subprocess
import sys
import time
from fnmatch import fnmatch

import pytest

from benchmarks import mutants
from benchmarks.mutants import NOT_TRIED, PACKAGE, WATCHED, chosen, mutants_of, seeded, watched
from benchmarks.rehearsal import NOTICED, SURVIVED, TOO_LONG, Given, in_copies, living_functions, put_in_place, telling
from library_exchange.core.settings import CHECKOUT

RULES = "rounds/rules/answers.py"


@pytest.mark.parametrize("pattern", [*(pattern for pattern, _tests in WATCHED), *NOT_TRIED])
def test_what_is_watched_is_there(pattern):
    assert any(fnmatch(str(path.relative_to(PACKAGE)), pattern) for path in PACKAGE.rglob("*.py"))


def test_each_module_watched_has_tests_of_its_room():
    for module in watched([]):
        assert all((CHECKOUT / tests).exists() for tests in mutants.tests_for(module)), module
    assert not any(name.endswith("__init__.py") for name in watched([]))
    assert watched(["shipping/rules/claims.py"]) == ["shipping/rules/claims.py"]


@pytest.mark.parametrize("module", [RULES, "core/outbox.py", "shipping/rules/claims.py"])
def test_every_mutant_is_a_program_of_its_own(module):
    plain = ast.unparse(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
    programs = []
    for mutant in mutants_of(module):
        tree = seeded(mutant).tree
        compile(tree, module, "exec")
        programs.append(ast.unparse(tree))
    assert len(programs) > 50
    assert plain not in programs


def test_the_same_seed_takes_the_same_mutants():
    assert chosen(RULES, 5, seed=1) == chosen(RULES, 5, seed=1) != chosen(RULES, 5, seed=2)
    assert chosen(RULES, 0, seed=1) == mutants_of(RULES)


def seeded_with(module, what):
    (mutant,) = [each for each in mutants_of(module) if each.what == what]
    return seeded(mutant)


def given(module, tree, **known):
    """The module made from a tree, beside the one that everybody else has."""
    finder = Given({module: tree}, **known)
    (name,) = finder.paths
    made = type(ast)(name)
    finder.find_spec(name, None).loader.exec_module(made)
    assert finder.find_spec("library_exchange.rounds.rules.rounds", None) is None
    return made


def test_a_fault_of_import_is_in_the_module_that_is_given_and_the_file_stays_as_it_is():
    before = (PACKAGE / RULES).read_bytes()
    fault = seeded_with(RULES, "400  →  401")
    assert fault.function is None
    assert given(RULES, fault.tree).LONGEST_SEARCH_DAYS == 401
    assert (PACKAGE / RULES).read_bytes() == before


def test_a_fault_in_a_function_reaches_whoever_holds_the_function_and_the_right_program_reaches_them_too():
    module = "shipping/rules/counting.py"
    plain = ast.parse((PACKAGE / module).read_text(encoding="utf-8"))
    faults = [seeded(mutant) for mutant in mutants_of(module) if seeded(mutant).function]
    made = given(module, plain)
    held = {name: each for name, each in vars(made).items() if callable(each)}
    codes = {name: each.__code__ for name, each in held.items() if hasattr(each, "__code__")}
    own = {key: [each for each in found if each.__globals__ is vars(made)] for key, found in _living(module)}
    for fault in faults:
        assert put_in_place(fault, own), fault.function
        name = fault.function[0]
        assert held[name].__code__ != codes[name]
        held[name].__code__ = codes[name]


def _living(module):
    return living_functions([module]).items()


def test_a_watched_module_tells_what_was_done_and_nothing_else():
    module, seen = "ledger/rules.py", set()
    made = given(module, telling(module), __seen__=seen.add)
    assert not seen
    assert made.turned(()) == ()
    assert len(seen) == 1
    made.sides(())
    assert len(seen) == 4, "a movement that was not there has not been added"


def test_a_copy_says_whether_its_tests_pass_and_one_that_goes_wrong_says_nothing_of_them():
    def goes_wrong():
        raise LookupError

    ended = {}
    acts = [lambda: True, lambda: False, goes_wrong, lambda: time.sleep(60)]
    in_copies([(act, 1) for act in acts], 2, time.monotonic() + 60, ended.__setitem__)
    assert ended == {0: SURVIVED, 1: NOTICED, 2: "broken", 3: TOO_LONG}


REHEARSED = """
import sys, time
from benchmarks.mutants import mutants_of, seeded
from benchmarks.rehearsal import rehearse
faults = [seeded(each) for each in mutants_of("ledger/rules.py")]
faults = [fault for fault in faults if fault.function and fault.function[0] == "turned"]
print(rehearse(faults[:1], sys.argv[1:], 1, time.monotonic() + 60)[:2])
"""
TWO_TESTS = """
from library_exchange.ledger.rules import turned
def test_that_fails_anyway(): assert False
def test_that_can_notice(): assert turned(()) == ()
"""


def test_a_test_that_fails_anyway_is_named_and_keeps_no_other_from_noticing(tmp_path):
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\n")
    path = tmp_path / "test_two.py"
    path.write_text(TWO_TESTS)
    run = subprocess.run(
        [sys.executable, "-c", REHEARSED, str(path)], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    outcomes, failed = ast.literal_eval(run.stdout.splitlines()[-1])
    assert outcomes == [NOTICED]
    assert [name.partition(" ")[0].rpartition("::")[2] for name in failed] == ["test_that_fails_anyway"]
