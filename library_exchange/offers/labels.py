"""Names of states, kinds, conditions and problems, and the sentences the room says."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core.i18n import _, _l, _pl
from library_exchange.core.personal_data import Trace
from library_exchange.offers.models import ListImportState, ProposalState
from library_exchange.offers.rules.lines import Problem, Section
from library_exchange.offers.rules.not_a_title import Stray
from library_exchange.offers.rules.offers import Condition, Level, Material, OfferEvent, OfferState, Provenance, Reserve
from library_exchange.offers.rules.subjects import Subject
from library_exchange.offers.rules.wants import WantEvent, WantKind, WantState

Text = Any

OFFER_STATES: dict[OfferState, tuple[Text, str]] = {
    OfferState.DRAFT: (_pl("offer", "draft"), "warn"),
    OfferState.OPEN: (_pl("offer", "offered"), "ok"),
    OfferState.RESERVED: (_pl("offer", "matched, waits for consent"), "now"),
    OfferState.COMMITTED: (_pl("offer", "agreed, to be packed"), "now"),
    OfferState.SHIPPED: (_pl("offer", "on its way"), "now"),
    OfferState.TRANSFERRED: (_pl("offer", "handed over"), ""),
    OfferState.WITHDRAWN: (_pl("offer", "withdrawn"), ""),
}
OFFER_EVENTS: dict[OfferEvent, Text] = {
    OfferEvent.PUBLISH: _pl("verb", "Publish"),
    OfferEvent.WITHDRAW: _pl("verb", "Withdraw"),
}
WANT_STATES: dict[WantState, tuple[Text, str]] = {
    WantState.OPEN: (_pl("want", "wanted"), "ok"),
    WantState.PENDING: (_pl("want", "matched, waits for consent"), "now"),
    WantState.COMMITTED: (_pl("want", "agreed, will be sent"), "now"),
    WantState.FILLED: (_pl("want", "received"), ""),
    WantState.PAUSED: (_pl("want", "paused"), "warn"),
    WantState.EXPIRED: (_pl("want", "expired"), ""),
}
WANT_EVENTS: dict[WantEvent, Text] = {
    WantEvent.PAUSE: _pl("verb", "Pause"),
    WantEvent.RESUME: _pl("verb", "Resume"),
    WantEvent.GIVE_UP: _pl("verb", "No longer wanted"),
    WantEvent.RENEW: _pl("verb", "Renew"),
}
WANT_KINDS: dict[WantKind, Text] = {
    WantKind.EDITION: _l("this edition"),
    WantKind.WORK: _l("any edition of the work"),
    WantKind.SERIES: _l("a volume or issue of a series"),
    WantKind.PROFILE: _l("books of a profile"),
}
MATERIALS: dict[Material, Text] = {
    Material.BOOK: _l("Book"),
    Material.PICTURE_BOOK: _l("Children's picture book"),
    Material.DICTIONARY: _l("Dictionary or encyclopaedia"),
    Material.PERIODICAL: _l("Periodical"),
    Material.MUSIC: _l("Printed music"),
    Material.MAP: _l("Map"),
    Material.OTHER: _pl("material", "Other"),
}
CONDITIONS: dict[Condition, Text] = {
    Condition.NEW: _pl("condition", "as new"),
    Condition.GOOD: _pl("condition", "good"),
    Condition.WORN: _pl("condition", "worn"),
    Condition.DAMAGED: _pl("condition", "damaged"),
}
ACCEPTED: dict[Condition, Text] = {
    Condition.NEW: _l("as new only"),
    Condition.GOOD: _l("good or better"),
    Condition.WORN: _l("worn or better"),
    Condition.DAMAGED: _l("in any condition"),
}
RESERVES: dict[Reserve, Text] = {
    Reserve.ANYONE: _l("For any library"),
    Reserve.SCHOOLS: _l("For school libraries only"),
    Reserve.NGOS: _l("For reading rooms of non-governmental organisations only"),
    Reserve.PARTNER: _l("For one partner only"),
}
PROVENANCES: dict[Provenance, Text] = {
    Provenance.DUPLICATE: _l("Duplicate"),
    Provenance.SURPLUS: _l("Surplus"),
    Provenance.OWN_PUBLICATION: _l("Our own publication"),
    Provenance.GIFT: _l("Received as a gift"),
    Provenance.EXCHANGE_FUND: _l("From the exchange fund"),
}
LEVELS: dict[Level, Text] = {
    Level.CHILDREN: _l("for children"),
    Level.SCHOOL: _l("for schools"),
    Level.GENERAL: _l("for the general reader"),
    Level.ACADEMIC: _l("for study and research"),
}
SUBJECTS: dict[Subject, Text] = {
    Subject.GENERAL: _pl("subject", "General works"),
    Subject.PHILOSOPHY: _pl("subject", "Philosophy, psychology"),
    Subject.RELIGION: _pl("subject", "Religion"),
    Subject.SOCIETY: _pl("subject", "Society"),
    Subject.POLITICS: _pl("subject", "Politics, military affairs"),
    Subject.LAW: _pl("subject", "Law"),
    Subject.ECONOMICS: _pl("subject", "Economics"),
    Subject.EDUCATION: _pl("subject", "Culture, education, sport"),
    Subject.LANGUAGE: _pl("subject", "Language"),
    Subject.LITERATURE: _pl("subject", "Literature"),
    Subject.ART: _pl("subject", "Art"),
    Subject.HISTORY: _pl("subject", "History"),
    Subject.GEOGRAPHY: _pl("subject", "Geography, local studies"),
    Subject.SCIENCE: _pl("subject", "Natural sciences"),
    Subject.BIOLOGY: _pl("subject", "Biology"),
    Subject.MEDICINE: _pl("subject", "Medicine"),
    Subject.AGRICULTURE: _pl("subject", "Agriculture, forestry"),
    Subject.TECHNOLOGY: _pl("subject", "Technology"),
}
PROBLEMS: dict[Problem, Text] = {
    Problem.BAD_ISBN: _l(
        "The ISBN is wrong: its check digit does not fit. Compare it with the book; if it is printed so, add the title."
    ),
    Problem.BAD_ISSN: _l("The ISSN is wrong: its check digit does not fit. Compare it with the issue."),
    Problem.NO_TITLE: _l("There is neither a title nor a number we know. Type the title."),
    Problem.NOT_IN_CATALOGUE: _l("The catalogue has no book with this number. Add the title after it."),
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
    Problem.ALREADY_OFFERED: _l("Your library offers this book already. Add the copies, or leave the line out."),
    Problem.HELD: _l("Your library holds this book already."),
    Problem.ALREADY_LISTED: _l("Your library wants this book already."),
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
    "volume": _l("Volume or issue"),
    "series": _l("Series"),
    "pages": _l("Number of pages"),
    "weight_g": _l("Weight, g"),
    "weight_kg": _l("Weight, kg"),
    "condition": _l("Condition"),
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
}
"""What a cell was taken for that could mean something else."""
NOT_READ_AT_ALL: dict[str, Text] = {
    "weight_g": _l("Weight: “%(cell)s” could not be read."),
    "year": _l("The year “%(cell)s” cannot be right."),
    "pages": _l("Pages: “%(cell)s” could not be read."),
    "condition": _l("Condition: “%(cell)s” is not known. Without it the condition given for the whole list holds."),
    "isbn": _l("ISBN: of “%(cell)s” the spreadsheet has kept the first digits only."),
    "number": _l("ISBN: “%(cell)s” is no such number and was not kept."),
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
}
TRACES: dict[Trace, Text] = {
    Trace.EMAIL: _l("There seems to be an e-mail address in it."),
    Trace.PHONE: _l("There seems to be a telephone number in it."),
    Trace.IDENTITY: _l("There seems to be the number of an identity document in it."),
}
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
PROPOSAL_STATES: dict[ProposalState, tuple[Text, str]] = {
    ProposalState.WAITING: (_l("Your library is looking at it"), ""),
    ProposalState.ACCEPTED: (_l("Your library now looks for this book"), "ok"),
    ProposalState.DECLINED: (_pl("proposal", "Declined by your library"), ""),
}

ENDS_SOON = _l("ends within two weeks")
CHANGED_MEANWHILE = _l("Somebody changed this line meanwhile. Look at it again and repeat your change.")
NOT_NOW = _l("This is not possible any more: the line has moved on. Reload the page and look at its state.")
WEIGHT_NEEDED = _l("Give the weight or the number of pages first: without it nobody can plan a parcel.")
NOT_EDITABLE = _l("This line is promised already and can no longer be changed.")
HELD = _l("Your library holds this book already. A want is only for what it does not have.")
WANTED_ALREADY = _l("Your library wants this book already. You find it under your wants.")
PARTNER_NEEDED = _l("Choose the partner for whom the book is reserved.")
PARTNER_IS_YOU = _l("Choose another library: a book cannot be reserved for your own.")
COPY_PROMISED = _l("This copy is promised or lent to another library. Finish that request first.")
COPY_GONE = _l("This copy is missing or withdrawn and cannot be offered.")
ONE_COPY = _l("This offer is one copy of your catalogue. Offer further copies from its record.")
LIST_CLOSED = _l("This list has been taken in or discarded already. Start a new one.")
TOO_LONG_A_LIST = _l("The list has more than 5,000 lines. Split it and send the parts one after the other.")
NOT_READ = _l("This file cannot be read. Save it as xlsx, ods or csv, or export MARC records, and send it again.")
UNPACKS_TOO_LARGE = _l(
    "This spreadsheet unpacks to far more than a list of books needs. Copy the columns with the books into a new, empty"
    " spreadsheet, or save them as csv, and send that."
)
NOTHING_IN_IT = _l("There is nothing in it. Paste at least one ISBN or title.")
BAD_NUMBER = _l("This is no valid ISBN or ISSN: its check digit does not fit. Compare it with the book.")
TOO_MANY_PROPOSALS = _l("Twenty of your proposals wait for an answer. Please wait until your library has read them.")


def columns_not_used(headings: Sequence[str]) -> str:
    """Return what is said of columns of a list that nothing was taken from."""
    names = "; ".join(heading[:60].rstrip(" .:") for heading in headings)
    return _(
        "Not used, since a list has no place for it or its unit is not known: %(names)s. What stands there is shown as"
        " it came. To say yourself what a column holds, send the list again and tick “I will say what each column"
        " holds”.",
        names=names,
    )


CONSEQUENCES: dict[OfferEvent, Text] = {
    OfferEvent.WITHDRAW: _l("Nobody can ask for the book any more. To offer it again, a new offer must be made."),
}
"""What a grave step does, as it is told before it is taken."""
PROPOSAL_DECLINED = _l("The reader is told that the library will not look for the book. This cannot be undone.")
LIST_GOES = _l("The lines that were not taken over are thrown away. What was taken over stays.")
