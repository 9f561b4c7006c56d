"""Faults that the machine of loans must catch, each with what it is; and a command that tries it on them.

    python -m benchmarks.loan_seeds                  # every fault, in a copy of the run; no file is changed
    python -m benchmarks.loan_seeds retry renewal    # those whose names have one of these words

For each the machine (`tests/loans/traffic.py`, no other test) runs until it breaks, and a line tells after how many
examples and over what. Ends with 1 if a fault lives.
"""

import argparse
import ast
import functools
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.rehearsal import PACKAGE, Given, in_copies, preload, run_pytest

TEST = "tests/loans/test_invariants.py"


@dataclass(frozen=True)
class Seed:
    """A fault: in the text of a file of the package `old`, which stands there once, is `new`."""

    name: str
    file: str
    old: str
    new: str
    without_index: str = ""
    """An index of the database that would stop the fault; it is dropped first, to see that the machine would notice."""

    def tree(self) -> ast.AST:
        """Return the tree of the file with the fault in it; raises ValueError if the old text is not there once."""
        text = (PACKAGE / self.file).read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.name}: the old text is there {text.count(self.old)} times")
        return ast.parse(text.replace(self.old, self.new))


STEPS, TRANSITIONS, DELIVERY = "loans/services/steps.py", "loans/services/transitions.py", "loan_messages/services.py"
UNDOING = "loans/services/undoing.py"
ASKS, LENDS, OUTBOX = "loans/rules/requesting.py", "loans/rules/supplying.py", "core/outbox.py"
SEEDS = (
    Seed(
        "a delivery is applied twice",
        DELIVERY,
        """    if heard is not None and not _may_fit_now(heard, message, loan):
        return Confirmation(heard.confirmation, heard.error, heard.error_text)
    verdict = arrival(message.seq, loan.received_seq if loan else 0) if message.seq else Arrival.APPLY
    if verdict is Arrival.DUPLICATE:
        return TAKEN
""",
        """    verdict = arrival(message.seq, loan.received_seq if loan else 0) if message.seq else Arrival.APPLY
""",
    ),
    Seed(
        "a message that comes too early is taken at once",
        DELIVERY,
        "        raise NotYet\n",
        "        pass\n",
    ),
    Seed(
        "a message about a request that has not come yet is lost",
        DELIVERY,
        "(loan is not None or message.form.type is not MessageType.SUPPLYING)",
        "loan is not None",
    ),
    Seed(
        "a message is taken and not counted as heard",
        DELIVERY,
        "str(said), found, heard | facts, at)",
        "str(said), found, facts, at)",
    ),
    Seed(
        "the guard of the guarded update is left out",
        "core/versions.py",
        ".where(col(table.id) == row.id, col(table.version) == seen)  # type",
        ".where(col(table.id) == row.id)  # type",
    ),
    Seed(
        "what the page showed is not compared with what is there",
        STEPS,
        "if given.version is not None and given.version != loan.version:",
        "if given.version is not None and given.version > loan.version:",
    ),
    Seed(
        "a row of the outbox is marked before it is sent",
        OUTBOX,
        "            for carry_out in (kind.handler, *(_followers.get(messages[0].kind, ()) if is_shared else ())):\n",
        """            with database.transaction() as session:
                mark = sa.update(OutboxMessage).where(col(OutboxMessage.id).in_(ids))
                session.execute(mark.values(done_at=now(), claimed_until=None))
            for carry_out in (kind.handler, *(_followers.get(messages[0].kind, ()) if is_shared else ())):
""",
    ),
    Seed(
        "a message that must wait counts as sent",
        OUTBOX,
        """        _release(database, ids, {"waits": col(OutboxMessage.waits) + 1}, due_at=now())
        return 0
""",
        "        pass\n",
    ),
    Seed(
        "what a dead worker had claimed is never freed",
        OUTBOX,
        "col(row.claimed_until).is_not(None) if machine is None",
        "(col(row.claimed_until) < now()) if machine is None",
    ),
    Seed(
        "a refused cancellation forgets where the request stood",
        ASKS,
        "(R.CANCEL_PENDING, IN.CANCEL_NO): LoanStep(BACK, PARTNER)",
        "(R.CANCEL_PENDING, IN.CANCEL_NO): LoanStep(R.SENT, PARTNER)",
    ),
    Seed(
        "news during a cancellation overwrites where the request stood",
        "loans/rules/steps.py",
        "return kept if target is before else before",
        "return before",
    ),
    Seed(
        "a retry makes a request of the same number",
        STEPS,
        '| {"attempt": loan.attempt + 1, "sent_at": at, "previous_no": loan.public_no}',
        '| {"sent_at": at, "previous_no": loan.public_no}',
    ),
    Seed(
        "a retry remembers how much the last attempt had heard",
        STEPS,
        '    "received_seq": 0,\n',
        "",
    ),
    Seed(
        "late news moves a finished loan",
        LENDS,
        '_steps[_state, _message] = LoanStep(STAY, PARTNER, facts={"state_before": _where})',
        "_steps[_state, _message] = LoanStep(_where, PARTNER)",
    ),
    Seed(
        "the due date still waits for an answer after a renewal",
        ASKS,
        "_steps[_state, IN.RENEW_YES] = LoanStep(STAY, PARTNER, sets_due=DUE.RENEWED)",
        "_steps[_state, IN.RENEW_YES] = LoanStep(STAY, PARTNER)",
    ),
    Seed(
        "a renewal does not tell the new day",
        TRANSITIONS,
        '    Outgoing.RENEW_YES: ("due_on",),\n',
        "    Outgoing.RENEW_YES: (),\n",
    ),
    Seed(
        "a copy is promised to two libraries",
        STEPS,
        "    if copies.held_item_ids(session, [item.id]):\n        raise Conflict",
        "    if False:\n        raise Conflict",
        without_index="one_active_loan_per_item",
    ),
    Seed(
        "a check-in is undone after the copy was lent again",
        UNDOING,
        "    if refusal is not None:\n",
        "    if False:\n",
    ),
    Seed(
        "a withdrawn request goes on being worked at",
        LENDS,
        "_steps[_state, IN.WITHDRAWN] = LoanStep(S.CANCELLED, PARTNER)",
        "_steps[_state, IN.WITHDRAWN] = LoanStep(STAY, PARTNER)",
    ),
    Seed(
        "a loan taken up again has no supplier in the order",
        TRANSITIONS,
        "            rota.take_up_again(session, loan)\n",
        "            pass\n",
    ),
    Seed(
        "a step that moves nothing says what it says without a number",
        TRANSITIONS,
        "    if step.message is not None:\n        values",
        "    if step.message is not None and target is not taking.before:\n        values",
    ),
    Seed(
        "a copy that cannot be read is not made again",
        LENDS,
        'IN.UNREADABLE): LoanStep(S.TO_SHIP, PARTNER, facts={"delivered_at": None})',
        "IN.UNREADABLE): LoanStep(STAY, PARTNER)",
    ),
)


class Trial:
    """A run of the machine on code with a fault in it, which writes into a file what broke and when."""

    def __init__(self, seed: Seed, examples: int, told: Path) -> None:
        from tests.loans.effort import EFFORT, Effort

        self.key, self.seed, self.told, self.world, self.why = EFFORT, seed, told, None, ""
        self.effort = Effort(examples, steps=20, seed=1, shrinks=False, begins=self.begins)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Have the test make this effort."""
        config.stash[self.key] = self.effort

    def begins(self, world: Any) -> None:
        """Drop the index that would stop the fault."""
        from library_exchange.core.db import database

        self.world = world
        if self.seed.without_index:
            with database().engine.begin() as connection:
                connection.exec_driver_sql(f"DROP INDEX {self.seed.without_index}")

    def pytest_runtest_makereport(self, call: pytest.CallInfo[None]) -> None:
        """Write down what broke, and in which example; a run that did not come to the machine has caught nothing."""
        if call.when == "call":
            raised = call.excinfo.value if call.excinfo else None
            while isinstance(raised, BaseExceptionGroup):
                raised = raised.exceptions[0]
            what = f"{type(raised).__name__}: {raised}".splitlines()[0] if raised else ""
            examples = self.world.examples - bool(raised) if self.world else 0  # what broke is tried once more
            self.told.write_text(json.dumps({"what": what if examples else "", "examples": examples}), encoding="utf-8")


def survives(seed: Seed, examples: int, told: Path) -> bool:
    """Run the machine in this process, with a fault in the package; return whether nothing broke."""
    sys.meta_path.insert(0, Given({seed.file: seed.tree()}))
    return run_pytest([TEST, "-k", "sqlite"], [Trial(seed, examples, told)]) == 0


def main() -> int:
    """Try the machine on the faults; return 1 if one of them lives."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*", help="of the names of faults; all of them if none")
    parser.add_argument("--examples", type=int, default=300, help="after which a fault counts as living (%(default)s)")
    parser.add_argument("--jobs", type=int, default=1, help="at a time (%(default)s)")
    asked = parser.parse_args()
    wanted = [seed for seed in SEEDS if not asked.words or any(word in seed.name for word in asked.words)]
    caught: list[bool] = []
    preload()
    with tempfile.TemporaryDirectory() as folder:
        told = [Path(folder) / f"{number}.json" for number in range(len(wanted))]

        def done(number: int, outcome: str) -> None:
            found = json.loads(told[number].read_text(encoding="utf-8")) if told[number].exists() else {"what": ""}
            caught.append(bool(found["what"]))
            end = f"{found['examples']} examples | {found['what'][:100]}" if found["what"] else f"NOT CAUGHT, {outcome}"
            print(f"{wanted[number].name} | {end}", flush=True)

        work = [(functools.partial(survives, each, asked.examples, told[n]), 3600.0) for n, each in enumerate(wanted)]
        in_copies(work, asked.jobs, time.monotonic() + 86_400, done)
    return 0 if all(caught) else 1


if __name__ == "__main__":
    sys.exit(main())
