"""Names of states and events, and what the room tells people, translatable."""

from library_exchange.core.i18n import _l, _pl
from library_exchange.programmes.rules import ListEvent, ListState, PledgeState, ProgrammeEvent, ProgrammeState

PROGRAMME_STATES = {
    ProgrammeState.DRAFT: (_pl("programme", "Draft"), ""),
    ProgrammeState.PROPOSED: (_l("Waits for the other organiser"), "warn"),
    ProgrammeState.PUBLISHED: (_pl("programme", "Published"), "now"),
    ProgrammeState.OVER: (_pl("programme", "Over"), "ok"),
    ProgrammeState.CANCELLED: (_pl("programme", "Cancelled"), ""),
}
PROGRAMME_EVENTS = {
    ProgrammeEvent.PROPOSE: _l("Propose it to the other organiser"),
    ProgrammeEvent.AGREE: _l("Agree and publish"),
    ProgrammeEvent.SEND_BACK: _l("Send it back to be changed"),
    ProgrammeEvent.CANCEL: _l("Cancel the programme"),
}
LIST_STATES = {
    ListState.DRAFT: (_pl("book list", "Draft"), ""),
    ListState.OPEN: (_l("Collecting copies"), "now"),
    ListState.UNDER_WAY: (_l("Books on their way"), "now"),
    ListState.SETTLED: (_pl("book list", "Finished"), "ok"),
    ListState.CANCELLED: (_pl("book list", "Cancelled"), ""),
}
LIST_EVENTS = {
    ListEvent.PUBLISH: _l("Publish the list"),
    ListEvent.CLOSE: _l("Close the list and send the books"),
    ListEvent.CANCEL: _l("Cancel the list"),
}
PLEDGE_STATES = {
    PledgeState.PLEDGED: (_l("pledged"), "now"),
    PledgeState.PLANNED: (_l("being prepared"), "now"),
    PledgeState.SENT: (_l("on its way"), "now"),
    PledgeState.RECEIVED: (_l("received"), "ok"),
    PledgeState.FAILED: (_l("did not come about"), ""),
    PledgeState.WITHDRAWN: (_l("withdrawn"), ""),
}

NOT_NOW = _l("This cannot be done now. Look at the present state below.")
OTHER_COUNTRY = _l("Choose a library of the other country: a programme has an organiser on each side.")
OWN_LANGUAGE = _l("Write this in your own language: the partner can then be asked for the other one.")
WRITE_IT = _l("Write this half yourself: the other organiser is asked only for its own language.")
OTHER_HALF = _l("This half is not there yet. Write it, or ask the partner to fill it in.")
ONE_LANGUAGE = _l("Name or note lack a language. Once both are there, you can agree.")
DAYS_IN_ORDER = _l("The last day comes before the first.")
NO_TITLES = _l("Add at least one title before you publish the list.")
NOT_PUBLISHED = _l("The programme is not published yet. Lists are opened once both organisers agreed to it.")
ONE_TITLE = _l("Write the title of this book in your own language: the partner can then be asked for the other one.")
LISTS_STAND = _l("There are lists that collect copies or whose books are on their way. Cancel or finish those first.")
TOO_MANY = _l("So many copies are not asked for any more. Look how many are still missing, and pledge again.")
TO_YOURSELF = _l("These books are for your own library.")
PLEDGED_ALREADY = _l("Your library has pledged copies of this title already. Withdraw the pledge to change it.")
TITLE_HAS_PLEDGES = _l("Copies of this title are pledged already. It can no longer be taken off the list.")
CHOOSE_LIBRARY = _l("Choose a library from the list.")
CLOSES_IN_TIME = _l("The list must close before the programme ends.")

PROGRAMME_CONSEQUENCES = {
    ProgrammeEvent.CANCEL: _l("The programme ends for both organisers. This cannot be undone."),
}
LIST_CONSEQUENCES = {
    ListEvent.CLOSE: _l(
        "No more copies can be pledged, and a consignment is made for each library that pledged some. This cannot be"
        " undone."
    ),
    ListEvent.CANCEL: _l("The list is closed, and pledged copies are free again. This cannot be undone."),
}
"""What a grave step does, as it is told before it is taken."""
TITLE_GOES = _l("The title and what was written about it leave the list.")
NAME = _pl("programme", "Name")
NOTE = _l("What it is about")
TITLE = _l("Title")
WHY = _l("Why it is on the list")
PROGRAMME_NAMED = _l("Programme: %(name)s")
LIST_NAMED = _l("Curated list: %(name)s")
TITLE_AWAITED = {
    "zh": _l("The Chinese title is awaited from the partner."),
    "ru": _l("The Russian title is awaited from the partner."),
}
TITLE_LACKS = {"zh": _l("There is no Chinese title yet."), "ru": _l("There is no Russian title yet.")}
"""What is told of a title that stands in one language alone."""
