"""Every way in which an unreadable index shows itself, made one error; a full disk is another."""

import errno
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from library_exchange.core.errors import Unavailable
from library_exchange.search.errors import IndexDamaged

_log = logging.getLogger(__name__)

SIGNS = (ValueError, OSError, LookupError, TypeError, RuntimeError, MemoryError)
"""What tantivy raises; a panic is no `Exception` and is known by its name alone."""
PANIC = "PanicException"
# No space left, quota exceeded, read-only, file too large: tantivy tells them in words.
_NO_ROOM = re.compile(r"os error (28|122|30|27)\b|code: (28|122|30|27)\b|No space left|StorageFull")
_CODES = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG}


def is_no_room(error: BaseException) -> bool:
    """Whether an error says that nothing can be written any more."""
    return bool(_NO_ROOM.search(str(error))) or getattr(error, "errno", None) in _CODES


@contextmanager
def told_as_damage(doing: str) -> Iterator[None]:
    """Raise `IndexDamaged` for whatever a damaged index makes tantivy raise, `Unavailable` when there is no room."""
    try:
        yield
    except (IndexDamaged, Unavailable):
        raise
    except BaseException as error:
        if not isinstance(error, SIGNS) and type(error).__name__ != PANIC:
            raise
        if is_no_room(error):
            raise Unavailable("no-room-for-index", cause=repr(error)) from error
        _log.warning("index unreadable while doing %s", doing, exc_info=True)
        raise IndexDamaged("unreadable-index", doing=doing, cause=repr(error)) from error
