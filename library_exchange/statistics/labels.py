"""Names of groups, ways and rows of the report, translatable."""

from library_exchange.core.i18n import _, _l, _pl, country_name
from library_exchange.directory.labels import GROUPS_OF_KINDS
from library_exchange.directory.models import LibraryKind
from library_exchange.loans.labels.code_names import REASONS
from library_exchange.loans.rules.codes import Side
from library_exchange.statistics.rules.figures import BORDER, INLAND, WITHIN, Grouping, Way
from library_exchange.statistics.rules.turnaround import LATER, NO_REASON, Outcome

GROUPINGS = {
    Grouping.COUNTRY: _l("By country"),
    Grouping.KIND: _l("By kind of library"),
    Grouping.LOCATION: _l("Border and inland"),
    Grouping.SETTLEMENT: _l("By settlement"),
}
LOCATIONS = {INLAND: _l("Inland libraries"), BORDER: _l("Libraries of the capitals and the border")}
KIND_NAMES = {kind.value: GROUPS_OF_KINDS[kind] for kind in LibraryKind}
WITHOUT_SUBJECT = _l("Subject not known")
WITHOUT_LANGUAGE = _l("Language not known")

REPORT = {
    "title": _l("Yearly report on the exchange of publications"),
    "basis": _l(
        "After Article 8 of the Convention concerning the International Exchange of Publications (UNESCO, 1958)."
    ),
    "whole": _l("All libraries of the network"),
    "year": _l("Year"),
    "made_on": _l("Made on"),
    "what": _pl("report", "What was counted"),
    "titles": _l("Titles"),
    "copies": _l("Copies"),
    "kg": _l("Weight, kg"),
    "total": _l("Total"),
    "unweighed": _l("Copies without a weight, not in the kilograms"),
    "received": _l("Received for good"),
    "languages": _l("By language"),
    "themes": _l("By subject"),
    "breadth": _l("Who took part"),
    "givers": _l("Libraries that gave"),
    "receivers": _l("Libraries that received"),
    "partners": _l("Pairs of partners"),
    "settlements": _l("Settlements"),
    "inland": _l("Share of copies with an inland library, percent"),
    "ways": _l("How it was agreed on"),
    "boxes": _l("In boxes of two libraries, copies"),
    "rounds_copies": _l("In exchange rounds, copies"),
    "pledges": _l("Gifts to curated lists, copies"),
    "others": _l("Otherwise, copies"),
    "events": _l("What else happened"),
    "claims": _l("Claims"),
    "lost": _l("Copies lost on their way"),
    "rounds": _l("Exchange rounds carried out"),
    "programmes": _l("Programmes"),
    "loans_asked": _l("Requests for a loan sent to a library"),
    "loans_filled": _l("of them with a book shipped"),
    "copies_asked": _l("Requests for copies of pages sent to a library"),
    "copies_filled": _l("of them with the copy delivered"),
}
"""The words of the report, on the page, in the table and on paper."""


def way(taken: Way) -> str:
    """Return the name of a way in the language of the page."""
    if taken == WITHIN:
        return _("within a country")
    return _(
        "%(origin)s to %(destination)s",
        origin=country_name(taken.origin),
        destination=country_name(taken.destination),
    )


# How partners answer --------------------------------------------------------------------------------------------------

TURNAROUND_SIDES = {
    Side.REQUESTING: _pl("whose requests", "We ask"),
    Side.SUPPLYING: _pl("whose requests", "We are asked"),
}
WHO_ACTS = {
    Side.REQUESTING: _l(
        "Working days to the first answer are those of the library that was asked, by its own calendar."
    ),
    Side.SUPPLYING: _l("Working days to the first answer are those of our library, by our own calendar."),
}
ALL_PARTNERS = _l("All partners")
OUTCOMES = {
    Outcome.SUPPLIED: _pl("requests", "supplied or promised"),
    Outcome.REFUSED: _pl("requests", "refused"),
    Outcome.SILENT: _pl("requests", "never answered"),
    Outcome.ENDED: _pl("requests", "cancelled or ended otherwise"),
    Outcome.OPEN: _pl("requests", "not answered yet"),
}
NO_REASONS = {
    **{reason.value: text for reason, text in REASONS.items()},
    LATER: _l("Possible later"),
    NO_REASON: _l("No reason given"),
}
"""Why a library said no, the codes of the standard first."""
TURNAROUND_HEADS = (
    *(_l("Partner"), _l("Code"), _l("Requests"), *OUTCOMES.values(), _l("Answered or ended")),
    *(_l("Working days to the answer, usually"), _l("Working days to the answer, nine in ten")),
    *(_l("Days from asking to arrival, usually"), _l("Days from asking to arrival, nine in ten")),
    *(_l("Days on the way, usually"), _l("Days on the way, nine in ten")),
    *(_l("Kept past the due date"), _l("Books lent")),
)
"""The columns of the table as a file, but for the reasons, which come after them."""
