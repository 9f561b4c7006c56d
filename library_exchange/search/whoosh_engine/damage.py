"""Every way in which an unreadable index shows itself, made one error; a full disk is another."""

import errno
import logging
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pickle import UnpicklingError

from whoosh import reading
from whoosh.fields import FieldConfigurationError
from whoosh.filedb.filetables import FileFormatError
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import TermNotFound

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged

_log = logging.getLogger(__name__)

# Not every variant of Whoosh has a name for it.
CorruptIndexError: type[Exception] = getattr(reading, "CorruptIndexError", TermNotFound)

SIGNS = (
    WhooshIndexError,
    CorruptIndexError,
    TermNotFound,
    FieldConfigurationError,
    FileFormatError,
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
    ArithmeticError,
    MemoryError,
    RecursionError,
)
"""What reading torn files was seen to raise: unpickled nonsense fails in as many ways as there are types."""


NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


@contextmanager
def told_as_damage(doing: str) -> Iterator[None]:
    """Raise `IndexDamaged` for whatever a damaged index makes Whoosh raise."""
    try:
        yield
    except Exception as error:
        # Where it knows no better, Whoosh raises `Exception` itself.
        is_sign = isinstance(error, SIGNS) or type(error) is Exception
        if not is_sign or (isinstance(error, OSError) and error.errno in NO_ROOM):
            raise
        _log.warning("index unreadable while doing %s", doing, exc_info=True)
        raise IndexDamaged("unreadable-index", doing=doing, cause=repr(error)) from error


@contextmanager
def told_when_full() -> Iterator[None]:
    """Raise `Unavailable` when there is no room to write: the index is as it was, and nothing needs rebuilding."""
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Unavailable("no-room-for-index", cause=repr(error)) from error
