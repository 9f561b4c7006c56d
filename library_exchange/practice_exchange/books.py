"""The two books that are offered in practice: no catalogue has them, and nobody takes them for true ones."""

from library_exchange.loans.schemas import BibliographicInfo, TextForm

BOOKS: dict[str, BibliographicInfo] = {
    "zh": BibliographicInfo(
        title=(
            TextForm(value="图书交换练习用书", lang="zh-Hans"),
            TextForm(value="Тренировочная книга для книгообмена", lang="ru", kind="translation"),
            TextForm(value="A practice book for exchange", lang="en", kind="translation"),
        ),
        languages=("chi",),
    ),
    "ru": BibliographicInfo(
        title=(
            TextForm(value="Тренировочная книга для книгообмена", lang="ru"),
            TextForm(value="图书交换练习用书", lang="zh-Hans", kind="translation"),
            TextForm(value="A practice book for exchange", lang="en", kind="translation"),
        ),
        languages=("rus",),
    ),
}
"""By the language they are in: a library offers one in its own."""


def book_of(language: str) -> str:
    """Return the language of the book that a library with this language offers."""
    return "ru" if language == "ru" else "zh"
