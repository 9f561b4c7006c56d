"""Which tasks have a page of help, where each is done, and which page of the product leads to which task."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """For whom a page of help is written."""

    READERS = "readers"
    STAFF = "staff"


@dataclass(frozen=True)
class Task:
    """One page of help: `name` is its address and its file, `endpoint` the page where the task begins."""

    name: str
    audience: Audience
    endpoint: str
    see: tuple[str, ...] = ()


_R, _S = Audience.READERS, Audience.STAFF
TASKS = {
    task.name: task
    for task in (
        Task("find", _R, "catalogue.search", ("order",)),
        Task("become-a-reader", _R, "directory.index", ("find", "order")),
        Task("order", _R, "loans.new", ("renew", "become-a-reader")),
        Task("renew", _R, "loans.mine", ("order",)),
        Task("work-queue", _S, "loans.queue", ("request-out", "request-in")),
        Task("request-out", _S, "loans.queue", ("request-in", "parcels", "readers")),
        Task("request-in", _S, "loans.queue", ("request-out", "parcels")),
        Task("parcels", _S, "shipping.index", ("claims", "request-in", "boxes")),
        Task("claims", _S, "shipping.index", ("parcels",)),
        Task("exchange-lists", _S, "offers.desk", ("boxes", "rounds")),
        Task("boxes", _S, "deals.boxes", ("exchange-lists", "parcels", "rounds")),
        Task("standing-exchange", _S, "standing_exchange.listed", ("boxes", "parcels")),
        Task("rounds", _S, "rounds.rounds", ("exchange-lists", "parcels")),
        Task("imports", _S, "imports.listed", ("holdings",)),
        Task("holdings", _S, "holdings.listed", ("imports", "names")),
        Task("names", _S, "catalogue.names", ("holdings", "imports")),
        Task("readers", _S, "accounts.readers", ("request-out", "hours")),
        Task("hours", _S, "directory.index", ("letters", "fees")),
        Task("letters", _S, "directory.index", ("messages", "hours")),
        Task("fees", _S, "deals.agreements", ("hours", "request-out")),
        Task("messages", _S, "correspondence.messages", ("letters", "request-out")),
        Task("programmes", _S, "programmes.index", ("parcels", "exchange-lists")),
    )
}
"""Every page of help, in the order of the contents."""

_STAFF_PAGES = {
    "work-queue": (
        "loans.queue loans.scan accounts.filters joining.first_steps joining.vouching joining.meaning "
        "practice.overview practice.show practice_exchange.show statistics.own "
        "statistics.turnaround statistics.own_report accounts.sign_ins security.change_password accounts.me "
        "second_factors.mine personal_data.mine"
    ),
    "request-out": (
        "loans.new loans.show loans.mine loans.correct_citation loan_printouts.local_check loan_printouts.certificate"
    ),
    "request-in": "loans.slip loans.all_pull_slips loans.paper delivery.look_at",
    "parcels": (
        "shipping.index shipping.show shipping.plan shipping.complete_titles shipping.customs address_requests.show"
        " tracking_corrections.show"
    ),
    "exchange-lists": (
        "offers.desk offers.copies offers.edit_offer offers.edit_want offers.new_list offers.new_want "
        "offers.own_offers offers.own_wants offers.propose offers.scan offers.show_list offers.find_edition "
        "offers.wanted_here "
        "offers.offers offers.wants want_alerts.fitting"
    ),
    "boxes": (
        "deals.boxes deals.show_box deals.account deals.agreements deals.edit_agreement deals.new_agreement "
        "deals.show_agreement deals.period_act reconciliation.listed reconciliation.show"
    ),
    "standing-exchange": "standing_exchange.listed standing_exchange.new standing_exchange.show",
    "rounds": "rounds.own_round rounds.rounds rounds.round rounds.rule rounds.change_form rounds.manifest",
    "imports": (
        "imports.listed imports.parts imports.questions imports.records imports.show imports.show_copies "
        "exports.listed exports.choose exports.found exports.show scheduled_imports.show "
        "harvesting.listed harvesting.show harvesting.pages"
    ),
    "holdings": (
        "catalogue.record holdings.listed holdings.lacks holdings.new holdings.show holdings.copy holdings.on_word "
        "holdings.history holdings.all_corrections copy_cataloguing.look copy_cataloguing.preview "
        "copy_cataloguing.taken"
    ),
    "names": (
        "catalogue.names catalogue.choose_to_split catalogue.find_books catalogue.find_to_merge catalogue.keep "
        "catalogue.name_changes catalogue.new_entry catalogue.record_names duplicates.changes "
        "duplicates.choose_sources duplicates.compare duplicates.find_other duplicates.listed"
    ),
    "readers": (
        "accounts.readers accounts.add_reader accounts.correct accounts.people accounts.invite reader_files.new "
        "second_factors.of_colleagues accounts.away handovers.show personal_data.reader personal_data.erasures "
        "retention.own border_transfers.listed "
        "reader_applications.show accounts.block"
    ),
    "hours": (
        "directory.calendar directory.edit directory.show directory.index directory.our_house directory.names "
        "directory.words directory.logo leaving.show succession.show api_keys.listed "
        "webhooks.listed webhooks.show"
    ),
    "letters": (
        "notifications.letters notifications.letter answer_links.letters answer_links.letter answer_links.on_paper"
    ),
    "fees": "directory.partner_fees ledger.exchange_rates",
    "messages": (
        "correspondence.messages correspondence.own_texts correspondence.show correspondence.translation "
        "correspondence.translations"
    ),
    "programmes": (
        "programmes.choose_list programmes.edit programmes.edit_list programmes.index programmes.new "
        "programmes.new_list programmes.new_title programmes.show programmes.show_list programmes.show_title "
        "correspondence.discussion"
    ),
    "find": (
        "catalogue.home catalogue.search catalogue.advanced catalogue.search_help catalogue.person catalogue.work "
        "subject_browsing.top subject_browsing.scheme subject_browsing.show"
    ),
}
_READERS_PAGES = {
    "find": (
        "catalogue.home catalogue.search catalogue.advanced catalogue.search_help catalogue.person catalogue.work "
        "search_alerts.mine subject_browsing.top subject_browsing.scheme subject_browsing.show"
    ),
    "become-a-reader": "security.login accounts.invitation directory.index directory.show",
    "order": (
        "catalogue.record loans.new loans.show offers.propose reading_lists.lists reading_lists.show "
        "reading_lists.choose"
    ),
    "renew": "loans.mine accounts.me personal_data.mine",
}


def _by_endpoint(pages: dict[str, str]) -> dict[str, str]:
    return {endpoint: name for name, endpoints in pages.items() for endpoint in endpoints.split()}


FOR_STAFF = _by_endpoint(_STAFF_PAGES)
"""To which task the help of a page leads, by the route of the page, for who works in a library."""
FOR_READERS = _by_endpoint(_READERS_PAGES)
"""The same for readers and visitors."""


def task_of(endpoint: str | None, is_staff: bool) -> str | None:
    """Return the task that a page is for, None where the contents have to do."""
    return (FOR_STAFF if is_staff else FOR_READERS).get(endpoint or "")
