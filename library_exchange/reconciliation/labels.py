"""Names of states, steps, lines and questions, and sentences of advice."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.ledger.labels import REASONS
from library_exchange.reconciliation.rules import (
    CLOSING,
    LATER,
    OPENING,
    Phrase,
    ReconciliationEvent,
    ReconciliationState,
)

Text = Any

STATES: dict[ReconciliationState, tuple[Text, str]] = {
    ReconciliationState.OPEN: (_pl("comparison", "both are asked"), "warn"),
    ReconciliationState.ONE_AGREES: (_pl("comparison", "one side agrees"), "now"),
    ReconciliationState.DIFFERS: (_pl("comparison", "one side differs"), "bad"),
    ReconciliationState.AGREED: (_pl("comparison", "agreed, fixed"), "ok"),
}
EVENTS: dict[ReconciliationEvent, Text] = {
    ReconciliationEvent.AGREE: _pl("verb", "We agree"),
    ReconciliationEvent.DIFFER: _pl("verb", "Say what differs"),
    ReconciliationEvent.ANSWER: _pl("verb", "Answer"),
    ReconciliationEvent.TAKE_BACK: _pl("verb", "Take back what we said"),
    ReconciliationEvent.ON_PAPER: _pl("verb", "The partner has signed on paper"),
}
TAKING_BACK: dict[ReconciliationState, Text] = {
    ReconciliationState.ONE_AGREES: _pl("verb", "Withdraw our agreement"),
    ReconciliationState.DIFFERS: _pl("verb", "Withdraw our objection"),
}
"""What taking back is called, by what was said."""
PHRASES: dict[Phrase, Text] = {
    Phrase.NOT_COUNTED: _l("Something that we sent is not counted here."),
    Phrase.COUNTED_TWICE: _l("Something is counted twice here."),
    Phrase.NOT_RECEIVED: _l("Something is counted here that has not reached us."),
    Phrase.OTHER_YEAR: _l("Something is counted here that belongs to another year."),
    Phrase.CHECK_AGAIN: _l("Our books say otherwise. Please check yours once more."),
    Phrase.CORRECTED: _l("You are right. We have corrected it."),
    Phrase.YOURS_TO_CORRECT: _l("You are right. Please correct the entry where you made it."),
    Phrase.RIGHT_HERE: _l("We have checked it: by our papers the figures here are right."),
}
DONE: dict[ReconciliationEvent, Text] = {
    ReconciliationEvent.AGREE: _l("Your library agrees."),
    ReconciliationEvent.DIFFER: _l("The other library is asked for an answer."),
    ReconciliationEvent.ANSWER: _l("Answered. Both libraries are asked anew whether they agree."),
    ReconciliationEvent.TAKE_BACK: _l("Taken back. Both libraries are asked anew."),
    ReconciliationEvent.ON_PAPER: _l("Both sides agree, and the comparison is fixed."),
}
LINES: dict[str, Text] = {
    OPENING: _l("Balance at the beginning"),
    LATER: _l("Entered since then for earlier years"),
    **{str(reason): text for reason, text in REASONS.items()},
    CLOSING: _l("Balance at the end"),
}
QUESTIONS: dict[str, Text] = {
    "claims": _l("Claims that are not settled"),
    "settlements": _l("Proposals for the balance that nobody has answered"),
    "books": _l("Books agreed to that have not come yet"),
}
PAPER: dict[str, Text] = {
    "reconciliation": _l("Act of reconciliation of the exchange account"),
    "what": _pl("act", "What"),
    "unit": _l("Unit"),
    "by_first": _pl("act", "Library 1 gave, or is owed"),
    "by_second": _pl("act", "Library 2 gave, or is owed"),
    "questions": _l("Open at the end of the period"),
    "none": _pl("open questions", "none"),
    "not_agreed": _l("Draft: the two libraries have not agreed yet"),
    **{f"line_{name}": text for name, text in LINES.items()},
    **{f"question_{name}": text for name, text in QUESTIONS.items()},
}
CONSEQUENCES: dict[ReconciliationEvent, Text] = {
    ReconciliationEvent.AGREE: _l(
        "The other library has agreed already: with your yes the figures are fixed. This cannot be undone; what is"
        " corrected later stands in the next year."
    ),
    ReconciliationEvent.ON_PAPER: _l(
        "You say that the other library has signed the act on paper. The figures are fixed. This cannot be undone; what"
        " is corrected later stands in the next year."
    ),
}
"""What a grave step does, as it is told before it is taken."""
NOT_NOW = _l("The comparison stands elsewhere by now. Look at its present state.")
CHANGED_MEANWHILE = _l("Somebody was faster. Look at the comparison again and decide anew.")
FIGURES_CHANGED = _l("Something was entered meanwhile, and the figures are others. Look at them again and decide anew.")
EARLIER_FIRST = _l("An earlier year is not agreed yet. Agree to that first: this year begins with its balance.")
SIGNS_IN = _l("This library signs in here: ask it to agree on its own page.")
THE_OTHERS = _l("The other library is to answer now. You can take back what you said.")
YEAR_NOT_OVER = _l("This year is not over at both libraries. Choose one that is.")
EXISTS = _l("The accounts of this year are being compared already. You find the comparison in the list.")
LATER_EXISTS = _l("A later year is compared already. What was not compared before it stands in its balance.")
NOTHING_TO_COMPARE = _l("Nothing was entered between your libraries up to the end of this year.")
SAY_SOMETHING = _l("Enter a number, choose a phrase or write what differs.")
ANSWER_SOMETHING = _l("Choose a phrase or write an answer.")
NO_SUCH_LINE = _l("Choose the line at which you differ.")
OWN_LIBRARY = _l("Choose another library than your own.")
