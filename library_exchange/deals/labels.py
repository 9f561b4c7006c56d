"""Names of agreements, boxes and settlements, and the sentences said about them."""

from typing import Any

from library_exchange.core.i18n import _, _l, _n, _pl
from library_exchange.deals.rules.agreements import AgreementEvent, AgreementState, Ending, Mode, Payer
from library_exchange.deals.rules.boxes import BoxEvent, BoxState, LineState, Why
from library_exchange.deals.rules.settling import Remedy, SettlementEvent, SettlementState

Text = Any

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
CLAIMED = _l("A claim is open: the book counts until it is settled.")
"""What the account says of a book that was first taken for good."""
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
    BoxState.UNDER_WAY: (_pl("box", "consignments made"), "now"),
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
    Why.REPLACEMENT: _l("in place of a book that did not come well"),
}
WANTED_AS: dict[str, Text] = {
    "exact": _l("this edition is wanted"),
    "work": _l("another edition of a wanted work"),
    "profile": _l("fits a profile of wants"),
}
BOX_EVENTS: dict[BoxEvent, Text] = {
    BoxEvent.PROPOSE: _l("Propose the exchange"),
    BoxEvent.ACCEPT: _l("Agree and tell the other library"),
    BoxEvent.COUNTER: _l("Propose my change"),
    BoxEvent.WITHDRAW: _l("Back to the proposal before"),
    BoxEvent.REOPEN: _l("Choose again"),
    BoxEvent.SEND: _l("Make the consignments"),
    BoxEvent.CANCEL: _l("Give the box up"),
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
    SettlementEvent.ON_PAPER: _l("It has agreed on paper"),
    SettlementEvent.WITHDRAW: _pl("verb", "Withdraw the proposal"),
}
REMEDIES: dict[Remedy, Text] = {
    Remedy.CARRY: _l("Carry over to the next year"),
    Remedy.IN_KIND: _l("Settled in kind, by other books"),
    Remedy.FORGIVE: _l("Forgive as a gift"),
    Remedy.PAID: _l("Paid or set off outside this site"),
}
# What comes next ------------------------------------------------------------------------------------------------------

READ_DRAFT = _l("Only your library sees the draft. Read it, then propose it to the other library.")
NOW_PROPOSED = _l("Proposed. The other library is asked to answer.")
ASKED_WHEN_PROPOSED = _l("When you propose the agreement, the partner is asked to fill in its language.")
WRITE_OTHER_FIRST = _l(
    "The partner cannot be asked for the language that the further terms lack. Write it yourself; then you can propose"
    " the agreement."
)
WRITE_OTHER = _l("Write the other language")
WRITE_OWN = _l("Write it in your language")
FILL_IN_FIRST = _l("The further terms lack your language. Fill it in first; then you can accept.")
NOBODY_IS_ASKED = _l(
    "The further terms lack your language, and nobody is asked for it any more. Propose terms that have it."
)
PARTNER_CAN_BE_ASKED = _l("The further terms lack the partner's language. It can accept once they are there in both.")
ASK_PARTNER = _l("Ask the partner to fill in")
LANGUAGE_AWAITED = _l("The partner's language is awaited. You will be told when it is there.")
YOU_ANSWER_TERMS = _l("The other library waits for your answer: accept these terms, or propose other ones.")
THEY_ANSWER_TERMS = _l("Your proposal lies with the other library. You will be told when it answers.")
CANNOT_ANSWER_TERMS = _l(
    "Nobody signs in at this library, so it cannot answer the terms here. Agree with it on paper, and break off the"
    " talks."
)
BOXES_ON_PAPER = _l(
    "The agreement is in force. Nobody signs in at this library, so no box can be filled with it: agree with it on"
    " paper which books you exchange."
)
IN_FORCE = _l("The agreement is in force: the two libraries can exchange books.")
BEGIN_BOX = _l("Begin a box")
RESTS = _l("The agreement is suspended: no box can be filled until one of the two libraries resumes it.")
ENDS_WHEN_EVEN = _l("The agreement ends when nothing is owed any more.")
SETTLE_THE_BALANCE = _l("Settle the balance")
AMONG_PARTNERS: dict[AgreementState, tuple[Text, Text]] = {
    AgreementState.DRAFT: (_l("Propose the agreement"), _l("Propose the agreement")),
    AgreementState.PROPOSED: (_l("Answer the terms"), None),
    AgreementState.SUSPENDED: (_l("Resume the agreement"), _l("Resume the agreement")),
    AgreementState.SETTLING: (SETTLE_THE_BALANCE, SETTLE_THE_BALANCE),
}
"""What comes next with a partner before a box: on our turn, and else; None where the other library is next."""
OPEN_AGREEMENT = _l("Open the agreement")
NOTHING_GIVEN = _l(
    "You give nothing in this box: the other library has ticked no book of yours yet. You can wait until it has chosen,"
    " or write to it; if you propose the box so, it is asked to give without return."
)
NOTHING_COMES = _l(
    "You get nothing in this box: no book of the other library is ticked. Choose from its list first, or propose the"
    " box so."
)
TICK_BOTH = _l(
    "Tick what you would like to have of the other library's offers; it does the same with yours. What meets a want is"
    " ticked already."
)
TICK_FIRST = _l(
    "Nothing is ticked yet. Tick what you would like to have and keep your ticks; then propose the exchange."
)
CHOOSE_BOOKS = _l("Choose books")
NOTHING_ON_OFFER = _l(
    "The other library offers nothing now that may go to you, and has ticked nothing of yours. Offer books: it sees"
    " them here at once."
)
OFFER_BOOKS = _l("Offer books")
AGREE_OR_CHANGE = _l("Agree, or change the proposal line by line: untick what shall not go, tick what shall.")
YOU_PROPOSED = _l("Your proposal lies with the other library. It has not agreed yet; you will be told when it answers.")
YOU_CHANGED = _l(
    "Your change lies with the other library. It has not agreed yet; until it answers you can go back to the proposal"
    " before."
)
NO_CHANGE_OF_YOURS = _l(
    "There is no change of yours to take back: the other library has answered. Look at the box again."
)
CHANGE_WITHDRAWN = _l("Your change is taken back. The proposal before it lies on the table again.")
BOTH_AGREED = _l("Both libraries have agreed. A consignment is made for each direction.")
BOX_IS_CLOSED: dict[BoxState, Text] = {
    BoxState.SETTLED: _l("Every book of the box has come or did not come about. Begin another box to exchange more."),
    BoxState.CANCELLED: _l("The box was given up, and its books are free again. Begin another box to exchange more."),
}


def ticks_changed(num: int) -> str:
    """Return what is said to who agrees with other ticks than those that lie on the table."""
    return _n(
        "Nothing is agreed yet: you changed the tick of %(num)s book. Press “Propose my change”, "
        "or set the tick as it was and agree.",
        "Nothing is agreed yet: you changed the ticks of %(num)s books. Press “Propose my change”, "
        "or set the ticks as they were and agree.",
        num,
    )


def go_on_with(number: int) -> str:
    """Return the label of what leads to the box that two libraries are filling."""
    return _("Go on with box %(number)s", number=number)


WITH_WHOM = _l("Choose the library with which you want to exchange.")
NOT_WITH_YOURSELF = _l("Choose another library: nobody exchanges with oneself.")
IN_TALKS = _l("You are talking about an agreement with this library already. Open that one.")
AGREEMENT_IN_FORCE = _l("An agreement with this library is in force already. End that one first.")
NOTHING_CHANGED = _l("These are the terms that lie on the table. Change something, or accept them.")
NOTE = _l("Further terms")
NAMED_WITH = _l("Exchange agreement with %(library)s")
ONE_LANGUAGE = _l("The further terms lack your language. Write them in it, then accept.")
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
BOTH_AGREE = _l("Both libraries agree, and the books are promised. Make the consignments.")
CHOOSE_AGAIN = _l("The books are free again. Both sides may choose anew.")
GIVEN_UP = _l("The box is given up, and its books are free again.")
CONSIGNED = _l("The consignments are made. Complete the titles, pack and send.")
ACT: dict[str, Text] = {
    "act": _l("Act of handover"),
    "act_about": _pl("act", "About"),
    "act_of_agreement": _pl("act", "Agreement No. %(number)s, %(year)s"),
    "act_of_parties": _pl("act", "%(number)s, %(year)s"),
    "act_of_consignment": _pl("act", "Consignment %(number)s"),
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
    "fees_act": _l("Act of reconciliation of fees for interlibrary loans"),
    "fees_first": _pl("act of fees", "Library 1"),
    "fees_second": _pl("act of fees", "Library 2"),
    "fees_by_first": _pl("act of fees", "Receivable by library 1"),
    "fees_by_second": _pl("act of fees", "Receivable by library 2"),
    "fees_balance": _pl("act of fees", "Balance receivable by library 1"),
    "fees_what": _pl("act of fees", "What for"),
    "fees_opening": _l("Balance at the beginning"),
    "fees_closing": _l("Balance at the end"),
    "fees_total": _l("The same in one currency"),
    "fees_copies": _pl("act of fees", "Made out in two copies, one for each side."),
    "fees_signs_first": _l("For library 1: position, signature, date"),
    "fees_signs_second": _l("For library 2: position, signature, date"),
    "fees_seal_first": _l("Seal of library 1"),
    "fees_seal_second": _l("Seal of library 2"),
}
NO_FEES = _l(
    "No fee was entered in this time and none was owed before. A fee is entered when the book is back or the copy has"
    " come. Choose other days, or wait for that."
)

CONSEQUENCES: dict[AgreementEvent | BoxEvent, Text] = {
    AgreementEvent.DISCARD: _l("The draft is thrown away. This cannot be undone."),
    AgreementEvent.DECLINE: _l(
        "The talks end and the other library is told. To go on, a new agreement must be proposed."
    ),
    AgreementEvent.END: _l("The agreement ends for both libraries and the account is settled. This cannot be undone."),
    BoxEvent.ACCEPT: _l(
        "The other library has agreed already: with your yes the books of both sides are promised. This cannot be"
        " undone."
    ),
    BoxEvent.REOPEN: _l(
        "The proposal is taken apart for both libraries, with all that was changed in it, and the books are free again:"
        " somebody else may take them. This cannot be undone."
    ),
    BoxEvent.CANCEL: _l(
        "The box is closed for both libraries, and all its books are free again. This cannot be undone."
    ),
}
"""What a grave step does, as it is told before it is taken."""
SETTLEMENT_GOES = _l(
    "The other library is written to. Once it confirms, this is entered in both accounts; until then it can be"
    " withdrawn."
)
SETTLEMENT_CONSEQUENCES: dict[SettlementEvent, Text] = {
    SettlementEvent.CONFIRM: _l(
        "What was proposed is entered in the accounts of both libraries. An entry cannot be taken back."
    ),
    SettlementEvent.ON_PAPER: _l(
        "Your partner agreed by letter: what was proposed is entered in the accounts of both libraries. An entry cannot"
        " be taken back."
    ),
}
"""What a final answer to a settlement does."""
LINE_LOST = _l("The book leaves the box, your offer is withdrawn and the other library's want is open again.")
