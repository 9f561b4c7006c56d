"""The small pictures of the help: parts of the product's own pages, as the demonstration shows them in each language.

Each stands below a step. Its page and part are named in the file of its text, so it can be made anew
(`python -m benchmarks.help_pictures`).
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

from library_exchange.help_pages import texts

FOLDER = "help"
"""Where the files lie among those that are sent as they are."""
MOST_BYTES = 25 * 1024
SCALE = 1.5
"""So many points of a file stand for one of the page: small letters stay sharp."""


@dataclass(frozen=True)
class Picture:
    """A part of a page: below which step it stands, who sees the page, where it is and which links lead on from there.

    `part` is a selector of CSS; from its top at most `height` points are shown.
    """

    task: str
    number: int
    step: int
    who: str
    page: str
    part: str
    follow: tuple[str, ...] = ()
    height: int = 400

    def file(self, language: str) -> str:
        """Return the name of the file in a language."""
        return f"{FOLDER}/{self.task}-{self.number}.{language}.webp"


@dataclass(frozen=True)
class Shown:
    """A picture on a page: its file, its size in points of the page, and what it shows in words."""

    file: str
    width: int
    height: int
    alt: str


@cache
def of(task: str) -> tuple[Picture, ...]:
    """Return the pictures of a page of help, in order."""
    written: list[dict[str, Any]] = texts.written(task).get("pictures", [])
    return tuple(
        Picture(task, number, **{**each, "follow": tuple(each.get("follow", ()))})
        for number, each in enumerate(written, 1)
    )


def shown(task: str, language: str, static: Path) -> dict[int, list[Shown]]:
    """Return the pictures of a page in a language by the number of their step; `static` holds the files."""
    found: dict[int, list[Shown]] = {}
    for picture, told in zip(of(task), texts.read(task)[language].pictures, strict=True):
        file = picture.file(language)
        alt = "".join(part for _is_word, part in texts.runs(told))
        found.setdefault(picture.step, []).append(Shown(file, *_size(static / file), alt))
    return found


@cache
def _size(path: Path) -> tuple[int, int]:
    with Image.open(path) as image:
        width, height = image.size
    return round(width / SCALE), round(height / SCALE)
