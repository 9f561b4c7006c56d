"""Names of states, kinds and conditions, and the sentences the room says."""

from typing import Any

from library_exchange.core.i18n import _, _l, _pl
from library_exchange.offers.models import ProposalState
from library_exchange.offers.rules.offers import Condition, Level, Material, OfferEvent, OfferState, Provenance, Reserve
from library_exchange.offers.rules.remarks import Mark
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
CHANGE = _pl("verb", "Change")
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
MARKS: dict[Mark, Text] = {
    Mark.INCOMPLETE: _l("the set is not complete"),
    Mark.STAMPS: _l("library stamps"),
    Mark.STAINS: _l("stains"),
    Mark.UNDERLINED: _l("underlined"),
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
PARTS_OF_A_NAME = " · "
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
WHY_CLOSED: dict[OfferState, Text] = {
    OfferState.RESERVED: _l(
        "The book lies in a box or a round and waits for consent: the other side answers to what it has read. When it"
        " is free again, it can be corrected."
    ),
    OfferState.COMMITTED: _l(
        "The book is agreed. Tell the other library in a message what is different about the copy, or that it is not"
        " found."
    ),
    OfferState.SHIPPED: _l("The book is on its way: the line stays as it was agreed."),
    OfferState.TRANSFERRED: _l("The book was handed over: the line stays as it was agreed."),
    OfferState.WITHDRAWN: _l("The offer was withdrawn. To offer the book again, make a new offer."),
}
IN_CLOSED_LISTS = _l(
    "The lists of a round are closed, and libraries choose by what stands in them. When its result is there, the offer"
    " can be corrected."
)
TITLE_OF_RECORD = _l("The title is that of the record. Correct it in the catalogue.")
NUMBERS_OF_VOLUMES = _l(
    "Write the numbers of the volumes that are missing, like 7, 9–12; other words go into the remark."
)
HELD = _l("Your library holds this book already. A want is only for what it does not have.")
WANTED_ALREADY = _l("Your library wants this book already. You find it under your wants.")
PARTNER_NEEDED = _l("Choose the partner for whom the book is reserved.")
PARTNER_IS_YOU = _l("Choose another library: a book cannot be reserved for your own.")
COPY_PROMISED = _l("This copy is promised or lent to another library. Finish that request first.")
COPY_GONE = _l("This copy is missing or withdrawn and cannot be offered.")
ONE_COPY = _l("This offer is one copy of your catalogue. Offer further copies from its record.")
NOT_IN_CATALOGUE = _l("The catalogue has no book with this number. Add the title after it.")
BAD_NUMBER = _l("This is no valid ISBN or ISSN: its check digit does not fit. Compare it with the book.")
TOO_MANY_PROPOSALS = _l("Twenty of your proposals wait for an answer. Please wait until your library has read them.")


CONSEQUENCES: dict[OfferEvent, Text] = {
    OfferEvent.WITHDRAW: _l("Nobody can ask for the book any more. To offer it again, a new offer must be made."),
}
"""What a grave step does, as it is told before it is taken."""
WANTS_GIVEN_UP = _l("Partners do not see them any more and nothing is looked for. Each can be renewed later.")
PROPOSAL_DECLINED = _l("The reader is told that the library will not look for the book. This cannot be undone.")


def told_of_copy(marks: tuple[Mark, ...], missing: str | None) -> list[str]:
    """Return in words what a copy has or lacks, in the language being spoken."""
    named = {Mark.INCOMPLETE: _("volumes missing: %(volumes)s", volumes=missing)} if missing else {}
    return [named.get(mark) or str(MARKS[mark]) for mark in marks]


def profile_named(subject: Subject | None, author: str | None, series: str | None) -> str:
    """Return in a line of plain text what a profile asks for: its subject, its author, its series."""
    return PARTS_OF_A_NAME.join(filter(None, (str(SUBJECTS[subject]) if subject else None, author, series)))
