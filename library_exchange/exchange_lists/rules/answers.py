"""What is asked about the lines of a list, what a librarian answers, and which lines are shown together."""

from enum import StrEnum

from library_exchange.list_reading.rules.lines import Problem

SETTLED = frozenset({Problem.HELD, Problem.ALREADY_LISTED, Problem.NOT_A_BOOK})
"""Such a line is set aside with its reason and waits for nobody; the librarian may bring it in all the same."""
FOUND_OUT = frozenset(
    {
        *(Problem.NOT_IN_CATALOGUE, Problem.SEVERAL_EDITIONS, Problem.OTHER_EDITION),
        *(Problem.ALREADY_OFFERED, Problem.ALREADY_LISTED, Problem.HELD, Problem.UNSURE, Problem.OTHER_TITLE),
    }
)
"""What is found out by comparing a line: with the catalogue, the library's own lists, other lines; looked up anew."""
CORRECTED = frozenset(
    {
        *(Problem.BAD_ISBN, Problem.BAD_ISSN, Problem.NO_TITLE, Problem.NOT_IN_CATALOGUE, Problem.TOO_MANY),
        *(Problem.TOO_LONG, Problem.UNREADABLE, Problem.PERSONAL, Problem.COLUMNS),
        *(Problem.PERHAPS_NOT_A_BOOK, Problem.UNSURE),
    }
)
"""What the librarian answers by writing the line anew."""
AS_IT_STANDS = frozenset(
    {Problem.NOT_A_BOOK, Problem.PERHAPS_NOT_A_BOOK, Problem.PERSONAL, Problem.NO_TITLE, Problem.COLUMNS}
)
"""A guess: the librarian, who sees the book, may say that the line is right as it stands."""


ASKED = {
    "offers": (
        "title",
        "quantity",
        "weight_g",
        "year",
        "pages",
        "condition",
        "conditions",
        "isbn",
        "more",
        "publisher",
        "facts",
    ),
    "wants": ("title", "quantity", "year", "isbn", "more", "publisher", "facts"),
}
"""By kind of list, the cells that are asked about when they could not be read for sure; others are only told."""

ALONE = "alone"
"""By this name a line asks of which nothing tells that it is a book, unless the catalogue or the library's lists do."""


class Answer(StrEnum):
    """What a librarian answers to what a list asks about a line."""

    EDITION = "edition"
    SAME_EDITION = "same_edition"
    AS_TYPED = "as_typed"
    OWN_TITLE = "own_title"
    CATALOGUE_TITLE = "catalogue_title"
    ADD = "add"
    AS_IT_STANDS = "as_it_stands"
    AS_READ = "as_read"
    ALL_TITLE = "all_title"
    ONE_SET = "one_set"
    APART = "apart"
    SAME_BOOK = "same_book"
    LIKELY_NUMBER = "likely_number"
    SKIP = "skip"
    NO_BOOK = "no_book"


class Section(StrEnum):
    """Which lines of a list are shown."""

    ALL = "all"
    ASKING = "asking"
    READY = "ready"
    ASIDE = "aside"
