"""What is said of a book that would go without its papers."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.loans.rules.codes import Action, RequestingState, State, SupplyingState
from library_exchange.shipping.rules.codes import LineState

WITHOUT_PAPERS = _l(
    "The book crosses a border, and its papers are not prepared. Prepare them before you send it: afterwards that is"
    " not possible."
)
SENT_WITHOUT_PAPERS: dict[Action, Any] = {
    Action.SHIP: _pl("verb", "Ship without papers"),
    Action.SHIP_RETURN: _pl("verb", "Send back without papers"),
}
"""What the steps that send a book are called where it would cross a border in no consignment."""
GOES_WITHOUT_PAPERS = _l(
    "The book crosses a border without papers: customs may keep it or send it back. Once it is sent, they cannot be"
    " prepared here any more."
)


def not_to_go_yet(stands: State, number: str) -> Any:
    """Return why a book that is entered in the consignment `number` cannot go while its request stands so."""
    told: dict[State, Any] = {
        RequestingState.WITH_READER: _l(
            "The book is entered in consignment %(number)s, but it is still with the reader. Take it back first: until"
            " then the consignment cannot be handed over.",
            number=number,
        ),
        SupplyingState.TO_PICK: _l(
            "The book is entered in consignment %(number)s, but it has not been fetched from the shelf. Fetch it first:"
            " until then the consignment cannot be handed over.",
            number=number,
        ),
    }
    return told.get(stands) or _l(
        "The book is entered in consignment %(number)s, but its request does not let it go now. Move the request on"
        " first, or take the book out of the consignment.",
        number=number,
    )


CAME_BADLY: dict[tuple[LineState, bool], Any] = {
    (LineState.DAMAGED, False): _l(
        "By consignment %(number)s the book came damaged. Say so in this request as soon as it offers that."
    ),
    (LineState.DAMAGED, True): _l("The partner has noted that the book came damaged (consignment %(number)s)."),
    (LineState.MISSING, False): _l(
        "The book was not in its parcel (consignment %(number)s). Ask the partner in the messages below; if it does not"
        " turn up, say so in this request."
    ),
    (LineState.MISSING, True): _l(
        "The partner did not find the book in its parcel (consignment %(number)s). Look for it, and answer in the"
        " messages below."
    ),
    (LineState.WRONG, False): _l(
        "Another book lay in the parcel in place of this one (consignment %(number)s). Agree in the messages below what"
        " becomes of both."
    ),
    (LineState.WRONG, True): _l(
        "The partner found another book in the parcel in place of this one (consignment %(number)s). Look for the right"
        " one, and answer in the messages below."
    ),
}
"""What the pages of both sides say of a book that came badly, by whether the reader's library sent it."""


def came_badly(state: LineState, is_sender: bool, number: str) -> str | None:
    """Return what to do with a book that came badly, while its request says nothing of that; None of another."""
    told = CAME_BADLY.get((state, is_sender))
    return str(told) % {"number": number} if told else None
