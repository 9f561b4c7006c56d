"""Names of states and events, and what the room tells people, translatable."""

from library_exchange.core.i18n import _, _l, _pl
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

KEPT = _l("The draft is kept; only your library sees it. Add lists now, or propose it to the other organiser.")
KEPT_INCOMPLETE = _l(
    "The draft is kept; only your library sees it. Name or note are still to be written: then you can propose it."
)
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

# What comes next ------------------------------------------------------------------------------------------------------

BOTH_AGREE = _l("A programme is published once both organisers have agreed to it.")
NOW_PROPOSED = _l("Proposed. The other organiser is asked to answer.")
ASKED_WHEN_PROPOSED = _l("When you propose the programme, the other organiser is asked to fill in its language.")
WRITE_THEN_PROPOSE = _l("Write name and note in your own language. Then you can propose the programme.")
WRITE_WORDS = _l("Write name and note")
WRITE_OWN = _l("Write it in your language")
ASK_PARTNER = _l("Ask the partner to fill in")
FILL_IN_THEN_AGREE = _l("Name or note lack your language. Fill it in first; then you can agree.")
OTHER_LANGUAGE_LACKS = _l("Name or note lack the other language. The programme can be agreed to once they have both.")
OTHER_LANGUAGE_AWAITED = _l(
    "The text in the other language is awaited from the other organiser. It can agree once it is there."
)
NOBODY_IS_ASKED = _l("Name or note lack a language, and nobody is asked for it any more.")
FILL_IN_PROPOSED = _l("The other organiser asks you for your language. It can agree once that is there.")
CANNOT_AGREE = _l(
    "Nobody signs in at the other organiser, so it cannot agree here. Plan the programme with another one."
)
CHOOSE_ANOTHER = _l("Choose another organiser")
THEY_AGREE = _l("The programme lies with the other organiser. You will be told when it answers.")
LISTS_COME = _l("The programme is published. Now it needs lists of books that libraries look for.")
ADD_LIST = _l("Add a list")
PROGRAMME_STANDS = {
    ProgrammeState.PUBLISHED: _l("The programme runs until %(date)s. Each list below says what it waits for."),
    ProgrammeState.OVER: _l("The programme ended on %(date)s."),
    ProgrammeState.CANCELLED: _l("The programme was cancelled."),
}
ADD_TITLE = _l("Add a title")
BOTH_TO_PUBLISH = _l("The list can be published when name and note are there in both languages.")
WRITE_THEN_PUBLISH = _l("Name or note lack your own language. Write them before you publish the list.")
FILL_IN_THEN_PUBLISH = _l("The partner asks you for your language. Fill it in; then you can publish the list.")
PARTNER_AWAITED = _l(
    "The partner's language is awaited. You will be told when it is there; then you can publish the list."
)
NOT_AGREED_YET = _l("The list can be published when both organisers have agreed to the programme.")
PROGRAMME_CANCELLED = _l("The programme was cancelled, so that this list cannot be published any more.")
OPENS = _l("Once the list is published, libraries can pledge copies.")
GO_TO_TITLE = _l("Go to the first title that lacks copies")
LIST_STANDS = {
    ListState.DRAFT: _l("The list is not published yet. Libraries can pledge copies once it is."),
    ListState.UNDER_WAY: _l(
        "Libraries prepare and send the books that were pledged. The list is finished when the last one has come."
    ),
    ListState.SETTLED: _l("The list is finished: every book has come or did not come about."),
    ListState.CANCELLED: _l("The list was cancelled, and pledged copies are free again."),
}
PLEDGE_CAME = _l("The copies that your library pledged have come.")


def pledge_until(day: str) -> str:
    """Return until when copies may be pledged."""
    return _("Copies are still missing. Libraries pledge them until %(date)s; then consignments are made.", date=day)


def closes(day: str) -> str:
    """Return what happens to an open list by itself."""
    return _("Libraries pledge copies until %(date)s. Then a consignment is made for each that pledged some.", date=day)


def may_close(day: str) -> str:
    """Return that an editor need not wait for the last day."""
    return _("Every copy is pledged. The list closes by itself after %(date)s; you may close it now.", date=day)


def you_pledged(day: str) -> str:
    """Return what somebody who pledged copies waits for."""
    return _("Keep the copies ready: a consignment is made of them when the list closes, after %(date)s.", date=day)


PROGRAMME_CONSEQUENCES = {
    ProgrammeEvent.CANCEL: _l("The programme ends for both organisers. This cannot be undone."),
}
LIST_CONSEQUENCES = {
    ListEvent.CLOSE: _l(
        "No more copies can be pledged, and a consignment is made for each library that pledged some. This cannot be"
        " undone."
    ),
    ListEvent.CLOSE_EMPTY: _l("Nobody pledged a copy: the list ends without a consignment. This cannot be undone."),
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
TITLE_ASKED_OF_US = {
    "zh": _l("The Chinese title is awaited from your library."),
    "ru": _l("The Russian title is awaited from your library."),
}
TITLE_LACKS = {"zh": _l("There is no Chinese title yet."), "ru": _l("There is no Russian title yet.")}
"""What is told of a title that stands in one language alone."""
