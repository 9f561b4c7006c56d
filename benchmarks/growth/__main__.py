"""What grows with the catalogue, measured at several sizes: `python -m benchmarks.growth`.

    serve FOLDER             run a PostgreSQL and a node of OpenSearch with their data in a folder, until told to stop
    fill FOLDER TITLES       make the database of so many titles; with --of LESS, as one of fewer so many times
    measure FOLDER TITLES    measure beside it, and append what was measured to FOLDER/growth.jsonl
    plans FOLDER TITLES      tell which statements of pages and of the night read large tables whole
    table FILE...            print the table with its ratios

Titles, libraries and what these do are SYNTHETIC, and the same for the same seed.
"""

import argparse
import json
from pathlib import Path

from benchmarks.growth import filling, measuring, multiplying, plans, report, servers


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    acts = parser.add_subparsers(dest="act", required=True)
    serve = acts.add_parser("serve")
    serve.add_argument("folder", type=Path)
    serve.add_argument("--heap", type=int, default=2048, help="megabytes of the search node")
    made = {}
    for name in ("fill", "measure", "plans"):
        made[name] = acts.add_parser(name)
        made[name].add_argument("folder", type=Path)
        made[name].add_argument("titles", type=int)
        made[name].add_argument("--seed", type=int, default=1)
    made["fill"].add_argument("--of", type=int, help="make it of a database of so many titles")
    made["measure"].add_argument("--only", nargs="*", default=[], choices=list(measuring.SECTIONS))
    made["plans"].add_argument("--parts", nargs="*", default=["pages"], choices=["pages", "night"])
    table = acts.add_parser("table")
    table.add_argument("files", type=Path, nargs="+")
    return parser


def _fill(given: argparse.Namespace) -> None:
    found = servers.Servers.of(given.folder)
    if not given.of:
        filling.fill(found, given.titles, given.seed)
        return
    source, name = (filling.name_of(size, given.seed) for size in (given.of, given.titles))
    multiplying.multiply(found, source, name, given.titles // given.of)


def _measure(given: argparse.Namespace) -> None:
    found = measuring.measure(servers.Servers.of(given.folder), given.titles, given.seed, given.only)
    with (given.folder / "growth.jsonl").open("a", encoding="utf-8") as kept:
        kept.write(json.dumps(found) + "\n")


def _plans(given: argparse.Namespace) -> None:
    for line in plans.find(servers.Servers.of(given.folder), given.titles, given.seed, given.parts):
        print(line)


def main() -> None:
    """Do what is asked."""
    given = _parser().parse_args()
    acts = {
        "serve": lambda: servers.serve(given.folder, given.heap),
        "fill": lambda: _fill(given),
        "measure": lambda: _measure(given),
        "plans": lambda: _plans(given),
        "table": lambda: report.table(given.files),
    }
    acts[given.act]()


if __name__ == "__main__":
    main()
