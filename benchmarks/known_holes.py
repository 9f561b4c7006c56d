"""Whether holes are known in the libraries that the service stands on: pip-audit asks, where it is installed.

    python -m benchmarks.known_holes

It needs the network, and is best installed in an environment of its own (`pip install pip-audit`) and named in
LX_PIP_AUDIT. Exit code 1 if it knows of any, or could not ask about one of them.
"""

import os
import shutil
import subprocess
import sys

from library_exchange.core.settings import CHECKOUT

WORDS = ("-r", "requirements-hashes.lock", "--require-hashes", "--disable-pip", "--strict", "--progress-spinner", "off")


def main() -> int:
    """Ask, and return the exit code of who was asked."""
    tool = os.environ.get("LX_PIP_AUDIT") or shutil.which("pip-audit")
    if tool is None:
        print("audit: pip-audit is not installed, so it is left out")
        return 0
    return subprocess.run([tool, *WORDS], cwd=CHECKOUT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
