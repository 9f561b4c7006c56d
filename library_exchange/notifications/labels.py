"""The letters into which a library puts words of its own: to whom each goes and when, and what is wrong with words."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.mail.slots import Fault


class Audience(StrEnum):
    """Who gets a letter: a reader of the library, or the library's own desk; never another library."""

    READER = "reader"
    DESK = "desk"


@dataclass(frozen=True)
class LetterKind:
    """A letter: to whom, and when it is written."""

    to: Audience
    when: Any


AUDIENCES = {Audience.READER: _l("To your readers"), Audience.DESK: _l("To your own desk")}

_TO_READERS = {
    "reader_question": _l("Your library asks what the request does not say: author, year or pages."),
    "reader_sent_on": _l("Your library has asked another library for the book."),
    "reader_declined": _l("Your library does not send the request on."),
    "reader_goes_on": _l("Your library takes back that it had ended the request."),
    "reader_arrived": _l("The book lies ready at your library."),
    "reader_not_arrived": _l("Your library takes back that the book has arrived."),
    "reader_delayed": _l("The parcel with the book came back to its sender."),
    "reader_due_soon": _l("A week before the due date."),
    "reader_overdue": _l("The day after the due date, and again one, two and four weeks later."),
    "reader_renewed": _l("The lending library renews the loan."),
    "reader_not_renewed": _l("The lending library does not renew the loan."),
    "reader_recalled": _l("The lending library needs the book back sooner."),
    "reader_not_supplied": _l("No library could lend the book."),
    "reader_cancelled": _l("The request was cancelled."),
    "reader_cancel_refused": _l("She asked to cancel, and the book is being sent already."),
    "reader_waits": _l("The library that was asked can lend the book only later."),
    "reader_copy": _l("The copy of the pages is here, or on its way on paper."),
    "reader_closed": _l("Your library closes the request by hand."),
}
_TO_THE_DESK = {
    "to_approve": _l("A reader of your library asks for a book."),
    "answer_of_reader": _l("A reader has answered your question."),
    "silence_of_reader": _l("A reader has not answered your question for ten days."),
    "will_supply": _l("The partner will supply."),
    "not_promised": _l("The partner takes its promise back."),
    "condition": _l("The partner lends on a condition."),
    "retry": _l("The partner can supply later only."),
    "refused": _l("The partner cannot supply."),
    "not_refused": _l("The partner takes its refusal back."),
    "shipped": _l("The partner has sent the book."),
    "parcel_returned": _l("The parcel came back to the partner that sent it."),
    "overdue": _l("A book that you borrowed is overdue: the day after the due date, and two weeks later."),
    "renewed": _l("The partner renews the loan."),
    "not_renewed": _l("The partner does not renew the loan."),
    "recalled": _l("The partner needs its book back."),
    "hold_return": _l("The partner asks you to keep the book for now."),
    "release_return": _l("The partner asks for the book again that you kept for it."),
    "returned_damaged": _l("The book came back to the partner damaged."),
    "not_returned_damaged": _l("The partner takes back that the book came back damaged."),
    "cancelled": _l("The partner agrees to cancel."),
    "cancel_refused": _l("The partner cannot cancel any more."),
    "completed": _l("The partner has its book back."),
    "not_completed": _l("The partner takes back that the loan is over."),
    "lost": _l("The partner ends the loan of a book that is lost."),
    "new_request": _l("Another library asks you for a book."),
    "condition_accepted": _l("The partner accepts your condition."),
    "condition_rejected": _l("The partner does not accept your condition."),
    "withdrawn": _l("The partner has waited for your answer and asks another library."),
    "withdrawn_too_late": _l("The partner had stopped waiting when the book was sent."),
    "cancel_asked": _l("The partner asks to cancel."),
    "cancelled_by_partner": _l("The partner has cancelled."),
    "received": _l("Your book has arrived at the partner."),
    "not_received": _l("The partner takes back that the book has arrived."),
    "arrived_damaged": _l("Your book arrived at the partner damaged."),
    "damaged_on_loan": _l("The partner has found damage while it has your book."),
    "lost_reported": _l("The partner reports your book as lost."),
    "damage_withdrawn": _l("The partner takes its damage report back."),
    "renewal_withdrawn": _l("The partner does not need to renew any more."),
    "found_again": _l("The partner has found your book again."),
    "lost_has_come": _l("A book that you wrote off as lost has come to the partner."),
    "renewal_asked": _l("The partner asks to renew."),
    "lent_overdue": _l("A book that you lent is overdue by a week."),
    "lent_overdue_long": _l("A book that you lent is overdue by four weeks."),
    "forwarded": _l("The partner has sent your book on to a third library."),
    "returning": _l("The partner has sent your book back."),
    "not_sent_back": _l("The partner takes back that the book is on its way back."),
    "closed_by_partner": _l("The partner closes the request by hand."),
    "copy_sent": _l("The partner has sent the copy of the pages."),
    "copy_no_good": _l("The partner cannot use the copy of the pages."),
}
LETTERS: dict[str, LetterKind] = {
    **{f"loans/{name}": LetterKind(Audience.READER, when) for name, when in _TO_READERS.items()},
    **{f"loans/{name}": LetterKind(Audience.DESK, when) for name, when in _TO_THE_DESK.items()},
}
"""By the name of the text. A letter that is not here, every one to another library first, is the platform's alone."""

FIELDS = {
    "subject": _l("Subject"),
    "opening": _l("First paragraph"),
    "closing": _l("Last paragraph"),
}
PLACES = {
    "number": _pl("place", "number"),
    "title": _pl("place", "title"),
    "home": _pl("place", "our library"),
    "partner": _pl("place", "other library"),
    "due_on": _pl("place", "due date"),
    "retry_after": _pl("place", "ask again from"),
    "reason": _pl("place", "reason"),
    "condition": _pl("place", "condition"),
    "refusal": _pl("place", "why not renewed"),
    "damage": _pl("place", "damage"),
    "settlement": _pl("place", "settlement"),
    "copy_until": _pl("place", "copy until"),
    "fault": _pl("place", "fault of the copy"),
}
"""What the places of a letter are called where somebody writes them, between braces; no two alike in a language."""
SLOTS = {
    "number": _l("number of the request"),
    "title": _l("title of the book"),
    "home": _l("name of your library"),
    "partner": _l("name of the other library"),
    "due_on": _l("due date"),
    "retry_after": _l("day from which to ask again"),
    "reason": _l("reason of a refusal"),
    "condition": _l("condition of the loan"),
    "refusal": _l("why a loan is not renewed"),
    "damage": _l("damage"),
    "settlement": _l("how it was settled"),
    "copy_until": _l("last day on which the copy can be opened"),
    "fault": _l("what is wrong with the copy"),
}
FAULTS: dict[Fault, Callable[[str, str], Any]] = {
    Fault.TOO_LONG: lambda _found, _known: _l("This is too long."),
    Fault.MARKUP: lambda found, _known: _l(
        "Write plain text: %(found)s would be shown as it stands, not carried out.", found=found
    ),
    Fault.NOT_CLOSED: lambda found, known: _l(
        "The place that begins with %(found)s is not closed. Write it to the end, as here: %(known)s.",
        found=found,
        known=known,
    ),
    Fault.UNKNOWN_SLOT: lambda found, known: _l(
        "There is no %(found)s here. You can use: %(known)s.", found=found, known=known
    ),
}
