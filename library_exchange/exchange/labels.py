"""Names of states, kinds, conditions and problems, and the sentences the room says."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.exchange.models.lists import IntakeState, ProposalState
from library_exchange.exchange.rules.agreements import AgreementEvent, AgreementState, Ending, Mode, Payer
from library_exchange.exchange.rules.boxes import BoxState, LineState, Why
from library_exchange.exchange.rules.lines import Problem
from library_exchange.exchange.rules.offers import (
    Condition,
    Level,
    Material,
    OfferEvent,
    OfferState,
    Provenance,
    Reserve,
)
from library_exchange.exchange.rules.settling import Remedy, SettlementEvent, SettlementState
from library_exchange.exchange.rules.subjects import Subject
from library_exchange.exchange.rules.wants import WantEvent, WantKind, WantState

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
    Problem.BAD_ISBN: _l("The ISBN is wrong: its check digit does not fit. Compare it with the book."),
    Problem.BAD_ISSN: _l("The ISSN is wrong: its check digit does not fit. Compare it with the issue."),
    Problem.NO_TITLE: _l("There is neither a title nor a number we know. Type the title."),
    Problem.NOT_IN_CATALOGUE: _l("The catalogue has no book with this number. Add the title after it."),
    Problem.TOO_MANY: _l("This number of copies cannot be right. Write between 1 and 500."),
    Problem.TOO_LONG: _l("The line is too long for one book. Shorten it to the title and author."),
    Problem.UNREADABLE: _l("This part of the file cannot be read. Type the title or the ISBN."),
    Problem.HELD: _l("Your library holds this book already."),
    Problem.ALREADY_LISTED: _l("Your library wants this book already."),
}
INTAKE_STATES: dict[IntakeState, tuple[Text, str]] = {
    IntakeState.OPEN: (_pl("list", "to be checked"), "warn"),
    IntakeState.TAKEN: (_pl("list", "taken in"), "ok"),
    IntakeState.DISCARDED: (_pl("list", "discarded"), ""),
}
PROPOSAL_STATES: dict[ProposalState, tuple[Text, str]] = {
    ProposalState.WAITING: (_l("Your library is looking at it"), ""),
    ProposalState.ACCEPTED: (_l("Your library now looks for this book"), "ok"),
    ProposalState.DECLINED: (_l("Declined by your library"), ""),
}

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
NOTHING_IN_IT = _l("There is nothing in it. Paste at least one ISBN or title.")
BAD_NUMBER = _l("This is no valid ISBN or ISSN: its check digit does not fit. Compare it with the book.")
TOO_MANY_PROPOSALS = _l("Twenty of your proposals wait for an answer. Please wait until your library has read them.")

# Deals between two libraries ------------------------------------------------------------------------------------------

AGREEMENT_STATES: dict[AgreementState, tuple[Text, str]] = {
    AgreementState.DRAFT: (_pl("agreement", "draft"), "warn"),
    AgreementState.PROPOSED: (_pl("agreement", "proposed"), "now"),
    AgreementState.ACTIVE: (_pl("agreement", "in force"), "ok"),
    AgreementState.SUSPENDED: (_pl("agreement", "suspended"), "warn"),
    AgreementState.SETTLING: (_pl("agreement", "being settled"), "warn"),
    AgreementState.CLOSED: (_pl("agreement", "ended"), ""),
}
AGREEMENT_EVENTS: dict[AgreementEvent, Text] = {
    AgreementEvent.PROPOSE: _pl("verb", "Propose it"),
    AgreementEvent.COUNTER: _pl("verb", "Propose other terms"),
    AgreementEvent.ACCEPT: _pl("verb", "Accept these terms"),
    AgreementEvent.DECLINE: _pl("verb", "Break off"),
    AgreementEvent.SUSPEND: _pl("verb", "Suspend"),
    AgreementEvent.RESUME: _pl("verb", "Resume"),
    AgreementEvent.END: _pl("verb", "End and settle"),
    AgreementEvent.DISCARD: _pl("verb", "Discard the draft"),
}
ENDINGS: dict[Ending, Text] = {
    Ending.DECLINED: _l("The talks were broken off."),
    Ending.SILENCE: _l("Nobody answered for 60 days."),
    Ending.DISCARDED: _l("The draft was discarded."),
    Ending.SETTLED: _l("The account is settled."),
}
MODES: dict[Mode, Text] = {
    Mode.OPEN: _l("Open exchange, nothing is counted"),
    Mode.PIECE: _l("Copy for copy"),
    Mode.PRICED: _l("By value points"),
    Mode.PAGE: _l("By pages"),
    Mode.GIFT_ONLY: _l("Gifts only"),
}
PAYERS: dict[Payer, Text] = {
    Payer.SENDER: _l("The sender pays the whole way"),
    Payer.RECEIVER: _l("The receiver pays the whole way"),
    Payer.OWN_COUNTRY: _l("Each library pays the way in its own country"),
}
BOOK_LANGUAGES: dict[str, Text] = {
    "chi rus": _l("Books in Chinese and Russian"),
    "chi": _l("Books in Chinese only"),
    "rus": _l("Books in Russian only"),
    "chi eng rus": _l("Books in Chinese, Russian and English"),
}
TERM_NAMES: dict[str, Text] = {
    "mode": _l("How it is counted"),
    "credit": _l("How far one may owe the other"),
    "term_months": _l("Months until a debt is settled"),
    "payer": _l("Who pays the post"),
    "languages": _l("Languages of the books"),
    "review_on": _l("To be looked at again on"),
    "paper_reference": _l("Reference of the signed paper"),
    "note_zh": _l("Further terms in Chinese"),
    "note_ru": _l("Further terms in Russian"),
}
BOX_STATES: dict[BoxState, tuple[Text, str]] = {
    BoxState.TICKING: (_pl("box", "both sides choose"), "now"),
    BoxState.PROPOSED: (_pl("box", "proposed"), "warn"),
    BoxState.ACCEPTED: (_pl("box", "agreed, to be sent"), "ok"),
    BoxState.UNDER_WAY: (_pl("box", "on its way"), "now"),
    BoxState.SETTLED: (_pl("box", "done"), ""),
    BoxState.CANCELLED: (_pl("box", "given up"), ""),
}
BOX_LINES: dict[LineState, tuple[Text, str]] = {
    LineState.TICKED: (_pl("book in a box", "ticked"), ""),
    LineState.IN: (_pl("book in a box", "in the box"), "now"),
    LineState.OUT: (_pl("book in a box", "left out"), ""),
    LineState.AGREED: (_pl("book in a box", "agreed"), "now"),
    LineState.SENT: (_pl("book in a box", "on its way"), "now"),
    LineState.RECEIVED: (_pl("book in a box", "received"), "ok"),
    LineState.FAILED: (_pl("book in a box", "did not come about"), "warn"),
}
WHY: dict[Why, Text] = {
    Why.SAME_WORK: _l("another edition of a book in the box"),
    Why.BOX_FULL: _l("the box is full"),
    Why.BALANCE: _l("would go beyond the credit agreed"),
    Why.GONE: _l("no longer on offer"),
    Why.NOT_FOUND: _l("the giver did not find it"),
    Why.NOT_CLEARED: _l("not cleared"),
    Why.LOST: _l("lost on its way"),
    Why.CREDITED: _l("credited after a claim"),
}
WANTED_AS: dict[str, Text] = {
    "exact": _l("this edition is wanted"),
    "work": _l("another edition of a wanted work"),
    "profile": _l("fits a profile of wants"),
}
SETTLEMENT_STATES: dict[SettlementState, tuple[Text, str]] = {
    SettlementState.SENT: (_pl("settlement", "waits for consent"), "warn"),
    SettlementState.DISPUTED: (_pl("settlement", "disputed"), "bad"),
    SettlementState.CLOSED: (_pl("settlement", "agreed"), "ok"),
    SettlementState.WITHDRAWN: (_pl("settlement", "withdrawn"), ""),
}
SETTLEMENT_EVENTS: dict[SettlementEvent, Text] = {
    SettlementEvent.CONFIRM: _pl("verb", "Confirm"),
    SettlementEvent.DISPUTE: _pl("verb", "Dispute"),
    SettlementEvent.WITHDRAW: _pl("verb", "Withdraw the proposal"),
}
REMEDIES: dict[Remedy, Text] = {
    Remedy.CARRY: _l("Carry over to the next year"),
    Remedy.IN_KIND: _l("Settled in kind, by other books"),
    Remedy.FORGIVE: _l("Forgive as a gift"),
}

WITH_WHOM = _l("Choose the library with which you want to exchange.")
NOT_WITH_YOURSELF = _l("Choose another library: nobody exchanges with oneself.")
IN_TALKS = _l("You are talking about an agreement with this library already. Open that one.")
AGREEMENT_IN_FORCE = _l("An agreement with this library is in force already. End that one first.")
NOTHING_CHANGED = _l("These are the terms that lie on the table. Change something, or accept them.")
BOTH_LANGUAGES = _l("Write this in both languages: each side must be able to read it.")
NOT_YOUR_TURN = _l("It is the other library's turn now. Wait for its answer.")
STEP_NOT_NOW = _l("This is not possible any more: the other side has moved on. Reload the page and look again.")
NO_NEW_BOXES = _l("The agreement with this library is suspended or being settled. Resume it before you fill a box.")
NOTHING_TICKED = _l("Nobody has ticked a book that is still on offer. Tick what you would like to have.")
NOTHING_IN_BOX = _l("There is no book in the box. Put in at least one.")
PROMISED_ELSEWHERE = _l("One of these books was promised to another library meanwhile. Look at the list again.")
BEYOND_CREDIT = _l("With this box one side would owe more than the agreement allows. Take a book out or put one in.")
SENT_ALREADY = _l("These books are in a consignment already.")
NO_SUCH_DEBT = _l("The account has changed: this amount is not owed. Look at it again and propose anew.")
IN_SETTLEMENT = _l("A proposal about this account waits for an answer already.")
PERIOD_REVERSED = _l("The first day must not be later than the last one.")
NOTHING_HANDED_OVER = _l("Nothing was received in this time, so there is nothing to write an act of.")
YOU_AGREE = _l("You agree. When the other library does as well, the books are promised.")
CHOOSE_AGAIN = _l("The books are free again. Both sides may choose anew.")
GIVEN_UP = _l("The box is given up, and its books are free again.")
CONSIGNED = _l("The consignments are made. Complete the titles, pack and send.")

ACT: dict[str, Text] = {
    "act": _l("Act of handover"),
    "act_about": _pl("act", "About"),
    "act_period": _pl("act", "Period"),
    "act_giver": _pl("act", "Handed over by"),
    "act_receiver": _pl("act", "Received by"),
    "act_sent": _pl("act", "Sent"),
    "act_received": _pl("act", "Received"),
    "act_state": _pl("act", "Note"),
    "act_untranslated": _l("no translation of the title yet"),
    "act_missing": _pl("act", "missing"),
    "act_damaged": _pl("act", "damaged"),
    "act_wrong": _pl("act", "another book"),
    "act_lost": _pl("act", "lost"),
    "act_expected": _pl("act", "not received yet"),
    "act_copies": _l("Made out in two copies, one for each side."),
    "act_gives": _l("For the giving library: position, signature, seal, date"),
    "act_takes": _l("For the receiving library: position, signature, seal, date"),
}
