"""Taking files in, against reading the same bytes with bare pymarc: `python -m benchmarks.importing`."""

from io import BytesIO
from pathlib import Path

from pymarc import MARCReader

from benchmarks.ground import SHARED_DATA, add_library, cpu_s, drain, fresh_app, median_cpu_s, show, take_in
from library_exchange.core.settings import CHECKOUT
from library_exchange.marc import reading

FILES = {
    "CNMARC, 259 records": ("golden/catalogue_zh_utf8.iso", "CN"),
    "RUSMARC, 471 records": ("marc/rusmarc/irbis_istu_ibis_471_utf8.iso", "RU"),
}


def _bare(raw: bytes) -> int:
    return sum(1 for _record in MARCReader(raw, force_utf8=True, to_unicode=True))


def _described(raw: bytes) -> int:
    return sum(1 for _each in reading.read(BytesIO(raw)))


def _rows(name: str, path: Path, country: str) -> list[list[str]]:
    raw = path.read_bytes()
    records = _bare(raw)
    bare = median_cpu_s(lambda: _bare(raw))
    described = median_cpu_s(lambda: _described(raw), rounds=3)
    with fresh_app() as (_app, folder):
        library = add_library("bench", country)
        stored = cpu_s(lambda: take_in(path, library, folder))
        indexed = cpu_s(drain)
        again = cpu_s(lambda: take_in(path, library, folder))
    steps = [
        ("bare pymarc", bare),
        ("read, encoding found, described", described),
        ("taken in: preview, matching, database", stored),
        ("indexed", indexed),
        ("the same file again: nothing changes", again),
    ]
    return [[f"{name}: {step}", f"{records / cpu:,.0f}", f"{cpu / bare:.1f}"] for step, cpu in steps]


def main() -> None:
    """Print the table."""
    if not SHARED_DATA.is_dir():
        raise SystemExit(f"The real files are read from {SHARED_DATA.relative_to(CHECKOUT.parent)}, which is absent.")
    rows = [row for name, (path, country) in FILES.items() for row in _rows(name, SHARED_DATA / path, country)]
    show("Import", ["step", "records per CPU-second", "÷ bare pymarc"], rows)


if __name__ == "__main__":
    main()
