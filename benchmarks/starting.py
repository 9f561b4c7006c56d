"""CPU seconds until a command has answered: help and a dry run need no database, the others load the whole house.

python -m benchmarks.starting
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from library_exchange.demo.books import records

RUN = "from library_exchange.cli import main; main()"
TRIES = 5


def cpu_s(*arguments: str, folder: Path) -> float:
    """Return the least CPU seconds that a command took in a process of its own, of several tries."""
    found = []
    for _ in range(TRIES):
        before = os.times()
        own = os.environ | {"LX_INSTANCE_DIR": str(folder)}
        subprocess.run([sys.executable, "-c", RUN, *arguments], env=own, stdout=subprocess.DEVNULL, check=False)
        after = os.times()
        found.append(after.children_user - before.children_user + after.children_system - before.children_system)
    return min(found)


def main() -> None:
    """Print what each command takes."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        file = folder / "books.mrc"
        file.write_bytes(b"".join(records()[:50]))
        commands = {
            "--help": ("--help",),
            "import --dry-run, 50 records": ("import", str(file), "--library", "heihe", "--dry-run"),
            "check": ("check",),
        }
        for name, arguments in commands.items():
            print(f"{name:30} {cpu_s(*arguments, folder=folder):5.2f} s")


if __name__ == "__main__":
    main()
