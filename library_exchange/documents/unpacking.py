"""Spreadsheets are zip files: how large one becomes is found out before anything reads it."""

import re
import zlib
from io import BytesIO
from zipfile import BadZipFile, ZipFile, ZipInfo

ZIP = b"PK\x03\x04"
MOST_UNPACKED_B = 30 * 1024 * 1024
"""Some 50,000 lines of a list of books."""
UNSUSPICIOUS_B = 5 * 1024 * 1024
MOST_TIMES = 60
"""What is larger than that when unpacked must not have been packed tighter than this."""
MOST_PARTS = 2000
MOST_CELLS = 5_000_000
"""A table is kept whole in memory, from its first cell to its farthest."""
CHUNK_B = 1024 * 1024
_CELL = re.compile(rb'\br\s*=\s*["\']([A-Z]{1,3})(\d{1,7})["\']')
_LONGEST_CELL_B = 24


class TooLarge(Exception):
    """What is packed is far larger than a list of books."""


class Damaged(Exception):
    """This is no whole zip file."""


def check(content: bytes) -> None:
    """Raise TooLarge for a packed spreadsheet that would fill the memory, Damaged for one that cannot be unpacked."""
    if not content.startswith(ZIP):
        return
    try:
        with ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            _check_sizes(parts, len(content))
            for part in parts:
                _check_part(packed, part)
    except (BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError) as error:
        raise Damaged from error


def _check_sizes(parts: list[ZipInfo], packed_b: int) -> None:
    unpacked_b = sum(part.file_size for part in parts)
    is_tight = unpacked_b > UNSUSPICIOUS_B and unpacked_b > MOST_TIMES * packed_b
    if len(parts) > MOST_PARTS or unpacked_b > MOST_UNPACKED_B or is_tight:
        raise TooLarge


def _check_part(packed: ZipFile, part: ZipInfo) -> None:
    """Unpack a part, which proves that it is as large as it says, and look where the farthest cell of a table is."""
    is_table = part.filename.startswith("xl/worksheets/")
    columns = rows = 1
    before = b""
    with packed.open(part) as stream:
        while chunk := stream.read(CHUNK_B):
            if is_table:
                for letters, number in _CELL.findall(before + chunk):
                    columns, rows = max(columns, _column(letters)), max(rows, int(number))
                before = chunk[-_LONGEST_CELL_B:]
    if columns * rows > MOST_CELLS:
        raise TooLarge


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
