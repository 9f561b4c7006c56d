"""The faults that the machine of loans is tried on: each is still another program than ours."""

import ast

import pytest

from benchmarks.loan_seeds import SEEDS
from benchmarks.rehearsal import PACKAGE


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_the_text_that_a_seeded_fault_changes_stands_in_the_code_once(seed):
    text = (PACKAGE / seed.file).read_text(encoding="utf-8")
    assert ast.dump(seed.tree()) != ast.dump(ast.parse(text))


def test_there_are_faults_enough_and_each_has_a_name_of_its_own():
    assert len({seed.name for seed in SEEDS}) == len(SEEDS) >= 16
