"""The books of the demonstration: records of real editions, spread over the libraries by a plain rule.

The rule knows nothing of what a library really has; call numbers say that they are examples.
"""

import gzip
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from zlib import crc32

from pymarc import Field, Indicators, MARCReader, Record, Subfield

from library_exchange.demo.stories import SET_OF

FILES = ("records_zh.mrc.gz", "records_ru.mrc.gz")
CHINESE = (
    *("hlj-provincial", "hlj-provincial", "hlj-provincial", "heihe", "heihe", "harbin", "hlju", "hlju"),
    *("heihe-university", "mudanjiang", "suifenhe", "invented-room-cn"),
)
RUSSIAN = (
    *("dvgnb", "dvgnb", "dvgnb", "amur", "amur", "primorye", "primorye", "zabaykalye"),
    *("birobidzhan", "bgpu", "amgu", "invented-room-ru"),
)
"""The shelves that books are dealt to; a library that stands here more often gets more."""

TAG_OF_COPIES = {"chi": ("905", "s", "示例"), "rus": ("899", "j", "Пример")}
"""Where CNMARC and RUSMARC name copies: tag, subfield of the call number, and the word it begins with."""


@cache
def records() -> tuple[bytes, ...]:
    """Return every record as ISO 2709 in UTF-8, none with copies."""
    return tuple(_pieces())


def _pieces() -> Iterator[bytes]:
    for name in FILES:
        packed = (files(__package__) / name).read_bytes()
        yield from (piece + b"\x1d" for piece in gzip.decompress(packed).split(b"\x1d") if piece)


def holders(key: str, language: str, is_well_known: bool, is_unmistakable: bool) -> tuple[str, ...]:
    """Return the codes of the libraries that hold the record `key`, written in `language` (chi or rus).

    One at home, for a third of the books and whatever is well known another one; a fifth of the books stands across
    the border too, and some of these only there. Volumes of a set stand together. A record that two libraries' files
    could not be joined by is given to one library only.
    """
    number = crc32(SET_OF.get(key, key).encode())
    home, abroad = (CHINESE, RUSSIAN) if language == "chi" else (RUSSIAN, CHINESE)
    found = [home[number % len(home)]]
    if is_well_known or number % 3 == 0:
        found.append(home[number // 64 % len(home)])
    if number % 5 == 0:
        found.append(abroad[number // 4096 % len(abroad)])
    if number % 25 == 0 or not is_unmistakable:
        found = found[-1:]
    return tuple(dict.fromkeys(found))


def file_of(library: str) -> bytes:
    """Return the file that the library with the code `library` exports: its records with its copies."""
    found = []
    for serial, (record, wanted) in enumerate(_dealt(), start=1):
        if library in wanted:
            found.append(_with_copies(record, library, serial))
    return b"".join(found)


@cache
def _dealt() -> tuple[tuple[bytes, tuple[str, ...]], ...]:
    return tuple((raw, _holders_of(_parsed(raw))) for raw in records())


def _holders_of(record: Record) -> tuple[str, ...]:
    # The title in the other language (field 541) was added to what readers of both sides know.
    key, is_well_known = record["001"].data or "", "541" in record
    return holders(key, _language(record), is_well_known, _is_unmistakable(record))


def _is_unmistakable(record: Record) -> bool:
    has_author = "700" in record or "701" in record
    has_year = "210" in record and "d" in record["210"]
    return "010" in record or (has_author and has_year)


def _parsed(raw: bytes) -> Record:
    record: Record | None = next(MARCReader(raw, to_unicode=True, force_utf8=True))
    if record is None:
        raise ValueError("a record of the demonstration is damaged")
    return record


def _language(record: Record) -> str:
    return record["101"]["a"]


def _with_copies(raw: bytes, library: str, serial: int) -> bytes:
    record = _parsed(raw)
    tag, code, word = TAG_OF_COPIES[_language(record)]
    copy = [Subfield("a", library), Subfield(code, f"{word}-{serial:04d}")]
    for _number in range(1 + (serial % 7 == 0)):
        record.add_ordered_field(Field(tag, Indicators(" ", " "), list(copy)))
    return bytes(record.as_marc())
