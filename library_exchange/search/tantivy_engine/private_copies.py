"""What readers open in place of the files of the index: checked copies without a name, which nobody can cut short.

tantivy maps files into memory, and where a mapped file loses its end, the system ends the process.
"""

import logging
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from zlib import crc32

from tantivy import Index

from library_exchange.search.checksums import Stamp, Stamps, pieces
from library_exchange.search.errors import IndexDamaged
from library_exchange.search.folders import DESK
from library_exchange.search.tantivy_engine.damage import is_no_room
from library_exchange.search.tantivy_engine.manifest import COMMIT, Manifest

_log = logging.getLogger(__name__)

OPEN_FILES = Path("/dev/fd")
"""Where a file without a name can be opened. Where there is none, as on Windows, mapped files cannot be cut either."""

Key = tuple[Path, int, int, Stamp | None]
"""Path, size, checksum and stamp: a file that somebody touched is read again."""


class PrivateCopies:
    """The copies of this process; the files of an older commit that are part of a newer one are not copied again."""

    def __init__(self) -> None:
        self._kept: dict[Key, BinaryIO] = {}
        weakref.finalize(self, _close_all, self._kept)

    def opened(self, folder: Path, manifest: Manifest, stamps: Stamps) -> Index:
        """Return an index for reading; raises `IndexDamaged` if a file is not as it was written.

        Without room for copies it is the one in the folder.
        """
        if not OPEN_FILES.is_dir():
            return _read(folder)
        files = ((folder / name, *weighed) for name, weighed in manifest.files.items())
        wanted = {(path, size, summed, stamps[path]) for path, size, summed in files}
        try:
            for key in wanted - self._kept.keys():
                self._kept[key] = _copied(*key[:3])
            self._let_go_but(wanted)
            with self._named(folder.parent, manifest) as desk:
                return _read(desk)
        except OSError as error:
            if not is_no_room(error):
                raise
            _log.warning("no room for copies of the index: it is read where it lies")
            self.let_go()
            return _read(folder)

    def let_go(self) -> None:
        """Close all; what was opened with them stays open."""
        self._let_go_but(set())

    def _let_go_but(self, wanted: set[Key]) -> None:
        for key in self._kept.keys() - wanted:
            self._kept.pop(key).close()

    @contextmanager
    def _named(self, root: Path, manifest: Manifest) -> Iterator[Path]:
        # tantivy may lay a file of its own there while the folder goes; what is left of it is swept up later.
        with tempfile.TemporaryDirectory(prefix=DESK, dir=root, ignore_cleanup_errors=True) as name:
            desk = Path(name)
            for (path, *_), copy in self._kept.items():
                (desk / path.name).symlink_to(OPEN_FILES / str(copy.fileno()))
            (desk / COMMIT).write_text(manifest.commit, encoding="utf-8")
            yield desk


def _close_all(kept: dict[Key, BinaryIO]) -> None:
    for copy in kept.values():
        copy.close()


def _read(folder: Path) -> Index:
    index = Index.open(str(folder))
    index.config_reader("manual")
    # Until now nothing but the list of segments has been read.
    index.searcher()
    return index


def _copied(path: Path, size: int, summed: int) -> BinaryIO:
    copy: BinaryIO = tempfile.TemporaryFile(dir=path.parent.parent)  # noqa: SIM115 - it stays open
    try:
        found, length = 0, 0
        with path.open("rb") as source:
            for piece in pieces(source, size + 1):
                found, length = crc32(piece, found), length + len(piece)
                copy.write(piece)
        copy.flush()
        if (length, found) != (size, summed):
            raise IndexDamaged("torn-file", file=path.name)
    except BaseException:
        copy.close()
        raise
    return copy
