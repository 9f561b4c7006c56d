"""Tables that were packed: a zip file with one table in it, and nothing else, is read as that table."""

from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from library_exchange.documents.unpacking import MOST_UNPACKED_B
from library_exchange.marc.packing import ZIP, Archive
from library_exchange.marc.verdicts import Damaged

ENDINGS = frozenset((".xlsx", ".xls", ".ods", ".csv", ".tsv", ".tab", ".txt"))


def opened(file: BinaryIO) -> BinaryIO:
    """Return the only table in a zip file as a file of its own, and every other file as it is, at its start.

    What is locked, damaged or far too large is left as it is: who reads it tells why.
    """
    file.seek(0)
    is_zip = file.read(len(ZIP)) == ZIP
    content = _only_table(file) if is_zip else None
    file.seek(0)
    return BytesIO(content) if content else file


def _only_table(file: BinaryIO) -> bytes | None:
    try:
        members = list(Archive(file).members())
    except Damaged:
        return None
    if len(members) != 1 or PurePosixPath(members[0].name).suffix.lower() not in ENDINGS:
        return None
    if members[0].size_b > MOST_UNPACKED_B:
        return None
    content = b"".join(iter(lambda: members[0].source.read(MOST_UNPACKED_B), b""))
    return None if members[0].source.fault else content
