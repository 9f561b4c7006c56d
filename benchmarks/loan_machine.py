"""The machine of loans, run long: does any of many thousand examples break what must always hold?

    python -m benchmarks.loan_machine --examples 10000 --database sqlite

It is the one of `tests/loans/traffic.py`, of which every run of the tests has a few examples. Examples come in batches,
each drawn from its own seed; a line tells of each batch that found nothing. The first broken example ends the run, made
as short as can be, and `--seed` with the number told brings it back. Ends with 1 if anything was broken.
"""

import argparse
import sys
import time
from dataclasses import replace
from typing import Any

import pytest

from benchmarks.ground import console
from tests.loans.effort import EFFORT, Batch, Effort

TEST = "tests/loans/test_invariants.py"


class Run:
    """A run of the machine with so much effort, which tells how far it has come."""

    def __init__(self, effort: Effort) -> None:
        self.effort = replace(effort, begins=self.begins, has_run=self.has_run)
        self.done, self.begun, self.cpu_s = 0, time.monotonic(), 0.0

    def pytest_configure(self, config: pytest.Config) -> None:
        """Have the test make this effort."""
        config.stash[EFFORT] = self.effort

    def begins(self, _world: Any) -> None:
        """Start the clocks."""
        self.begun, self.cpu_s = time.monotonic(), time.process_time()
        self.tell(f"{self.effort.examples:,} examples of {self.effort.steps} steps, seeds from {self.effort.seed}")

    def has_run(self, batch: Batch) -> None:
        """Tell of a batch that broke nothing."""
        self.done += batch.examples
        each_s = (time.process_time() - self.cpu_s) / self.done
        minutes = (time.monotonic() - self.begun) / 60
        self.tell(f"seed {batch.seed}: nothing broken in {self.done:,}; {each_s:.2f} CPU s each, {minutes:.0f} minutes")

    def tell(self, line: str) -> None:
        """Print a line at once: a run of hours is read while it lasts."""
        console.print(line)
        console.file.flush()


def main() -> int:
    """Run the machine; return 1 if an example broke something."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=int, default=1000, help="how many (%(default)s)")
    parser.add_argument("--database", choices=("sqlite", "postgres"), default="sqlite")
    parser.add_argument("--steps", type=int, default=20, help="of an example, at most (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the first batch, from 1 (%(default)s)")
    parser.add_argument("--batch", type=int, default=100, help="examples drawn from one seed (%(default)s)")
    asked = parser.parse_args()
    run = Run(Effort(asked.examples, asked.steps, asked.seed, asked.batch))
    options = ["-q", "-x", "-p", "no:cacheprovider", "--capture=fd", "--show-capture=no"]
    outcome = pytest.main([*options, TEST, "-k", asked.database, "-s"], plugins=[run])
    return 0 if outcome == 0 and run.done == asked.examples else 1


if __name__ == "__main__":
    sys.exit(main())
