"""Names of states and reasons, and sentences that tell what to do instead."""

from library_exchange.core.i18n import _l
from library_exchange.joining.rules import (
    ApplicationEvent,
    ApplicationState,
    FirstStep,
    ForeignStock,
    Reason,
    Stock,
    Wish,
)

STATES = {
    ApplicationState.UNCONFIRMED: _l("not confirmed yet"),
    ApplicationState.AT_SPONSOR: _l("waits for the sponsor library"),
    ApplicationState.AT_PLATFORM: _l("waits for the platform"),
    ApplicationState.ADMITTED: _l("admitted"),
    ApplicationState.DECLINED: _l("not admitted"),
}
STANDS = {
    ApplicationState.AT_SPONSOR: _l(
        "Your e-mail address is confirmed. The sponsor library is asked to vouch for yours."
    ),
    ApplicationState.AT_PLATFORM: _l("Your e-mail address is confirmed. The platform decides, and you get a letter."),
    ApplicationState.ADMITTED: _l("Your library has joined. The letter to you has a link to choose your password."),
    ApplicationState.DECLINED: _l("Your library has not been admitted. The letter to you says why."),
}
"""How an application stands, told to whoever asked."""
STOCKS = {
    Stock.TO_1000: _l("up to 1,000 volumes"),
    Stock.TO_10000: _l("1,000 to 10,000 volumes"),
    Stock.TO_100000: _l("10,000 to 100,000 volumes"),
    Stock.MORE: _l("more than 100,000 volumes"),
}
FOREIGN_STOCKS = {
    ForeignStock.NONE: _l("none yet"),
    ForeignStock.SOME: _l("some"),
    ForeignStock.COLLECTION: _l("a collection of its own"),
}
WISHES = {
    Wish.BORROW: _l("Borrow books from the other country for our readers"),
    Wish.LEND: _l("Lend our books to the other country"),
    Wish.EXCHANGE: _l("Exchange books"),
    Wish.PROGRAMMES: _l("Take part in programmes and book lists"),
}
"""What a library says of itself in phrases, so that everybody reads it in her language."""
REASONS = {
    Reason.NOT_REACHED: _l("We could not reach the library at the addresses given."),
    Reason.NO_LIBRARY: _l("What you describe is no library or reading room that could lend books."),
    Reason.MEMBER_ALREADY: _l("The library is a member already. Its administrator can give you an account."),
    Reason.NOT_KNOWN: _l("The sponsor library does not know you well enough to vouch for you."),
    Reason.NO_CAPACITY: _l("The sponsor library cannot take on another library at present."),
    Reason.SPONSOR_SILENT: _l("The sponsor library has not answered. Ask it yourself, or name another one."),
    Reason.OTHER: _l("For another reason:"),
}
CONSEQUENCES = {
    ApplicationEvent.ADMIT: _l(
        "The library is made a member, and who asked gets a letter with a link to choose a password. The code stands in"
        " addresses and numbers: it can never be changed."
    ),
    ApplicationEvent.VOUCH: _l(
        "The platform is told that you vouch for the library, and decides. Until it has decided you can take this back."
    ),
    ApplicationEvent.NOT_VOUCH: _l(
        "The library gets a letter with your reason, and its application ends. This cannot be taken back."
    ),
    ApplicationEvent.DECLINE: _l(
        "Who asked gets a letter with your reason. This cannot be taken back; the library can ask once more."
    ),
}
"""What will happen, told before a step that nobody can take back."""
FIRST_STEPS = {
    FirstStep.ADDRESS: _l("Write your address in both scripts"),
    FirstStep.RULES: _l("Look at how you lend"),
    FirstStep.DAYS: _l("Say on which days your desk works"),
    FirstStep.FILE: _l("Send the first file of your catalogue"),
    FirstStep.FOUND: _l("Find your first book"),
    FirstStep.PEOPLE: _l("Invite a colleague"),
    FirstStep.BORROW: _l("Practise borrowing"),
    FirstStep.LEND: _l("Practise lending"),
    FirstStep.EXCHANGE: _l("Practise exchanging"),
}
ABOUT = {
    FirstStep.ADDRESS: _l(
        "Street and town in the script of your country and in Latin letters: partners print both on parcels."
    ),
    FirstStep.RULES: _l(
        "Whether you lend, for how many days, and what you ask for it. "
        "Until you have said it, nobody is offered your books."
    ),
    FirstStep.DAYS: _l(
        "Due dates and reminders count the days on which you are open. Save the page once, even if all is right."
    ),
    FirstStep.FILE: _l(
        "A few records, or a table with one book in each row, are enough to begin. You see first what was read."
    ),
    FirstStep.FOUND: _l(
        "A minute after the file was taken in, everybody finds your books. Look at them as readers do."
    ),
    FirstStep.PEOPLE: _l("Somebody else should be able to answer when you are away."),
    FirstStep.BORROW: _l("Go through a loan from the request to the return with a library that is only played."),
    FirstStep.LEND: _l("The library that is only played asks you for a book: answer it as you would a true one."),
    FirstStep.EXCHANGE: _l("Offer a book, pack it and send it to the library that is only played, until its receipt."),
}
NOT_NOW = _l("This application has been decided already, or has moved on. Look at how it stands now.")
TOO_OLD = _l("This link is too old. Fill in the form once more.")
A_SPONSOR = _l("A school or a reading room needs a sponsor: choose the library that vouches for you.")
SPONSOR_THERE = _l("Choose a library of your own country.")
IN_WORDS = _l("Say in a few words why.")
ONE_OF_THESE = _l("Choose one of the values offered.")
WHOM_TO_ASK = _l("Choose a library that reads this language.")
MEANING_ASKED = _l("This library was asked already. It sees the question in its work queue.")
MEANING_TOLD = _l("Your library has answered already.")
SAY_WHAT_IT_MEANS = _l("Say what the application says, or press “We cannot explain it”.")
TELL_IN = {
    "zh": _l("Say in Chinese what it says"),
    "ru": _l("Say in Russian what it says"),
    "en": _l("Say in English what it says"),
}
"""What a library that reads an application is asked to do, by the language of who cannot read it."""
