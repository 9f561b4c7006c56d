"""Readers fed with what no one would write, steered to where their code has not been: what makes one fall is kept.

    python -m benchmarks.fuzzing                       every reader for LX_ASSURE_FUZZ seconds each
    python -m benchmarks.fuzzing records queries       some of them

Seeds are the bad inputs of `tests/bad_input`. With atheris (`pip install atheris`) the code that was reached steers
what is tried next; without it the seeds are changed at random. Whatever makes a reader raise what it does not promise,
lose a byte of a file or take longer than two seconds is written to LX_FUZZ_FOUND (`instance/fuzzing`), to become an
entry of the corpus once it is mended. Exit code 1 if there was anything.
"""

import hashlib
import importlib
import importlib.util
import os
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from library_exchange.core.errors import InvalidInput
from library_exchange.core.settings import CHECKOUT

SECONDS = int(os.environ.get("LX_ASSURE_FUZZ", "600"))
FOUND = Path(os.environ.get("LX_FUZZ_FOUND", str(CHECKOUT / "instance" / "fuzzing")))
SLOW_S, LONGEST_B = 2.0, 4096
SIGNS_OF_RECORDS = (
    b"\x1d",
    b"\x1e",
    b"\x1fa",
    b"00026",
    b"\x1b$1",
    b"TY  - BOOK\n",
    b"@book{",
    b"#200: ^A",
    b"*****\n",
)
MARKUP = (b"<record>", b"</record>", b"<![CDATA[", b"<!--", b"]]>", b"&#0;")
SIGNS_OF_TABLES = (b"\t", b"\r\n", b";", b"|", b"978-7-207-08555-9", b"1990", *map(str.encode, ("экз.", "册", "Т. 2-")))
BYTES = (b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"9" * 40)
SIGNS_OF_QUERIES = (b" and ", b" or ", b"(", b")", b"*", b"-", b":", b"title:", b"\\", b'"', *map(str.encode, "《«"))
CITED = (b" / ", " — ".encode())
PIECES = (*SIGNS_OF_RECORDS, *MARKUP, *SIGNS_OF_TABLES, *BYTES, *SIGNS_OF_QUERIES, *CITED)
"""What a change at random puts in, where no code that was reached steers it."""


# Readers import what they feed when they are asked: atheris watches only what is imported under its eyes (`steered`).


class Lost(Exception):
    """Bytes of a file belong to no record that was read and to none that was refused."""


def records(data: bytes) -> None:
    """Read a file of records or a table; whatever it is, each record has the bytes that it says."""
    from library_exchange.marc import formats, reading

    # What is unpacked, or read as UTF-8 from UTF-16, has offsets of its own.
    is_written_anew = data.startswith((b"\x1f\x8b", b"PK", b"\xff\xfe", b"\xfe\xff"))
    is_written_anew = is_written_anew or formats.utf16_of(data) is not None
    at = 0
    for each in reading.read(BytesIO(data)):
        if not is_written_anew and (each.offset < at or data[each.offset : each.next_offset] != each.raw):
            raise Lost(f"a record at {each.offset} behind {at}")
        at = each.next_offset


def files(data: bytes) -> None:
    """Read a file as an import does."""
    from library_exchange.imports.services import contents

    for _each in contents.read(BytesIO(data)):
        pass


def tables(data: bytes) -> None:
    """Read a list that is sent as a file."""
    from library_exchange.list_reading.services import reading as list_reading

    with suppress(InvalidInput):
        list_reading.table(list_reading.rows_sent(data) or [])


def lists(data: bytes) -> None:
    """Read a list that is pasted."""
    from library_exchange.list_reading.services import reading as list_reading

    with suppress(InvalidInput):
        list_reading.pasted(data.decode("utf-8", "replace"))


def messages(data: bytes) -> None:
    """Read a document of ISO 18626, and what it says."""
    from library_exchange.protocols.iso18626.from_document import hear
    from library_exchange.protocols.iso18626.rules.reading import Unreadable, read, read_confirmation
    from library_exchange.protocols.iso18626.rules.shims import Shim

    read_confirmation(data)
    try:
        document = read(data)
    except Unreadable:
        return
    for shim in Shim:
        hear(document, shim)


def harvested(data: bytes) -> None:
    """Read a page of records of a harvest."""
    from library_exchange.harvesting.rules import answers

    for read in (answers.read_page, answers.read_repository, answers.read_formats, answers.read_sets):
        with suppress(answers.NotUnderstood, answers.TokenRefused):
            read(data)


def queries(data: bytes) -> None:
    """Read a reader's query, and the same as CQL."""
    from library_exchange.protocols.sru.rules import cql
    from library_exchange.protocols.sru.rules.diagnostics import Diagnostic
    from library_exchange.search import query

    text = data.decode("utf-8", "replace")
    clauses, _is_cut = query.parse(text)
    if len(clauses) > query.MOST_CLAUSES:
        raise Lost("more clauses than may be")
    query.said(text, query.FIELDS_SAID["zh"])
    try:
        cql.parse(text)
        cql.parse_clause(text)
    except Diagnostic:
        pass


def references(data: bytes) -> None:
    """Read a citation, an OpenURL, a file of references."""
    from library_exchange.citations import openurl, pasted, reference_files

    text = data.decode("utf-8", "replace")
    openurl.read_query(text)
    pasted.take_apart(text[:1000])
    reference_files.rows_in(text)


def _encoded(told: Iterable[Any]) -> list[bytes]:
    return [each if isinstance(each, bytes) else each.encode("utf-8", "replace") for each in told]


def _seeds(name: str) -> list[bytes]:
    """Return what a reader is fed first: of the bad inputs those that are not long."""
    from tests.bad_input import corpus, harvested, lists, messages, queries

    told: Mapping[str, Iterable[Any]] = {
        "lists": lists.LISTS.values(),
        "references": lists.LISTS.values(),
        "messages": messages.DOCUMENTS.values(),
        "harvested": [*harvested.PAGES.values(), *harvested.OTHERS.values()],
        "queries": queries.QUERIES.values(),
    }
    files = [content for kind in corpus.FILES.values() for content in kind.values()]
    return [each for each in _encoded(told.get(name, files)) if len(each) <= LONGEST_B]


READERS: dict[str, Callable[[bytes], None]] = {
    "records": records,
    "files": files,
    "tables": tables,
    "lists": lists,
    "messages": messages,
    "harvested": harvested,
    "queries": queries,
    "references": references,
}
MODULES = ("library_exchange.marc", "library_exchange.list_reading", "library_exchange.citations")
MODULES += ("library_exchange.protocols", "library_exchange.search.query", "library_exchange.harvesting")
MODULES += ("library_exchange.core.delimited", "library_exchange.core.text", "library_exchange.imports")


class Watched:
    """A reader that is fed, and what made it fall: each place once."""

    def __init__(self, name: str) -> None:
        self.name, self.read = name, READERS[name]
        self.fed, self.places = 0, set[str]()
        self.longest = 0.0

    def feed(self, data: bytes) -> None:
        """Feed the reader; keep what it cannot digest."""
        self.fed += 1
        began = time.process_time()
        try:
            self.read(data)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            self.keep(f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}", data)
        took = time.process_time() - began
        self.longest = max(self.longest, took)
        if took > SLOW_S:
            self.keep("slow", data)

    def keep(self, place: str, data: bytes) -> None:
        """Keep an input, if none is known for this place."""
        if place in self.places:
            return
        self.places.add(place)
        FOUND.mkdir(parents=True, exist_ok=True)
        path = FOUND / f"{self.name}-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        print(f"{self.name}: {place}, kept as {path}", flush=True)

    def told(self) -> str:
        """Return what came of it."""
        return f"{self.name}: fed {self.fed} times, longest {self.longest:.2f} s, {len(self.places)} places fell"


def at_random(watched: Watched, chance: random.Random, seconds: float) -> None:
    """Feed a reader with its seeds, and then with some of them changed at random."""
    seeds = _seeds(watched.name)
    for each in seeds:
        watched.feed(each)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        watched.feed(changed(chance.choice(seeds), chance.choice(seeds), chance))


def changed(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return bytes with some put in, left out, said again, or the end of `other` in place of their own."""
    for _time in range(chance.randrange(1, 6)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.randrange(1, 24))
        ways = (
            data[:at] + chance.choice(PIECES) + data[at:],
            data[:at] + data[end:],
            data[:end] + data[at:end] * chance.randrange(1, 40) + data[end:],
            data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
            data[:at] + other[chance.randrange(len(other) + 1) :],
        )
        data = chance.choice(ways)[:LONGEST_B]
    return data


def steered(watched: Watched, seed: int, seconds: int) -> None:
    """Feed a reader by what of its code was reached (atheris); ends the process."""
    atheris = importlib.import_module("atheris")
    with atheris.instrument_imports(include=list(MODULES)):
        watched.read(b"")
    folder = Path(tempfile.mkdtemp(prefix=f"fuzzing-{watched.name}-"))
    for number, each in enumerate(_seeds(watched.name)):
        (folder / str(number)).write_bytes(each)
    FOUND.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + seconds

    def feed(data: bytes) -> None:
        watched.feed(data)
        if time.monotonic() > end:
            print(watched.told(), flush=True)
            os._exit(bool(watched.places))  # libFuzzer never returns

    options = [f"-max_len={LONGEST_B}", f"-seed={seed}", "-timeout=60", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={FOUND}/{watched.name}-", str(folder)], feed)
    atheris.Fuzz()


def has_atheris() -> bool:
    """Whether what was reached can steer what is tried."""
    return importlib.util.find_spec("atheris") is not None


def one(name: str, seed: int) -> int:
    """Feed one reader in this process; return 1 if it fell."""
    watched = Watched(name)
    if has_atheris():
        steered(watched, seed, SECONDS)
    else:
        at_random(watched, random.Random(f"{seed} {name}"), SECONDS)
        print(watched.told())
    return bool(watched.places)


def every(names: Iterable[str], seed: int) -> bool:
    """Feed readers, each in a process of its own; return whether all of them held."""
    words = [sys.executable, "-m", "benchmarks.fuzzing", "--one"]
    codes = [subprocess.run([*words, name, str(seed)], cwd=CHECKOUT, check=False).returncode for name in names]
    return not any(codes)


def main(words: list[str]) -> int:
    """Feed the readers that are named, or all."""
    if words[:1] == ["--one"]:
        return one(words[1], int(words[2]))
    seed = int(os.environ.get("LX_ASSURE_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(
        f"seed {seed}, {SECONDS} s each, {'steered by atheris' if has_atheris() else 'changed at random'}", flush=True
    )
    return 0 if every(words or list(READERS), seed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
