"""The numbered phrases: each says one thing, in three languages, with slots for what differs.

A number, once given, keeps its meaning: messages store it. New phrases take numbers that were never used.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from library_exchange.core.i18n import _l


class Category(StrEnum):
    """What a phrase is about."""

    ASKING = "asking"
    ANSWERING = "answering"
    PARCEL = "parcel"
    BORDER = "border"
    TERM = "term"
    DAMAGE = "damage"
    EXCHANGE = "exchange"
    COURTESY = "courtesy"
    DISCUSSION = "discussion"


CATEGORIES = {
    Category.ASKING: _l("Questions about a request"),
    Category.ANSWERING: _l("Answers"),
    Category.PARCEL: _l("Parcels"),
    Category.BORDER: _l("Customs and permits"),
    Category.TERM: _l("Due dates"),
    Category.DAMAGE: _l("Damage and loss"),
    Category.EXCHANGE: _l("Gifts and exchange"),
    Category.COURTESY: _l("Courtesies"),
    Category.DISCUSSION: _l("About books and readers"),
}


@dataclass(frozen=True)
class Phrase:
    """A numbered phrase; `slots` are the names of its placeholders, in the order in which they are asked for."""

    code: int
    category: Category
    text: Any
    slots: tuple[str, ...] = ()


_A, _B, _C, _D = Category.ASKING, Category.ANSWERING, Category.PARCEL, Category.BORDER
_E, _F, _G, _H = Category.TERM, Category.DAMAGE, Category.EXCHANGE, Category.COURTESY
_I = Category.DISCUSSION
ON_BOARDS = (Category.DISCUSSION, Category.COURTESY)
"""What may be said to everybody; the others concern two libraries and their business."""

_TABLE = (
    Phrase(1, _A, _l("When may we expect an answer to request %(request)s?"), ("request",)),
    Phrase(2, _A, _l("Please check the shelf again: the union catalogue says that you hold “%(title)s”."), ("title",)),
    Phrase(3, _A, _l("Another edition of “%(title)s” would do as well."), ("title",)),
    Phrase(4, _A, _l("Only this edition of “%(title)s” is of use to us."), ("title",)),
    Phrase(
        5,
        _A,
        _l("We need only these pages of “%(title)s”: %(pages)s. Could you send a copy of them?"),
        ("title", "pages"),
    ),
    Phrase(6, _A, _l("Please tell us which volumes of “%(title)s” you hold."), ("title",)),
    Phrase(7, _A, _l("We need the book by %(date)s. Is that possible?"), ("date",)),
    Phrase(8, _A, _l("Is the book in good enough condition for the post?")),
    Phrase(10, _B, _l("We have read your message and shall answer by %(date)s."), ("date",)),
    Phrase(11, _B, _l("The book is out. We expect it back on %(date)s."), ("date",)),
    Phrase(
        12, _B, _l("We do not have this edition, but we have another one: “%(other)s”. Shall we send it?"), ("other",)
    ),
    Phrase(13, _B, _l("The book may be used in your reading room only.")),
    Phrase(14, _B, _l("Please make no copies of this book.")),
    Phrase(15, _B, _l("We can lend the book until %(date)s at the latest."), ("date",)),
    Phrase(16, _B, _l("We have not found the book yet and go on looking. Please wait until %(date)s."), ("date",)),
    Phrase(17, _B, _l("We can send a copy of the pages instead of the book. Is that enough?")),
    Phrase(18, _B, _l("Yes, we agree.")),
    Phrase(19, _B, _l("Unfortunately that is not possible.")),
    Phrase(20, _B, _l("We have to clarify this and shall answer by %(date)s."), ("date",)),
    Phrase(21, _B, _l("We cannot fill this request. Please ask another library.")),
    Phrase(30, _C, _l("The parcel left us on %(date)s. Its tracking number is %(number)s."), ("date", "number")),
    Phrase(31, _C, _l("The parcel has arrived. Thank you.")),
    Phrase(32, _C, _l("Parcel %(number)s has not arrived yet. Please enquire at your post office."), ("number",)),
    Phrase(
        33,
        _C,
        _l("According to the post, parcel %(number)s has been in %(place)s since %(date)s."),
        ("number", "place", "date"),
    ),
    Phrase(34, _C, _l("The parcel goes by way of %(place)s and should reach you by %(date)s."), ("place", "date")),
    Phrase(35, _C, _l("Please send the book by registered post.")),
    Phrase(36, _C, _l("Please send the book with the delegation that leaves on %(date)s."), ("date",)),
    Phrase(37, _C, _l("Please hand the parcel over to the gateway library: %(place)s."), ("place",)),
    Phrase(38, _C, _l("Number of books in the parcel: %(count)s."), ("count",)),
    Phrase(39, _C, _l("No parcels cross the border at %(place)s until %(date)s."), ("place", "date")),
    Phrase(40, _C, _l("Our postal address has changed. Please look at our library's page before you send anything.")),
    Phrase(45, _D, _l("Customs ask for a list of the books with their titles in both languages. Please send it.")),
    Phrase(46, _D, _l("Please put a packing list into the parcel.")),
    Phrase(47, _D, _l("Customs have returned the parcel. We shall send it again by %(date)s."), ("date",)),
    Phrase(48, _D, _l("The import permit was given on %(date)s under number %(number)s."), ("date", "number")),
    Phrase(49, _D, _l("The import permit has not been given yet. Please do not send the parcel.")),
    Phrase(50, _D, _l("“%(title)s” was not cleared. Please leave it out of the parcel."), ("title",)),
    Phrase(
        51,
        _D,
        _l("The book was published in %(year)s; a book of this age needs a permit. Please wait for our answer."),
        ("year",),
    ),
    Phrase(55, _E, _l("Please extend the loan until %(date)s."), ("date",)),
    Phrase(56, _E, _l("The loan is extended until %(date)s."), ("date",)),
    Phrase(57, _E, _l("We cannot extend the loan. Please send the book back by %(date)s."), ("date",)),
    Phrase(58, _E, _l("We need the book back early. Please send it by %(date)s."), ("date",)),
    Phrase(59, _E, _l("The book should have been sent back by %(date)s. When will you send it?"), ("date",)),
    Phrase(60, _E, _l("We sent the book back on %(date)s."), ("date",)),
    Phrase(61, _E, _l("We are closed from %(date)s to %(until)s and shall answer after that."), ("date", "until")),
    Phrase(65, _F, _l("The book arrived damaged. The damage is noted on the slip.")),
    Phrase(66, _F, _l("These pages are missing from the book: %(pages)s."), ("pages",)),
    Phrase(67, _F, _l("Another book was in the parcel: “%(other)s”. What shall we do with it?"), ("other",)),
    Phrase(68, _F, _l("A book is missing from the parcel: “%(title)s”."), ("title",)),
    Phrase(69, _F, _l("The book is lost. How may we replace it?")),
    Phrase(70, _F, _l("Please replace the lost book by the same edition.")),
    Phrase(71, _F, _l("Please replace the lost book by another one from your list.")),
    Phrase(72, _F, _l("We ask nothing for the lost book.")),
    Phrase(75, _G, _l("We should like to have “%(title)s” from your list. Is it still free?"), ("title",)),
    Phrase(76, _G, _l("“%(title)s” is reserved for you until %(date)s."), ("title", "date")),
    Phrase(77, _G, _l("“%(title)s” has been given away already."), ("title",)),
    Phrase(
        78, _G, _l("We offer you books as a gift; number of books: %(count)s. The list is on our page."), ("count",)
    ),
    Phrase(79, _G, _l("Thank you for the gift. The books are in our catalogue now.")),
    Phrase(80, _G, _l("We cannot take this gift: we have these books already.")),
    Phrase(81, _G, _l("Please publish your list of duplicates.")),
    Phrase(82, _G, _l("The account for the year %(year)s is ready. Please confirm it by %(date)s."), ("year", "date")),
    Phrase(83, _G, _l("There is a mistake in the account, at number %(number)s. Please check it."), ("number",)),
    Phrase(90, _H, _l("Thank you.")),
    Phrase(91, _H, _l("Our best wishes for the holiday.")),
    Phrase(92, _H, _l("We did not understand your message. Please say it with one of the phrases.")),
    Phrase(95, _I, _l("We recommend “%(title)s”: our readers ask for it again and again."), ("title",)),
    Phrase(96, _I, _l("We propose to put “%(title)s” on the list."), ("title",)),
    Phrase(97, _I, _l("There is a translation of “%(title)s”: “%(other)s”."), ("title", "other")),
    Phrase(98, _I, _l("For which readers is this book meant?")),
    Phrase(99, _I, _l("The book suits children.")),
    Phrase(100, _I, _l("The book suits pupils and students who learn the language.")),
    Phrase(101, _I, _l("The book suits readers who read the language freely.")),
    Phrase(102, _I, _l("Our readers liked the book. It was lent so many times: %(count)s."), ("count",)),
    Phrase(103, _I, _l("Our reading club talks about this book on %(date)s."), ("date",)),
    Phrase(104, _I, _l("Please also see “%(other)s” by the same author."), ("other",)),
    Phrase(105, _I, _l("Is there a newer edition of “%(title)s”?"), ("title",)),
    Phrase(
        106, _I, _l("We can give more copies of “%(title)s” later; number of copies: %(count)s."), ("title", "count")
    ),
)

PHRASES: dict[int, Phrase] = {phrase.code: phrase for phrase in _TABLE}
