"""Small markets for the clearing: libraries on both banks, their offers and wants."""

from collections.abc import Iterator

import pytest

from library_exchange.rounds.rules.clearing.clear import SIMPLEX, find_simplex


@pytest.fixture
def no_solver(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which `highspy` is not installed."""
    import sys

    monkeypatch.delitem(sys.modules, SIMPLEX, raising=False)
    monkeypatch.setitem(sys.modules, "highspy", None)
    yield
    # What was imported during the test belongs to that machine.
    sys.modules.pop(SIMPLEX, None)


@pytest.fixture
def solver() -> object:
    """The solving module; skips where `highspy` is not installed."""
    return find_simplex() or pytest.skip("there is no highspy for this machine")
