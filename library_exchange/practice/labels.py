"""What is said about practice."""

from library_exchange.core.i18n import _l
from library_exchange.loans.rules.codes import Side

PARTNER = _l("Practice library")
KINDS = {Side.REQUESTING: _l("Practise borrowing"), Side.SUPPLYING: _l("Practise lending")}
ABOUT = {
    Side.REQUESTING: _l(
        "You send a request, receive the book, hand it to a reader, take it back and return it. The practice library"
        " promises, ships and checks in by itself."
    ),
    Side.SUPPLYING: _l(
        "The practice library asks you for a book. You promise it, fetch it from the shelf, ship it and check it in"
        " when it comes back."
    ),
}
BEGUN_ALREADY = _l("Your library is practising this already. Go on there, or remove the practice loans and begin anew.")
NOT_NOW = _l("This step is not possible now. Look at how the practice loan stands.")
