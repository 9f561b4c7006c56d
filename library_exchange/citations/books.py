"""What one line tells of a book, in whichever manner it is written."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Listed:
    """What a line tells of a book; `is_sure` unless its parts might be parted elsewhere."""

    title: str
    author: str = ""
    publisher: str = ""
    year: str = ""
    volume: str = ""
    parallel: str = ""
    is_sure: bool = True
