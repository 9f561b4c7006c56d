"""The lock of who writes to the index dies with its process: orders wait for the living, and never for the dead."""

import os
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa

from library_exchange.catalogue.resources import engine
from library_exchange.catalogue.services import index
from library_exchange.core.db import reading, transaction
from library_exchange.core.models import OutboxMessage

HOLDING = """
import sys
from pathlib import Path
from library_exchange.search.folders import Folders
with Folders(Path(sys.argv[1]), sys.argv[2]).writing(5):
    print("holds", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(web):
    """Another process that holds the lock of the index, as one that is stopped in the middle of a commit."""
    root = engine()._folders.root
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(root), engine().made_by],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "holds\n"
    yield process
    process.kill()
    process.communicate()


def test_orders_wait_for_who_writes_and_are_carried_out_as_soon_as_it_is_dead(web, holder, deliver, monkeypatch):
    monkeypatch.setattr(engine(), "_lock_wait_s", 0.05)
    with transaction() as session:
        index.announce(session, [1])
    for _minute in range(12):
        assert deliver() == 0
    assert order() == (12, 0, None), "it waited and has not failed, so that it is tried each minute"
    os.kill(holder.pid, signal.SIGSTOP)
    assert deliver() == 0, "who is stopped lives"
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert deliver() == 1
    assert engine().count == 0


def order():
    with reading() as session:
        row = session.scalars(sa.select(OutboxMessage).where(OutboxMessage.kind == index.PUT)).one()
    return row.waits, row.attempts, row.done_at
