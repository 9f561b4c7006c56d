"""Every route of the door as a table: what it is for, what it takes and tells; the description is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import BaseModel

from library_exchange.new_requests.schemas import NewRequest
from library_exchange.rest_api.rules.record_forms import FORMS, FOUND_FORMS, JSON, UNION_FORMS
from library_exchange.rest_api.schemas import answers, exchange, inputs
from library_exchange.search.port import FACETS

LIST = {"limit": "How many rows, 200 at most; 50 if nothing is told.", "cursor": "From the link to the next piece."}
MARC = ("application/marcxml+xml", "application/marc")
OF_MARC = {"profile": "marc21, unimarc, rusmarc or cnmarc, if it is not to be found out."}
HOLDING, ITEM, LOAN = "/holdings/{holding_id}", "/items/{item_id}", "/loans/{loan_id}"


@dataclass(frozen=True)
class Route:
    """One route; `asks` are the arguments of its address, each with what it means.

    `takes` is the JSON that it takes, `takes_media` everything that it takes.
    """

    name: str
    method: str
    path: str
    summary: str
    gives: type[BaseModel]
    takes: type[BaseModel] | None = None
    asks: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    needs_version: bool = False
    has_version: bool = False
    media_types: tuple[str, ...] = (JSON,)
    takes_media: tuple[str, ...] = (JSON,)


OF_SEARCH = {
    "q": "Words, in the grammar of the search page.",
    "sort": "relevance, year_new, year_old, title, author or added (the last one first, to whatever end).",
    "year_from": "The first year of publication.",
    "year_to": "The last year of publication.",
    "exact": "1 for the words exactly as they are written.",
    **{name: f"A value of the facet {name}; may be told several times." for name in FACETS},
}
OF_EXCHANGE = {
    "q": "Words of title and author.",
    "country": "Of libraries of this country.",
    "library": "Of the library with this code.",
    "language": "Language of the book, ISO 639-2.",
    "subject": "Code of a subject.",
    "mine": "true for all of the key's library, in every state.",
}
OF_ITEMS = {
    "barcode": "The number of a copy.",
    "state": "on_shelf, out_locally, not_lent, missing or withdrawn.",
    "record_id": "Copies of this title.",
    "holding_id": "Copies of this record of the library.",
}
OF_LOANS = {"side": "requesting or supplying.", "state": "The state of the row.", "open": "true or false."}
ROUTES = (
    Route("libraries", "GET", "/libraries", "Member libraries", answers.Libraries, asks=LIST),
    Route("library", "GET", "/libraries/{code}", "One library", answers.Library),
    Route(
        *("records", "GET", "/records", "Search the union catalogue: in JSON, or whole records", answers.Records),
        asks=OF_SEARCH | LIST | {"profile": "unimarc instead of MARC 21, for MARC."},
        media_types=(JSON, *FOUND_FORMS),
    ),
    Route(
        *("record", "GET", "/records/{record_id}", "One record, in the form that Accept names", answers.Record),
        asks={"profile": "unimarc, rusmarc or cnmarc instead of MARC 21, for MARC."},
        media_types=(*FORMS, *UNION_FORMS),
    ),
    Route(
        *("add_record", "POST", "/records", "Enter a record of the library with its copies", answers.Holding),
        *(inputs.NewRecord, {"another": "1 if this is another book than the one that is alike."} | OF_MARC),
        status=201,
        has_version=True,
        takes_media=(JSON, *MARC),
    ),
    Route(
        *("holdings", "GET", "/holdings", "The library's records with their copies", answers.Holdings),
        asks={"import_id": "Those that a file brought, changed or withdrew."} | LIST,
    ),
    Route("holding", "GET", HOLDING, "One record of the library", answers.Holding, has_version=True),
    Route(
        *("change_holding", "PATCH", HOLDING, "Change what a record says", answers.Holding, inputs.RecordChange),
        needs_version=True,
        has_version=True,
    ),
    Route(
        *("replace_holding", "PUT", HOLDING, "Send a record anew; its copies stay", answers.Holding),
        asks=OF_MARC,
        needs_version=True,
        has_version=True,
        takes_media=MARC,
    ),
    Route("imports", "GET", "/imports", "The library's files of records", answers.Imports, asks=LIST),
    Route("import_", "GET", "/imports/{import_id}", "One file of records", answers.ImportTold),
    Route("items", "GET", "/items", "The library's copies", answers.Items, asks=OF_ITEMS | LIST),
    Route("item", "GET", ITEM, "One copy", answers.Item, has_version=True),
    Route("add_items", "POST", "/items", "Add copies to a record", answers.Items, inputs.NewItems, status=201),
    Route(
        *("change_item", "PATCH", ITEM, "Change a copy", answers.Item, inputs.ItemChange),
        needs_version=True,
        has_version=True,
    ),
    Route(
        *("withdraw_item", "POST", f"{ITEM}/withdraw", "Withdraw a copy", answers.Item, inputs.ItemWithdrawal),
        needs_version=True,
        has_version=True,
    ),
    Route(
        *("tell_states", "POST", "/items/states", "Tell where many copies are", answers.ItemResults),
        inputs.StateLines,
    ),
    Route("loans", "GET", "/loans", "The library's interlibrary loans", answers.Loans, asks=OF_LOANS | LIST),
    Route("loan", "GET", LOAN, "One loan, with the steps that its state allows", answers.Loan, has_version=True),
    Route(*("make_loan", "POST", "/loans", "Make a request", answers.Loan, NewRequest), status=201, has_version=True),
    Route(
        *("take_step", "POST", f"{LOAN}/steps", "Take a step", answers.Loan, inputs.StepAsked),
        needs_version=True,
        has_version=True,
    ),
    Route("offers", "GET", "/offers", "Exchange offers", exchange.Offers, asks=OF_EXCHANGE | LIST),
    Route("wants", "GET", "/wants", "Wants", exchange.Wants, asks=OF_EXCHANGE | LIST),
    Route("consignments", "GET", "/consignments", "The library's consignments", exchange.Consignments, asks=LIST),
    Route(
        *("consignment", "GET", "/consignments/{consignment_id}", "One consignment", exchange.Consignment),
        has_version=True,
    ),
    Route("account", "GET", "/account", "How the library stands with each partner", exchange.Account),
    Route("events", "GET", "/events", "What changed behind a cursor", answers.Events, asks=LIST),
)
