"""Taking files in, against reading the same bytes with bare pymarc: `python -m benchmarks.importing [TIMES]`.

With TIMES the files are made so many times as large: each record again with another number, another ISBN and two more
words before its title, so that it is another book. Half of that is taken in before anything is measured.
"""

import sys
from copy import deepcopy
from io import BytesIO
from pathlib import Path
from random import Random
from typing import NamedTuple

from pymarc import Field, MARCReader, Record, Subfield

from benchmarks.ground import SHARED_DATA, add_library, cpu_s, drain, fresh_app, median_cpu_s, show, take_in
from library_exchange.core.settings import CHECKOUT
from library_exchange.marc import reading


class _Tags(NamedTuple):
    """Where a format has the number of a book, its title and a note."""

    isbn: str
    title: str
    note: str


UNIMARC, MARC21 = _Tags("010", "200", "300"), _Tags("020", "245", "500")
FILES = {
    "CNMARC, 259 records": ("golden/catalogue_zh_utf8.iso", "CN", UNIMARC),
    "RUSMARC, 471 records": ("marc/rusmarc/irbis_istu_ibis_471_utf8.iso", "RU", UNIMARC),
    "MARC 21, 100 records": ("marc/marc21/loc_books_all_2014_100.mrc", "RU", MARC21),
}


def _records(raw: bytes) -> list[Record]:
    return [each for each in MARCReader(raw, force_utf8=True, to_unicode=True) if each is not None]


def _bare(raw: bytes) -> int:
    return len(_records(raw))


def _described(raw: bytes) -> int:
    return sum(1 for _each in reading.read(BytesIO(raw)))


def _rows(name: str, path: Path, country: str, tags: _Tags) -> list[list[str]]:
    raw = path.read_bytes()
    records = _bare(raw)
    bare = median_cpu_s(lambda: _bare(raw))
    described = median_cpu_s(lambda: _described(raw), rounds=3)
    with fresh_app() as (_app, folder):
        library = add_library("bench", country)
        steps = [("bare pymarc", bare), ("read, encoding found, described", described)]
        steps += _steps(path, tags, library, folder)
    return [_row(f"{name}: {step}", records, cpu, bare) for step, cpu in steps]


def _rows_of_many(name: str, path: Path, country: str, tags: _Tags, times: int) -> list[list[str]]:
    before, measured = _many(_records(path.read_bytes()), tags, times)
    bare = median_cpu_s(lambda: _bare(b"".join(measured)))
    with fresh_app() as (_app, folder):
        library = add_library("bench", country)
        for at, piece in enumerate((before, measured)):
            (folder / f"{at}.iso").write_bytes(b"".join(piece))
        take_in(folder / "0.iso", library, folder)
        drain()
        steps = _steps(folder / "1.iso", tags, library, folder)
    return [_row(f"{name}, {len(measured):,} after as many: {step}", len(measured), cpu, bare) for step, cpu in steps]


def _steps(path: Path, tags: _Tags, library: int, folder: Path) -> list[tuple[str, float]]:
    corrected = folder / "corrected.iso"
    corrected.write_bytes(b"".join(_corrected(each, tags) for each in _records(path.read_bytes())))
    return [
        ("taken in: preview, matching, database", cpu_s(lambda: take_in(path, library, folder))),
        ("indexed", cpu_s(drain)),
        ("the same file again: nothing changes", cpu_s(lambda: take_in(path, library, folder))),
        ("again, a note added to each record", cpu_s(lambda: take_in(corrected, library, folder))),
    ]


def _corrected(record: Record, tags: _Tags) -> bytes:
    record.add_ordered_field(Field(tags.note, (" ", " "), [Subfield("a", "Another note")]))
    return bytes(record.as_marc())


def _row(name: str, records: int, cpu: float, bare: float) -> list[str]:
    return [name, f"{records / cpu:,.0f}", f"{cpu / bare:.1f}"]


def _many(records: list[Record], tags: _Tags, times: int) -> tuple[list[bytes], list[bytes]]:
    """Return two halves of so many books, made of these records."""
    chance = Random(1)
    words = [word for each in records for value in each[tags.title].get_subfields("a", "e") for word in value.split()]
    made = [_another(each, tags, f"{n}-{at}", words, chance) for n in range(times) for at, each in enumerate(records)]
    return made[: len(made) // 2], made[len(made) // 2 :]


def _another(record: Record, tags: _Tags, number: str, words: list[str], chance: Random) -> bytes:
    found = deepcopy(record)
    found.remove_fields("001", tags.isbn)
    found.add_ordered_field(Field("001", data=number))
    digits = [9, 7, 8, 5, *(chance.randrange(10) for _ in range(8))]
    check = -sum(digit * (1, 3)[at % 2] for at, digit in enumerate(digits)) % 10
    isbn = "".join(map(str, (*digits, check)))
    found.add_ordered_field(Field(tags.isbn, (" ", " "), [Subfield("a", isbn)]))
    # The title in pinyin would be that of the first book still.
    title = found[tags.title]
    title.subfields = [each for each in title.subfields if each.code not in ("A", "9")]
    title["a"] = " ".join((*chance.sample(words, 2), title["a"]))
    return bytes(found.as_marc())


def main() -> None:
    """Print the table."""
    if not SHARED_DATA.is_dir():
        raise SystemExit(f"The real files are read from {SHARED_DATA.relative_to(CHECKOUT.parent)}, which is absent.")
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 0
    rows = []
    for name, (path, country, tags) in FILES.items():
        where = SHARED_DATA / path
        rows += _rows_of_many(name, where, country, tags, times) if times else _rows(name, where, country, tags)
    show("Import", ["step", "records per CPU-second", "÷ bare pymarc"], rows)


if __name__ == "__main__":
    main()
