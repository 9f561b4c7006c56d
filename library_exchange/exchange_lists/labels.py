"""Names of problems, columns, parts and states of lists, and the sentences said of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from library_exchange.core.i18n import _, _l, _n, _pl
from library_exchange.core.personal_data import Trace
from library_exchange.exchange_lists.models import ListImportState
from library_exchange.exchange_lists.rules.answers import Section
from library_exchange.exchange_lists.rules.editions import Contradiction
from library_exchange.list_reading.rules.lines import Problem
from library_exchange.list_reading.rules.not_a_title import Stray
from library_exchange.offers.labels import CONDITIONS, NOT_IN_CATALOGUE
from library_exchange.offers.rules.offers import Condition

Text = Any

PROBLEMS: dict[Problem, Text] = {
    Problem.BAD_ISBN: _l(
        "The ISBN is wrong: its check digit does not fit. Compare it with the book; if it is printed so, add the title."
    ),
    Problem.BAD_ISSN: _l("The ISSN is wrong: its check digit does not fit. Compare it with the issue."),
    Problem.NO_TITLE: _l("There is neither a title nor a number we know. Type the title."),
    Problem.NOT_IN_CATALOGUE: NOT_IN_CATALOGUE,
    Problem.TOO_MANY: _l("This number of copies cannot be right. Write between 1 and 500."),
    Problem.TOO_LONG: _l("The line is too long for one book. Shorten it to the title and author."),
    Problem.UNREADABLE: _l("This part of the file cannot be read. Type the title or the ISBN."),
    Problem.NOT_A_BOOK: _l("This is probably no book."),
    Problem.PERHAPS_NOT_A_BOOK: _l("Is this a book?"),
    Problem.UNSURE: _l("Not all of this line could be read for sure. Correct what was read wrongly."),
    Problem.OTHER_TITLE: _l("An earlier line has the same ISBN and another title."),
    Problem.COLUMNS: _l(
        "This line has columns, and nothing says which of them is the title. Type the title, or paste the list anew"
        " with a first row of headings."
    ),
    Problem.PERSONAL: _l("Everybody would see this line. Take out what concerns a person, or say that it is right."),
    Problem.SEVERAL_EDITIONS: _l(
        "The catalogue has several editions of this book, or has it under another title. Choose the one you mean."
    ),
    Problem.OTHER_EDITION: _l("The line contradicts what the catalogue says of this book. Is it the same edition?"),
    Problem.ALREADY_OFFERED: _l("Your library offers this book already. Add the copies, or leave the line out."),
    Problem.HELD: _l("Your library holds this book already."),
    Problem.ALREADY_LISTED: _l("Your library wants this book already."),
}
CONTRADICTIONS: dict[Contradiction, Text] = {
    Contradiction.TITLE: _l("Title"),
    Contradiction.AUTHOR: _l("Author"),
    Contradiction.TRANSLATOR: _l("Translator"),
    Contradiction.EDITION: _l("Edition"),
    Contradiction.VOLUME: _l("Volume or issue"),
    Contradiction.PLACE: _l("Place of publication"),
    Contradiction.PUBLISHER: _l("Publisher"),
    Contradiction.YEAR: _l("Year"),
}
COLUMNS: dict[str, Text] = {
    "": _l("not used"),
    "title": _l("Title"),
    "author": _l("Author"),
    "author_title": _l("Author and title in one"),
    "title_author": _l("Title and author in one"),
    "imprint": _l("Place, publisher and year in one"),
    "isbn": _l("ISBN"),
    "issn": _l("ISSN"),
    "year": _l("Year"),
    "quantity": _l("Number of copies"),
    "publisher": _l("Publisher"),
    "place": _l("Place (stays in the text of the line)"),
    "volume": _l("Volume or issue"),
    "series": _l("Series"),
    "pages": _l("Number of pages"),
    "weight_g": _l("Weight, g"),
    "weight_kg": _l("Weight, kg"),
    "condition": _l("Condition"),
    "remark": _l("Remark"),
    "language": _l("Language"),
    "translated_title": _l("Title in translation"),
}
"""What a column of a list may hold."""
READ_AS: dict[str, Text] = {
    "title": _l("“%(cell)s” was read as a book called “%(value)s”."),
    "quantity": _l("Copies: “%(cell)s” was read as %(value)s."),
    "weight_g": _l("Weight: “%(cell)s” was read as %(value)s g."),
    "year": _l("Year: “%(cell)s” was read as %(value)s."),
    "pages": _l("Pages: “%(cell)s” was read as %(value)s."),
    "publisher": _l("Publisher: “%(cell)s” was read as %(value)s, as in the line above."),
}
"""What a cell was taken for that could mean something else."""
NOT_READ_AT_ALL: dict[str, Text] = {
    "weight_g": _l("Weight: “%(cell)s” could not be read."),
    "year": _l("The year “%(cell)s” cannot be right."),
    "pages": _l("Pages: “%(cell)s” could not be read."),
    "condition": _l("Condition: “%(cell)s” is not known. Without it the condition given for the whole list holds."),
    "conditions": _l(
        "Condition: “%(cell)s” does not go together. The poorer is taken; correct the line if the copy is better."
    ),
    "isbn": _l("ISBN: of “%(cell)s” the spreadsheet has kept the first digits only."),
    "number": _l("ISBN: “%(cell)s” is no such number and was not kept."),
    "remark": _l("Remark: “%(cell)s” says something of a copy; a want has no place for it, it was not kept."),
    "price": _l("Price: “%(cell)s” was not kept. Books are exchanged for books, no price is asked."),
    "more": _l(
        "“%(cell)s” was added, and nothing says what it is: it is not kept. Write a unit (600 g, 312 p., 2 copies), or"
        " leave it out."
    ),
    "facts": _l(
        "“%(cell)s”: is this part of the title? Correct the line if it is the year, the publisher or the like."
    ),
    "alone": _l(
        "“%(cell)s”: nothing beside these words tells of a book, no year, publisher or number. Is it one, and"
        " is all of it read rightly?"
    ),
    "numbers_left": _l("Numbers: “%(cell)s” belongs to nothing that a list keeps of a book; it was not kept."),
    "language": _l("Language: “%(cell)s” is not known and was not kept."),
    "author": _l("Author: “%(cell)s” stands for the line above and was not kept."),
    "publisher": _l("Publisher: “%(cell)s” stands for the line above and was not kept."),
    "series": _l("Series: “%(cell)s” stands for the line above and was not kept."),
    "volume": _l("Volume: “%(cell)s” stands for the line above and was not kept."),
}
"""What is said of a cell from which nothing was taken."""
NAMES_A_BOOK = _l("Say which column holds the title, the ISBN or the ISSN: without one of them no book can be told.")
NAMED_TWICE = _l("Two columns are said to hold the same. Choose it for one of them.")
NAME_IN_FILE = _l(
    "The columns have no headings that we know, and the list is too long to ask here. Write what each column holds into"
    " its first row, and send it again."
)
STRAYS: dict[Stray, Text] = {
    Stray.PAGE_NUMBER: _l("It looks like a page number."),
    Stray.HEADING: _l("It looks like a heading or a sum."),
    Stray.CONTACT: _l("It looks like an address or a telephone number."),
    Stray.NO_LETTERS: _l("It has neither letters nor digits."),
    Stray.DITTO: _l("It seems to stand for the book of the line above. Type its title if it is another copy."),
    Stray.LETTER: _l("It looks like words of a letter."),
    Stray.NAME: _l("It looks like the name of an author alone."),
}
TRACES: dict[Trace, Text] = {
    Trace.EMAIL: _l("There seems to be an e-mail address in it."),
    Trace.PHONE: _l("There seems to be a telephone number in it."),
    Trace.IDENTITY: _l("There seems to be the number of an identity document in it."),
}
NAMES_PERSON = _l("There seems to be the name of a person in it.")
PARTS: dict[Section, Text] = {
    Section.ALL: _pl("lines", "All"),
    Section.ASKING: _pl("lines", "Wait for an answer"),
    Section.READY: _pl("lines", "Ready"),
    Section.ASIDE: _pl("lines", "Set aside or left out"),
}
LIST_IMPORT_STATES: dict[ListImportState, tuple[Text, str]] = {
    ListImportState.OPEN: (_pl("list", "to be checked"), "warn"),
    ListImportState.TAKEN: (_pl("list", "taken in"), "ok"),
    ListImportState.DISCARDED: (_pl("list", "discarded"), ""),
}
LINE_TAKEN = _l("This line has been taken in already. Change the book among your offers or wants.")
LIST_CLOSED = _l("This list has been taken in or discarded already. Start a new one.")


def columns_not_used(headings: Sequence[str]) -> str:
    """Return what is said of columns of a list that nothing was taken from."""
    names = "; ".join(heading[:60].rstrip(" .:") for heading in headings)
    return _(
        "Not used, since a list has no place for it or its unit is not known: %(names)s. What stands there is shown as"
        " it came. To say yourself what a column holds, send the list again and tick “I will say what each column"
        " holds”.",
        names=names,
    )


LINES_AS_READ = _l(
    "These lines can be read in two ways. Each is taken as it is shown below the line; look at them once more."
)
SHOWN_AS_READ = (
    "title",
    "author",
    "publisher",
    "year",
    "volume",
    "isbn",
    "quantity",
    "condition",
    "weight_g",
    "remark",
)


def shown_as_read(entry: Mapping[str, Any], remark: str | None) -> list[tuple[Text, Any]]:
    """Return how a line was read, each part with its name."""
    told = {**entry, "quantity": entry.get("quantity") or 1, "remark": remark}
    if condition := entry.get("condition"):
        told["condition"] = CONDITIONS[Condition(condition)]
    return [(COLUMNS[name], told[name]) for name in SHOWN_AS_READ if told.get(name)]


LINES_LEFT_OUT = _l("All these lines are left out. A line that is a book after all can be brought back.")
LIST_GOES = _l("The lines that were not taken over are thrown away. What was taken over stays.")


def read_again(count: int) -> Any:
    """Return what is said where other lines were changed than the one whose button was pressed."""
    return _n("%(num)s changed line was read again.", "%(num)s changed lines were read again.", count)
