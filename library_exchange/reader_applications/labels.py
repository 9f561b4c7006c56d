"""What becomes of somebody who asks to be a reader, in words."""

from library_exchange.core.i18n import _l
from library_exchange.reader_applications.rules import ReaderApplicationEvent, ReaderApplicationState, Reason

STATES = {
    ReaderApplicationState.UNCONFIRMED: _l("not confirmed yet"),
    ReaderApplicationState.WAITING: _l("waits for the library"),
    ReaderApplicationState.ADMITTED: _l("is a reader"),
    ReaderApplicationState.DECLINED: _l("not taken in"),
}
STANDS = {
    ReaderApplicationState.WAITING: _l("Your e-mail address is confirmed. The library decides, and you get a letter."),
    ReaderApplicationState.ADMITTED: _l("You are a reader of the library. The letter to you says how to sign in."),
    ReaderApplicationState.DECLINED: _l("The library has not taken you in. The letter to you says why."),
}
"""How it stands, told to whoever asked."""
REASONS = {
    Reason.COME_TO_DESK: _l("Please come to our desk with your identity card: we enter new readers there."),
    Reason.NOT_OURS: _l("We serve readers of our own town or institution. Please ask a library near you."),
    Reason.UNKNOWN_CARD: _l("We do not know this card number under your name. Please ask our desk."),
    Reason.SILENT: _l("The library has not answered in time. Call its desk or go there."),
    Reason.OTHER: _l("For another reason:"),
}
CONSEQUENCES = {
    ReaderApplicationEvent.ADMIT: _l(
        "She becomes a reader of your library and gets a letter. If that was wrong, end it on the page of the readers."
    ),
    ReaderApplicationEvent.DECLINE: _l("Who asks gets a letter with your reason. She can ask once more."),
}
"""What will happen, told before a step that nobody can take back."""
NOT_NOW = _l("This has been decided already. Look at how it stands now.")
TOO_OLD = _l("This link is too old. Fill in the form once more.")
IN_WORDS = _l("Say in a few words why.")
ONE_OF_THESE = _l("Choose one of the values offered.")
A_LIBRARY = _l("Choose a library of the list.")
