"""The pages of a harvest as they came, packed, in files: it goes on by them after a break, reports point at them."""

import gzip
import shutil
from collections.abc import Iterator
from pathlib import Path

from library_exchange.harvesting.rules import answers
from library_exchange.harvesting.rules.answers import Page

ENDING = ".xml.gz"


class Pages:
    """The pages of one harvest, counted from 1; one that is there came whole."""

    def __init__(self, folder: Path, harvest_id: int) -> None:
        self._folder = folder / str(harvest_id)

    def _path(self, number: int) -> Path:
        return self._folder / f"{number:06}{ENDING}"

    def keep(self, number: int, raw: bytes) -> None:
        """Keep a page; it is there as a whole or not at all."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        begun = self._folder / "begun"
        begun.write_bytes(gzip.compress(raw, 6))
        begun.replace(self._path(number))

    def raw(self, number: int) -> bytes | None:
        """Return the bytes of a page as they came; None if it is not there."""
        path = self._path(number)
        return gzip.decompress(path.read_bytes()) if path.exists() else None

    def read(self) -> Iterator[Page]:
        """Give the pages that are there, in their order; those that told an error are not kept."""
        number = 1
        while (raw := self.raw(number)) is not None:
            yield answers.read_page(raw)
            number += 1

    def clear(self) -> None:
        """Remove the pages."""
        shutil.rmtree(self._folder, ignore_errors=True)
