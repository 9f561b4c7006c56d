"""What bandit finds in the package, but for what is explained: in the line itself, or in the table here.

    python -m benchmarks.scanning        exit code 1 if anything is unexplained, or a row of the table explains nothing

bandit is no part of the test environment: `pip install bandit`. ruff has the same rules (S…), and each exception from
them stands in its line, `# noqa: S…`.
"""

import importlib.util
import json
import re
import subprocess
import sys
from typing import NamedTuple

from library_exchange.core.settings import CHECKOUT

NO_PASSWORD, QUOTES = "the name of something, no password", "only quotes are written, nothing is parsed"
EXPLAINED = {
    ("accounts/security.py", "B105"): NO_PASSWORD,
    ("catalogue/services/index.py", "B311"): "which records a night looks at is no secret",
    ("commands/serving.py", "B310"): "the service asks itself at its own address",
    ("copy_cataloguing/services/asking.py", "B404"): "the call is explained where it stands",
    ("core/postgres_tools.py", "B404"): "the call is explained where it stands",
    ("harvesting/rules/given.py", "B406"): QUOTES,
    ("harvesting/rules/progress.py", "B105"): NO_PASSWORD,
    ("harvesting/rules/torn.py", "B406"): QUOTES,
    ("leaving/services/ending.py", "B105"): NO_PASSWORD,
    ("marc/writing/files.py", "B406"): QUOTES,
    ("marc/xml.py", "B406"): QUOTES,
    ("protocols/union_records/xml_text.py", "B406"): QUOTES,
    ("search/whoosh_engine/damage.py", "B403"): "the name of an error, nothing is unpickled",
    ("second_factors/services.py", "B105"): NO_PASSWORD,
    ("statistics/queries.py", "B113"): "a dictionary is called requests",
    ("web_discovery/rules.py", "B406"): QUOTES,
}
"""Findings that no line explains: file and rule, and why it is none."""


class Finding(NamedTuple):
    """What bandit found: file, rule, the first and the last line that it speaks of, and its words."""

    file: str
    rule: str
    first: int
    last: int
    words: str


def findings() -> list[Finding]:
    """Return what bandit finds in the package."""
    words = [sys.executable, "-m", "bandit", "-q", "-r", "library_exchange", "-f", "json"]
    done = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return [
        Finding(
            each["filename"].rpartition("library_exchange/")[2],
            each["test_id"],
            min(each["line_range"]),
            max(each["line_range"]),
            each["issue_text"],
        )
        for each in json.loads(done.stdout)["results"]
    ]


def is_explained(found: Finding) -> bool:
    """Whether one of the lines of a finding, or the table, says why it is none."""
    if (found.file, found.rule) in EXPLAINED:
        return True
    lines = (CHECKOUT / "library_exchange" / found.file).read_text(encoding="utf-8").splitlines()
    return any(re.search(r"# noqa: .*S\d|# noqa: BLE", each) for each in lines[found.first - 1 : found.last])


def main() -> int:
    """Tell what is unexplained."""
    if importlib.util.find_spec("bandit") is None:
        print("scan: bandit is not installed")
        return 1
    found = findings()
    left = [each for each in found if not is_explained(each)]
    for each in left:
        print(f"{each.file}:{each.first} {each.rule} {each.words}")
    idle = sorted(EXPLAINED.keys() - {(each.file, each.rule) for each in found})
    for file, rule in idle:
        print(f"{file} {rule} is explained, but not found")
    print(f"scan: {len(found)} findings, {len(left)} of them unexplained, {len(idle)} explanations of nothing")
    return 1 if left or idle else 0


if __name__ == "__main__":
    sys.exit(main())
