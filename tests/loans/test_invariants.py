"""Whatever clerks, workers and the post do, the books and the two sides of a request stay in order."""

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.internal.conjecture import providers
from hypothesis.stateful import run_state_machine_as_test

from library_exchange.core.db import database
from tests.loans.effort import EFFORT, EVERY_RUN
from tests.loans.traffic import Traffic, World, messages_only


@pytest.fixture
def no_constants(monkeypatch):
    """Hypothesis reads every module of ours for numbers worth trying, which takes longer than many examples."""
    monkeypatch.setattr(providers, "_get_local_constants", providers.Constants)


def test_whatever_happens_the_books_and_the_sides_stay_in_order(app, no_constants, make_desk, agree, pytestconfig):
    effort = pytestconfig.stash.get(EFFORT, EVERY_RUN[database().url.get_backend_name()])
    with messages_only() as way:
        askers = (make_desk("Heihe", "CN"), make_desk("Harbin", "CN"))
        Traffic.world = World(askers, make_desk("Chita", "RU"), frozenset(agree), way)
        effort.begins(Traffic.world)
        for batch in effort.batches():
            machine = seed(batch.seed)(type("Traffic", (Traffic,), {})) if batch.seed else Traffic
            limits = settings(
                max_examples=batch.examples,
                stateful_step_count=effort.steps,
                suppress_health_check=list(HealthCheck),
                derandomize=not batch.seed,
                database=None,
                phases=(Phase.generate, Phase.shrink) if effort.shrinks else (Phase.generate,),
            )
            run_state_machine_as_test(machine, settings=limits)
            effort.has_run(batch)
