"""How permissions stand, what is done with them, and what an authority answered."""

from typing import Any

from library_exchange.core.i18n import _, _l, _n, _pl
from library_exchange.shipping.rules.codes import ClearanceEvent, ClearanceState, Direction

Text = Any

DIRECTIONS: dict[Direction, Text] = {
    Direction.EXPORT: _l("Leave to take the books out"),
    Direction.IMPORT: _l("Leave to bring the books in"),
}
CLEARANCES: dict[ClearanceState, tuple[Text, str]] = {
    ClearanceState.NOT_NEEDED: (_pl("permission", "not needed"), ""),
    ClearanceState.TO_PREPARE: (_pl("permission", "to be prepared"), "warn"),
    ClearanceState.SUBMITTED: (_pl("permission", "sent in"), "now"),
    ClearanceState.GRANTED: (_pl("permission", "granted"), "ok"),
    ClearanceState.PARTLY_GRANTED: (_pl("permission", "granted in part"), "ok"),
    ClearanceState.REFUSED: (_pl("permission", "refused"), "bad"),
}
CLEARANCE_STEPS: dict[ClearanceEvent, Text] = {
    ClearanceEvent.SUBMIT: _l("The list was sent in"),
    ClearanceEvent.QUESTION: _l("The authority asks back"),
}
CLEARANCE_DONE: dict[str, Text] = {
    ClearanceEvent.SUBMIT: _l("It is noted that the list was sent in."),
    ClearanceEvent.QUESTION: _l("It is noted that the authority asks back."),
}
CLEARANCE_TASKS: dict[ClearanceState, Text] = {
    ClearanceState.TO_PREPARE: _l("Send the list to the authority"),
    ClearanceState.SUBMITTED: _l("Note what the authority answered"),
}
"""What a permission asks of whose turn it is."""
LET_PASS = _l("Which titles the authority let pass")


LIST_AHEAD = _l("List of books for customs, in advance")
"""Stands for leave to bring books in where customs wants no permit but a list in advance."""
NUMBERS: dict[bool, Text] = {False: _l("Permit No."), True: _l("Number that customs gave to the list")}
"""What the number of an answer is called, by whether it is one to a list in advance."""


def numbered(number: str, is_list: bool) -> str:
    """Return the number of a permit, or of a list that was sent in in advance."""
    return _("List No. %(number)s", number=number) if is_list else _("Permit No. %(number)s", number=number)


def answer_noted(passed: int, asked: int, permit_no: str | None, is_list: bool) -> str:
    """Return what was noted of an authority's answer: of how many titles, and under which number."""
    if not passed:
        return _("Noted: the authority let no title pass.")
    told = _n(
        "Noted: the authority let %(passed)s of %(num)s title pass.",
        "Noted: the authority let %(passed)s of %(num)s titles pass.",
        asked,
        passed=passed,
    )
    then = numbered(permit_no, is_list) if permit_no else _("The number can be added later.")
    return f"{told} {then}"


CLEARANCE_CONSEQUENCES: dict[ClearanceEvent, Text] = {
    ClearanceEvent.GRANT: _l("Every title counts as let pass, and the consignment goes on. This cannot be undone."),
    ClearanceEvent.GRANT_PART: _l(
        "The titles without a tick leave the consignment and do not come back into it. This cannot be undone."
    ),
    ClearanceEvent.REFUSE: _l("No title may cross: all of them leave the consignment. This cannot be undone."),
}
