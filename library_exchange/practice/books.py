"""The two books that practice loans are about: no catalogue has them, and nobody takes them for true ones."""

from library_exchange.directory.models import Library
from library_exchange.loans.rules.codes import Side
from library_exchange.loans.schemas import BibliographicInfo, TextForm

BOOKS: dict[str, BibliographicInfo] = {
    "zh": BibliographicInfo(
        title=(
            TextForm(value="馆际互借练习用书", lang="zh-Hans"),
            TextForm(value="Тренировочная книга для МБА", lang="ru", kind="translation"),
            TextForm(value="A practice book for interlibrary loan", lang="en", kind="translation"),
        ),
        languages=("chi",),
    ),
    "ru": BibliographicInfo(
        title=(
            TextForm(value="Тренировочная книга для МБА", lang="ru"),
            TextForm(value="馆际互借练习用书", lang="zh-Hans", kind="translation"),
            TextForm(value="A practice book for interlibrary loan", lang="en", kind="translation"),
        ),
        languages=("rus",),
    ),
}
"""By the language they are in."""


def book_for(library: Library, side: Side) -> str:
    """Return the language of the book that a library practises with: it lends in its own, and borrows in the other."""
    reads_russian = library.language == "ru"
    return "ru" if reads_russian == (side is Side.SUPPLYING) else "zh"
