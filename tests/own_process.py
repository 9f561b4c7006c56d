"""Processes of the product that tests serve, kill and start again, each the child of one that has read the code.

Reading it takes three seconds of a processor, and a test that kills a service starts it anew.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

READ = (
    *("library_exchange.app", "library_exchange.commands.serving", "library_exchange.commands.connecting"),
    "holidays.countries",
)


def _mother() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(READ))
    return context


MOTHER = _mother()


def begin(words: tuple[str, ...], env: Mapping[str, str], folder: Path, log: Path) -> ForkServerProcess:
    """Run `library-exchange` with these words, environment and folder; what it prints goes to the end of `log`."""
    process = MOTHER.Process(target=_run, args=(words, dict(env), folder, log), daemon=True)
    process.start()
    return process


def _run(words: tuple[str, ...], env: dict[str, str], folder: Path, log: Path) -> None:
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(env)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for told in (1, 2):
        os.dup2(out, told)
    sys.argv = ["library-exchange", *words]
    from library_exchange.cli import main

    main()
