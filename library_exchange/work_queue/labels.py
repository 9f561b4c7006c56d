"""Names of steps that are taken for several requests at once, what they do, and what is said of them."""

from collections.abc import Sequence
from typing import Any

from library_exchange.core.i18n import _l, _ln, _pl
from library_exchange.loans.labels.actions import ACTIONS
from library_exchange.loans.labels.history import event
from library_exchange.loans.rules.codes import Action

Text = Any


def together(action: Action, done: Sequence[str], is_refused: bool) -> list[tuple[Text, str]]:
    """Return what one step for several requests has done, with its tone; numbers tell which."""
    if not done:
        return [] if is_refused else [(_l("Tick the rows first."), "warn")]
    sentence = _ln(
        "%(event)s (%(num)s request): %(numbers)s",
        "%(event)s (%(num)s requests): %(numbers)s",
        len(done),
        event=event(action),
        numbers=", ".join(done),
    )
    return [(sentence, "ok")]


ACTIONS_FOR_SEVERAL: dict[Action, Text] = {
    Action.SEND: _pl("verb", "Send each to the first library proposed"),
    Action.WILL_SUPPLY: _pl("verb", "Promise the only free copy of each"),
    Action.DECLINE: _pl("verb", "Decline what the reader asks"),
    Action.REFUSE: _pl("verb", "Tell the library: cannot supply"),
}
"""Names of steps that are taken for several requests with what is proposed for each."""
# TRANSLATORS: A button that stands alone: answer a library that asks for a book.
ANSWER_OTHERWISE = _pl("verb", "Answer")
"""What comes next where the book cannot be promised: the page of the request has the other answers."""
CONSEQUENCES_FOR_SEVERAL: dict[Action, Text] = {
    Action.DECLINE: _l(
        "Each of these requests is closed and its reader is told the reason. Until it is made anew you can undo this."
    ),
    Action.REFUSE: _l(
        "The requesting library of each is told that you cannot supply, with the reason, and asks elsewhere."
        " Until it has done so you can undo this."
    ),
}


def name_for_several(action: Action) -> Text:
    """Return what the button says that takes `action` for the ticked rows."""
    return ACTIONS_FOR_SEVERAL.get(action) or ACTIONS[action]


def label_for_several(action: Action, count: int) -> Text:
    """Return what a grave `action` is called where it is asked about for so many requests."""
    return _ln("%(action)s: %(num)s request", "%(action)s: %(num)s requests", count, action=ACTIONS[action])


def consequence_for_several(action: Action) -> Text:
    """Return what a grave `action` does to several requests."""
    return CONSEQUENCES_FOR_SEVERAL[action]
