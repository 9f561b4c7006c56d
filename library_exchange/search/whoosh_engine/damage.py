"""Every way in which an unreadable index shows itself, made one error."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pickle import UnpicklingError

from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import CorruptIndexError

from library_exchange.search.errors import IndexDamaged

SIGNS = (
    WhooshIndexError,
    CorruptIndexError,
    UnpicklingError,
    OSError,
    EOFError,
    struct.error,
    zlib.error,
    AttributeError,
    ImportError,
    LookupError,
    NameError,
    TypeError,
    ValueError,
    AssertionError,
)
"""What reading torn files was seen to raise: unpickled nonsense fails in as many ways as there are types."""


@contextmanager
def told_as_damage(doing: str) -> Iterator[None]:
    """Raise `IndexDamaged` for whatever a damaged index makes Whoosh raise."""
    try:
        yield
    except SIGNS as error:
        raise IndexDamaged("unreadable-index", doing=doing, cause=repr(error)) from error
