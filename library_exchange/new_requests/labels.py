"""What is said of new requests."""

from collections.abc import Callable
from datetime import date
from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.loans.labels.sentences import day
from library_exchange.loans.rules.lacks import Lack
from library_exchange.loans.rules.standard_codes import ServiceType

Text = Any

ASKED = _l("Your request is with your library. You will get a mail when it is sent on.")
DRAFTED = _l("Request made. Choose the library to ask and send it.")
COMPLETED = _l("The citation is completed.")
CORRECTED = _l("The citation is corrected. What was asked for stays on the page of the request.")
IS_AN_ARTICLE = _l(
    "This is an article: the journal or book is filled in, and the article stands in the note. If its pages are enough,"
    " choose “Request a copy of pages” at the end of the form: the article and its pages are filled in there."
)

_TOO_LATE: dict[ServiceType, Callable[[str], Text]] = {
    ServiceType.LOAN: lambda day: _l(
        "The book can be here about %(date)s at the earliest, which is later than you need it. Cancel the request if"
        " that is of no use to you.",
        date=day,
    ),
    ServiceType.COPY: lambda day: _l(
        "The copy can be here about %(date)s at the earliest, which is later than you need it. Cancel the request if"
        " that is of no use to you.",
        date=day,
    ),
}


def find_too_late(needed_by: date | None, expected_on: date, service: ServiceType) -> Text | None:
    """Return what a reader is told whose day is before the one that is to be expected, None where it is not."""
    if needed_by is None or needed_by >= expected_on:
        return None
    return _TOO_LATE[service](day(expected_on))


NO_LIBRARY_HAS_IT = _l(
    "No library has this book any more, so it cannot be ordered. Look for another edition, or have your library look"
    " for it by exchange."
)
NOWHERE_TO_ASK = _l(
    "No library has this book any more: there is nobody to ask. Look for another edition, or end the request without"
    " the book."
)
HELD_HERE = _l("Your library has this book itself:")
ASKED_BY_OTHERS = _l("The same title is already asked for at your library:")
COPY_ASKED_BY_OTHERS = _l("A copy of pages of this title is already asked for at your library:")
LACKS: dict[tuple[Lack, ...], Text] = {
    (Lack.AUTHOR,): _l("The author is missing: compare the title before you ask another library."),
    (Lack.YEAR,): _l("The year is missing: the library asked may send another edition."),
    (Lack.AUTHOR, Lack.YEAR): _l(
        "Author and year are missing: find out which book is meant before you ask another library."
    ),
    (Lack.PAGES,): _l("No number says which pages are wanted: the library asked may copy others."),
}
"""What is missing of a book where it says more than each of `LACKING` by itself."""
LACKING: dict[Lack, Text] = {lack: LACKS[(lack,)] for lack in Lack}
ONLY_CHINESE = _l(
    "Librarians in Russia cannot read a title that is written in Chinese alone. If you ask there, write it in Russian,"
    " or send how it sounds."
)
ONLY_RUSSIAN = _l(
    "Librarians in China cannot read a title that is written in Russian alone. If you ask there, write it in Chinese,"
    " or send how it sounds."
)
ONE_SIDED = {"ru": ONLY_CHINESE, "zh": ONLY_RUSSIAN}
"""What is said of a title that nobody can read who reads only this language."""
THERE: dict[str, Text] = {
    "title_there": _l("Title for the library that is asked"),
    "author_there": _l("Author for the library that is asked"),
}
"""The fields in which a title and an author are written so that the other side can read them."""
GOES_ALONG = _l("This goes along when you send the request. Correct it, or empty the field.")
IS_TRANSLATED = _l(
    "The book seems to be a translation: how its title sounds helps there little. Write the original title if you know"
    " it. What stands here goes along when you send the request."
)
LIBRARY_ASKED = _l("Library to ask")
UNREAD: dict[str, Callable[[str], Text]] = {
    "zh": lambda library: _l(
        "%(library)s reads Chinese, and the title of this request stands in Russian letters alone. Send along what can"
        " be read there.",
        library=library,
    ),
    "ru": lambda library: _l(
        "%(library)s reads Russian, and the title of this request stands in Chinese characters alone. Send along what"
        " can be read there.",
        library=library,
    ),
}
"""What is asked before a request goes to a library that can read nothing of its title."""
FIELDS: dict[Lack, Text] = {Lack.AUTHOR: _l("Author"), Lack.YEAR: _l("Year"), Lack.PAGES: _pl("part", "Pages")}
"""What a missing part of a citation is called where it is written in."""


def unread_there(language: str, library: str) -> Text:
    """Return what is said before a request goes to a library of `language` that can read nothing of its title."""
    return UNREAD[language](library)


def names_pages(pages: str) -> Text:
    """Return what is said of a citation of a book that names pages."""
    return _l(
        "The citation names pages %(pages)s: they stand in the note. If these pages are enough, choose “Request a copy"
        " of pages” at the end of the form: they are filled in there.",
        pages=pages,
    )


def pages_noted(pages: str) -> Text:
    """Return what the note of a request says of the pages that a citation names."""
    return _l("Pages cited: %(pages)s", pages=pages)


def answered(answer: str) -> Text:
    """Return what is said of a reader's answer."""
    return _l("The reader has answered: “%(answer)s”. Check it before you complete the citation.", answer=answer)


def lacking(lacks: tuple[Lack, ...]) -> list[Text]:
    """Return what is said of a citation that lacks this, as sentences."""
    return [LACKS[lacks]] if lacks in LACKS else [LACKING[each] for each in lacks]


def too_many(count: int, limit: int) -> Text:
    """Return what a reader is told who has as many open requests as her library lets her have."""
    return _l(
        "Your open requests: %(count)s; your library lets a reader have %(limit)s at once. Wait until you have brought"
        " back a book, or cancel a request that you no longer need.",
        count=count,
        limit=limit,
    )


def beyond_limit(count: int, limit: int) -> Text:
    """Return what staff are told who order for such a reader."""
    return _l(
        "Open requests of this reader: %(count)s; your library lets a reader have %(limit)s at once. The request will"
        " be made all the same, and it is kept on record that you made it.",
        count=count,
        limit=limit,
    )


def asked_beyond(hindrance: Text) -> Text:
    """Return what staff are told who order for a reader whom something hinders."""
    return _l(
        "%(hindrance)s The request will be made all the same, and it is kept on record that you made it.",
        hindrance=hindrance,
    )


def no_library_in_time(needed_by: date, expected_on: date) -> Text:
    """Return what a library is told before it asks another one."""
    return _l(
        "Needed by %(needed)s, but no library's book is expected here before %(date)s. Before you send the request, ask"
        " whether it is still wanted then.",
        needed=day(needed_by),
        date=day(expected_on),
    )


def supplied_too_late(needed_by: date, expected_on: date, library: str) -> Text:
    """Return what the asking library is told of the one that was asked."""
    return _l(
        "Needed by %(needed)s, but expected from %(library)s only about %(date)s. Ask whether it is still wanted then.",
        needed=day(needed_by),
        library=library,
        date=day(expected_on),
    )


def arrives_too_late(needed_by: date, expected_on: date, library: str) -> Text:
    """Return what the library that was asked is told of the one that waits."""
    return _l(
        "%(library)s needs it by %(needed)s; sent from here it is expected there only about %(date)s. Write a message"
        " below if that is too late.",
        library=library,
        needed=day(needed_by),
        date=day(expected_on),
    )
