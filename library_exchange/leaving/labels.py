"""Names of what may be open at a library that leaves, what becomes of it, and sentences of advice."""

from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.leaving.rules import KEPT_DAYS, DepartureEvent, DepartureState, Place, Thing

Text = Any

STATES: dict[DepartureState, tuple[Text, str]] = {
    DepartureState.ANNOUNCED: (_pl("departure", "announced"), "now"),
    DepartureState.CLOSING: (_pl("departure", "nothing new begins"), "warn"),
    DepartureState.LEFT: (_pl("departure", "has left"), ""),
    DepartureState.CALLED_OFF: (_pl("departure", "stays"), "ok"),
    DepartureState.RETURNED: (_pl("departure", "is back"), "ok"),
    DepartureState.GONE: (_pl("departure", "has left for good"), ""),
}
THINGS: dict[Thing, tuple[Text, Text]] = {
    Thing.LENT: (
        _l("Requests to you, and books lent"),
        _l("Answer what is new. Every book lent comes home first, or is settled as lost."),
    ),
    Thing.BORROWED: (
        _l("Books asked for by the library itself"),
        _l("Cancel what has not been sent. Send home what is here."),
    ),
    Thing.FOR_READERS: (
        _l("Requests of your readers"),
        _l("Cancel what nobody needs, take books back from readers, send them home."),
    ),
    Thing.CONSIGNMENTS: (
        _l("Consignments, also as a gateway"),
        _l("Receive what is on its way. What has not left yet is sent or called off."),
    ),
    Thing.CLAIMS: (_l("Claims"), _l("Agree with the partner; what you cannot settle, the platform decides.")),
    Thing.ROUNDS: (
        _l("Exchange rounds"),
        _l("Nothing of yours enters the lists from the day on. Proposals already made are answered and sent."),
    ),
    Thing.BOXES: (_l("Boxes"), _l("Send what was agreed. Break off boxes that nobody has agreed to.")),
    Thing.PLEDGES: (_l("Pledges"), _l("Send what you promised, or take the promise back.")),
    Thing.STANDING: (_l("Standing exchanges"), _l("End each; issues of the year that is paid for still come.")),
    Thing.ACCOUNTS: (
        _l("Accounts that are not even"),
        _l("Even them out with books or money, or agree with the partner to waive the rest."),
    ),
    Thing.AGREEMENTS: (_l("Agreements"), _l("End each. It closes by itself once its account is even.")),
    Thing.OFFERS: (
        _l("Offers"),
        _l(
            "Nobody can take them from the day on. %(days)s days after the library has left they are withdrawn.",
            days=KEPT_DAYS,
        ),
    ),
    Thing.WANTS: (
        _l("Wants"),
        _l(
            "Nothing more is found for them from the day on. %(days)s days after the library has left they end.",
            days=KEPT_DAYS,
        ),
    ),
    Thing.STAFF: (
        _l("Staff"),
        _l("Works on until all is finished. On the last day the rights of everybody rest, yours too."),
    ),
    Thing.READERS: (
        _l("Readers"),
        _l(
            "Cannot ask for books from the day on. %(days)s days after the library has left their names and addresses"
            " are erased.",
            days=KEPT_DAYS,
        ),
    ),
}
"""What may be open: its name, and what becomes of it or has to be done."""
OF_OTHERS: dict[Thing, Text] = {
    Thing.LENT: _l("Requests to the library, and books lent"),
    Thing.FOR_READERS: _l("Requests of its readers"),
}
"""What is called otherwise where the platform reads it."""
PLACES: dict[Place, Text] = {
    Place.OUT_TO_PARTNER: _l("your book, on its way there"),
    Place.AT_PARTNER: _l("your book, there"),
    Place.BACK_TO_US: _l("your book, on its way home"),
    Place.LOST_AT_PARTNER: _l("your book, lost there"),
    Place.OUT_TO_US: _l("their book, on its way here"),
    Place.HERE: _l("their book, at your desk"),
    Place.WITH_READER: _l("their book, with a reader of yours"),
    Place.BACK_TO_PARTNER: _l("their book, on its way home"),
    Place.SENT_ON: _l("their book, sent on for them"),
    Place.LOST_HERE: _l("their book, lost here"),
}
EVENTS: dict[DepartureEvent, Text] = {
    DepartureEvent.CALL_OFF: _pl("library", "The library stays after all"),
    DepartureEvent.LEAVE: _pl("library", "Leave now"),
    DepartureEvent.RETURN: _pl("library", "Bring the library back"),
}
DONE: dict[DepartureEvent, Text] = {
    DepartureEvent.CALL_OFF: _l("The library stays. Partners are told; what it offered and looked for stands again."),
    DepartureEvent.LEAVE: _l("The library has left. Its holdings are leaving the catalogue now."),
    DepartureEvent.RETURN: _l("The library is back. Its holdings are coming back into the catalogue now."),
}
CONSEQUENCES: dict[DepartureEvent, Text] = {
    DepartureEvent.LEAVE: _l(
        "The rights of all its staff and readers rest at once, and its holdings leave the catalogue. For %(days)s days"
        " an administrator of the library or of the platform can bring all of it back as it was. Then its offers and"
        " wants end, and names and addresses of people who belong to no other library are erased for good. The"
        " library's name stays on what happened.",
        days=KEPT_DAYS,
    ),
    DepartureEvent.RETURN: _l(
        "Staff and readers have their rights again, holdings stand in the catalogue again, offers and wants are seen"
        " again, and it lends if it did. Partners are told."
    ),
}
ANNOUNCE = _pl("library", "Announce that we leave")
WHAT_FOLLOWS = _l(
    "Partners are told in their language. From the day on nothing new begins with the library; what is open goes on."
    " Until the library has left, you can say that it stays."
)
ANNOUNCED = _l("Announced. Partners with whom something is open have been written to.")
NOT_NOW = _l("This has changed meanwhile. Look how it stands.")
CHANGED_MEANWHILE = _l("Somebody changed this meanwhile. Look how it stands, and decide again.")
SOMETHING_OPEN = _l("Something is open yet. Finish it first: the list says what.")
STILL_GOING = _l("Holdings are still being carried over to the successor. Try again in some minutes.")
COMING_BACK = _l("Holdings are still coming back into the catalogue. Try again in some minutes.")
LEAVES_ALREADY = _l("The library leaves already. To choose another day, say first that it stays.")
HAS_LEFT = _l("The library has left already. Bring it back first, as long as that can be done.")
TOO_FAR = _l("Choose a day within two years.")
ANOTHER_LIBRARY = _l("Choose a member library other than this one.")


def may_come_back(until: str) -> Text:
    """Return that a library that has left may be brought back until the end of a day."""
    return _l("Until the end of %(date)s you can bring it back as it was.", date=until)
