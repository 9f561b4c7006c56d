"""Names of what is handed over, and sentences of advice."""

from typing import Any

from library_exchange.accounts.saved_filters import MOST_KEPT
from library_exchange.core.i18n import _l, _pl
from library_exchange.handovers.rules import Kind, Subject
from library_exchange.search_alerts.rules import MOST_ALERTS

Text = Any

KINDS: dict[Kind, tuple[Text, Text]] = {
    Kind.SHARED_FILTERS: (
        _l("Filters shared with the staff"),
        _l("They become the colleague's: she renames and deletes them. All go on using them."),
    ),
    Kind.OWN_FILTERS: (_l("Your own filters"), _l("They become the colleague's, and you have them no more.")),
    Kind.ALERTS: (
        _l("Searches of which you are told"),
        _l("The colleague is told of new books instead of you. She sees what you search for."),
    ),
    Kind.IN_HAND: (
        _l("What is in hand"),
        _l("It belongs to the library and stays. The colleague gets a letter with a link to each thing."),
    ),
}
SUBJECTS: dict[Subject, Text] = {
    Subject.LOAN: _l("Interlibrary loans"),
    Subject.CONSIGNMENT: _l("Consignments"),
    Subject.LIST: _l("Lists on their way in"),
    Subject.IMPORT: _l("Files with records"),
    Subject.BOX: _l("Boxes"),
    Subject.AGREEMENT: _l("Agreements"),
    Subject.ROUND: _l("Exchange rounds that the library organises"),
    Subject.PROGRAMME: _l("Programmes"),
    Subject.INVITATION: _l("Invitations without an answer"),
}
WHERE: dict[Subject, tuple[str, str | None]] = {
    Subject.LOAN: ("loans.show", "loan_id"),
    Subject.CONSIGNMENT: ("shipping.show", "consignment_id"),
    Subject.LIST: ("offers.show_list", "list_id"),
    Subject.IMPORT: ("imports.show", "import_id"),
    Subject.BOX: ("deals.show_box", "box_id"),
    Subject.AGREEMENT: ("deals.show_agreement", "agreement_id"),
    Subject.ROUND: ("rounds.round", "round_id"),
    Subject.PROGRAMME: ("programmes.show", "programme_id"),
    Subject.INVITATION: ("accounts.people", None),
}
"""The page of each thing, and how its number is called there."""
HAND = _pl("handover", "Hand over")
NOTHING_CHOSEN = _l("Tick at least one thing.")
NO_COLLEAGUE = _l("Choose a colleague who works at your library and is there.")
NO_ROOM_FOR_FILTERS = _l(
    "She would have more than %(most)s filters on one page. Choose another colleague, or delete some first.",
    most=MOST_KEPT,
)
NO_ROOM_FOR_ALERTS = _l(
    "She would be told of more than %(most)s searches. Choose another colleague, or end some first.", most=MOST_ALERTS
)
NOTHING_THERE = _l("Nothing of what you ticked is there any more. Look at the list again.")


def page_of(subject: Subject, number: int) -> tuple[str, dict[str, Any]]:
    """Return the page of one thing: its endpoint, and what its address needs."""
    endpoint, name = WHERE[subject]
    return endpoint, {name: number} if name else {}
