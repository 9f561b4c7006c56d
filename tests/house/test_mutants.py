"""The faults that `make mutants` seeds: each is another program, none touches a file, and nothing watched is gone."""

import ast
import sys
from fnmatch import fnmatch

import pytest

from benchmarks import mutants
from benchmarks.mutants import NOT_TRIED, PACKAGE, WATCHED, Seeder, chosen, mutants_of, seeded, watched
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
        _module, tree = seeded(mutant.told)
        compile(tree, module, "exec")
        programs.append(ast.unparse(tree))
    assert len(programs) > 50
    assert plain not in programs


def test_the_same_seed_takes_the_same_mutants():
    assert chosen(RULES, 5, seed=1) == chosen(RULES, 5, seed=1) != chosen(RULES, 5, seed=2)
    assert chosen(RULES, 0, seed=1) == mutants_of(RULES)


def test_a_seeded_module_is_given_to_whoever_imports_it_and_the_file_stays_as_it_is(monkeypatch):
    before = (PACKAGE / RULES).read_bytes()
    name = "library_exchange.rounds.rules.answers"
    (mutant,) = [each for each in mutants_of(RULES) if each.what == "400  →  401"]
    monkeypatch.setattr(sys, "meta_path", [Seeder(mutant.told), *sys.meta_path])
    monkeypatch.delitem(sys.modules, name, raising=False)
    spec = sys.meta_path[0].find_spec(name, None)
    module = type(sys)(name)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    assert module.LONGEST_SEARCH_DAYS == 401
    assert sys.meta_path[0].find_spec("library_exchange.rounds.rules.rounds", None) is None
    assert (PACKAGE / RULES).read_bytes() == before
