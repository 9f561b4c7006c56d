"""Words of the letters: what is asked in each state, and what the printed letter says."""

from typing import Any

from library_exchange.core.i18n import _l, _ln
from library_exchange.loans.labels import actions
from library_exchange.loans.models import LoanRequest
from library_exchange.loans.rules.codes import DueState, Side, State
from library_exchange.loans.rules.codes import RequestingState as R
from library_exchange.loans.rules.codes import SupplyingState as S
from library_exchange.loans.rules.standard_codes import ServiceType

Text = Any

QUESTIONS: dict[State, Text] = {
    S.NEW: _l("Can your library lend this book?"),
    S.TO_PICK: _l("Have you found the book on the shelf?"),
    S.TO_SHIP: _l("Has the book been sent? If so, how?"),
    S.CANCEL_ASKED: _l("The other library does not need the book any more. Can it still be stopped?"),
    S.RETURNING: _l("Has your book come back?"),
    S.LOST_CLAIMED: _l("Your book is reported lost. How was it settled?"),
    S.DAMAGE_CLAIMED: _l("Your book came back damaged. How was it settled?"),
    R.REVIEW: _l("Shall this request be sent to another library?"),
    R.CONDITION_PENDING: _l("The other library lends on a condition. Do you accept it?"),
    R.RETRY_PENDING: _l("The book cannot be had now. Which library shall be asked?"),
    R.REFUSED: _l("The library cannot supply the book. Shall another one be asked?"),
    R.SHIPPED: _l("Has the book arrived?"),
    R.RECEIVED: _l("Have you sent the book back, or do you need it longer?"),
    R.WITH_READER: _l("Has your reader brought the book back?"),
    R.TO_RETURN: _l("Have you sent the book back?"),
    R.DELIVERED: _l("Has the copy of the pages come, and can it be read?"),
}
OF_COPIES: dict[State, Text] = {
    S.NEW: _l("Can your library copy these pages?"),
    S.TO_PICK: _l("Have you found what is to be copied?"),
    S.TO_SHIP: _l("Has the copy of the pages been sent?"),
    S.CANCEL_ASKED: _l("The other library does not need the copy any more. Can it still be stopped?"),
    R.REVIEW: _l("Shall this request for a copy be sent to another library?"),
    R.CONDITION_PENDING: _l("The other library copies on a condition. Do you accept it?"),
    R.RETRY_PENDING: _l("The copy cannot be had now. Which library shall be asked?"),
    R.REFUSED: _l("The library cannot supply the copy. Shall another one be asked?"),
}
"""The questions that read otherwise where pages are copied."""
PARTNERS: dict[Side, Text] = {Side.SUPPLYING: _l("Who asks for it"), Side.REQUESTING: _l("Who supplies it")}
"""What the other library is, for the one that is written to."""
RENEWAL = _l("The other library would like to keep your book longer. Do you agree?")
WORDS: dict[str, Text] = {
    "letter": _l("Letter to be answered"),
    "how": _l("Open the address in the code, or mark your answer here, stamp the sheet and send it back."),
    "answer_by": _l("Please answer by"),
    "until": _l("The code works until"),
    "answer": _l("Your answer"),
    "stamp": _l("Stamp of your library"),
    "notes": _l("Condition or reason, day, way of sending, tracking number"),
    **{f"action_{action}": text for action, text in actions.ACTIONS.items()},
    **{f"question_{type(state).__name__}_{state}": text for state, text in QUESTIONS.items()},
    **{f"copy_question_{type(state).__name__}_{state}": text for state, text in OF_COPIES.items()},
    "question_renewal": RENEWAL,
}


BEGINNING = _l(
    "Its loan requests are asked about by letter at once. All else that is open here stays as it is, and nobody there"
    " can answer it any more: agree on it on paper, or have it ended first."
)
"""What happens to a library's open things when it is reached by letter."""


def ending(left: int) -> Text:
    """Return what happens when a library is no longer reached by letter, and to its `left` open requests."""
    if not left:
        return _l("No more letters are written to it. No request of it is open.")
    return _ln(
        "The links in its letters open nothing any more. %(num)s request of it stays open, and nobody there can"
        " answer: agree with the library what becomes of it, or close it by hand on your side. If the library is"
        " reached by letter again, it is asked anew.",
        "The links in its letters open nothing any more. %(num)s requests of it stay open, and nobody there can"
        " answer: agree with the library what becomes of them, or close them by hand on your side. If the library is"
        " reached by letter again, it is asked anew.",
        left,
    )


def question(loan: LoanRequest) -> Text:
    """Return what the library is asked in a state that waits for it."""
    return WORDS[question_name(loan.side, loan.stands, loan.due, loan.service)]


def question_name(side: Side, state: State, due: DueState, service: ServiceType = ServiceType.LOAN) -> str:
    """Return under which name the question stands among the words of the printed letter."""
    is_renewal = side is Side.SUPPLYING and due is DueState.RENEW_ASKED
    name = f"question_{type(state).__name__}_{state}"
    if service is ServiceType.COPY and f"copy_{name}" in WORDS:
        return f"copy_{name}"
    return "question_renewal" if is_renewal or name not in WORDS else name
