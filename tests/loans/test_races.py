"""Clerks as processes with their own connections want the same thing at the same moment (see `benchmarks.races`)."""

import json
import os
import subprocess
import sys

import pytest
import sqlalchemy as sa

from library_exchange.core.settings import CHECKOUT

ROUNDS = 4


def race(url):
    """Run every race a few rounds; return what each gave and whether all were fair."""
    command = [sys.executable, "-m", "benchmarks.races", "--rounds", str(ROUNDS), "--database", url, "--json"]
    done = subprocess.run(command, cwd=CHECKOUT, env=os.environ, capture_output=True, text=True, timeout=120)
    assert done.stdout.startswith("{"), done.stderr
    return json.loads(done.stdout), done.returncode == 0


def test_exactly_one_clerk_wins_and_the_others_read_why(database_url):
    results, is_fair = race(database_url)
    told = {outcome for result in results.values() for outcome in result["outcomes"]}
    assert is_fair, results
    assert told <= {"won", "copy-taken", "no-such-step", "changed-meanwhile", "heard-before"}
    assert {name: result["outcomes"]["won"] for name, result in results.items()} == dict.fromkeys(results, ROUNDS)


def test_without_the_index_the_race_shows_copies_promised_twice(sqlite_url):
    engine = sa.create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX one_active_loan_per_item")
    engine.dispose()
    results, is_fair = race(sqlite_url)
    assert not is_fair
    assert results["the same past the service"]["fair"] == 0
    assert results["clerks promise the last copy"]["fair"] == ROUNDS  # the service's own check is polite and right


@pytest.fixture(autouse=True)
def _forks():
    if not hasattr(os, "fork"):
        pytest.skip("this system cannot fork")
