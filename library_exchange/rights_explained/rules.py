"""What can be done here, in the order in which a page tells it, and by which door of the table of rights it is told."""

from dataclasses import dataclass
from enum import StrEnum

from library_exchange.core.actor import ANONYMOUS, Actor, Role


class Who(StrEnum):
    """Those whom the page tells apart, from who may least to who may most in a library, then the platform."""

    VISITOR = "visitor"
    READER = "reader"
    LIBRARIAN = "librarian"
    ADMINISTRATOR = "administrator"
    PLATFORM = "platform"


ACTORS = {
    Who.VISITOR: ANONYMOUS,
    Who.READER: Actor("person", library_id=1, user_id=1, roles=frozenset({Role.READER})),
    Who.LIBRARIAN: Actor("person", library_id=1, user_id=1, roles=frozenset({Role.LIBRARIAN})),
    Who.ADMINISTRATOR: Actor("person", library_id=1, user_id=1, roles=frozenset({Role.LIBRARY_ADMIN})),
    Who.PLATFORM: Actor("person", user_id=1, is_platform_admin=True),
}
"""One of each, as the table of rights is asked about them."""
MANAGING = frozenset({Who.ADMINISTRATOR, Who.PLATFORM})


@dataclass(frozen=True)
class Topic:
    """Something that can be done: told by the right to one door, `only` for some where the room narrows it.

    `doors` are the blueprints whose doors belong to it beside that of the `endpoint`.
    """

    endpoint: str
    doors: str = ""
    only: frozenset[Who] | None = None


TOPICS = {
    "search": Topic(
        "catalogue.search",
        "subject_browsing web_discovery web_documents openurl references feeds web static oai_pmh sru help_pages"
        " rights_explained",
    ),
    "look_at_exchange": Topic("offers.offers", "programmes"),
    "figures": Topic("statistics.figures"),
    "apply": Topic("reader_applications.ask", "answer_links delivery_links"),
    "own_data": Topic("personal_data.mine", "accounts security second_factors reading_lists search_alerts"),
    "request": Topic("loans.new"),
    "propose": Topic("offers.propose"),
    "queue": Topic("loans.queue", "loan_printouts delivery"),
    "readers": Topic("accounts.readers", "reader_files"),
    "holdings": Topic("imports.listed", "holdings exports copy_cataloguing"),
    "duplicates": Topic("duplicates.listed"),
    "exchange": Topic("offers.desk", "rounds deals standing_exchange reconciliation want_alerts ledger"),
    "consignments": Topic("shipping.index", "address_requests tracking_corrections"),
    "messages": Topic("correspondence.messages", "practice practice_exchange"),
    "people": Topic("accounts.people", "handovers"),
    "erase": Topic("personal_data.erase"),
    "terms": Topic("retention.set_own"),
    "interfaces": Topic("api_keys.listed", "webhooks api developers iso18626 scheduled_imports harvesting"),
    "library": Topic("directory.edit", "leaving succession notifications", only=MANAGING),
    "transfers": Topic("border_transfers.listed"),
    "admit": Topic("joining.applications"),
    "disputes": Topic("shipping.disputes"),
    "doors": Topic("door_keeping.listed", "protocols operation watching"),
}
"""All that can be done, by name; every blueprint belongs to one of them."""
