"""What became of a harvest and why, what each form of records loses, and what to do next, in words."""

from library_exchange.core.i18n import _l
from library_exchange.harvesting.rules.formats import Kind
from library_exchange.harvesting.rules.runs import Deleted, Failure, Outcome
from library_exchange.scheduled_imports import labels as scheduled
from library_exchange.scheduled_imports.rules import Failure as Fetching
from library_exchange.scheduled_imports.rules import Reason

OFTEN = scheduled.OFTEN
OUTCOMES = {
    Outcome.RUNNING: _l("Being harvested"),
    Outcome.UNCHANGED: _l("Nothing new"),
    Outcome.FAILED: _l("Not harvested"),
    Outcome.STOPPED: _l("Stopped by a person"),
    Outcome.CHECKING: _l("Being looked through"),
    Outcome.TAKEN_IN: _l("Taken in by itself"),
    Outcome.WAITS: _l("Waits for a person"),
    Outcome.OVERTAKEN: _l("A newer harvest took its place"),
}
TONES = {Outcome.RUNNING: "now", Outcome.FAILED: "bad", Outcome.CHECKING: "now", Outcome.TAKEN_IN: "ok"} | {
    Outcome.WAITS: "warn"
}
KINDS = {
    Kind.MARC21: _l("MARC 21: the whole record; copies too, if the server puts them in"),
    Kind.UNIMARC: _l("UNIMARC, RUSMARC, CNMARC: the whole record; copies too, if the server puts them in"),
    Kind.DUBLIN_CORE: _l(
        "Dublin Core, only if there is nothing better: title, names, year, language, subjects, ISBN. Shelf marks, bar"
        " codes, volumes and original scripts are lost; each record counts as one copy"
    ),
}
DELETED = {
    Deleted.NO: _l(
        "The server does not tell what was deleted. Every four weeks all is harvested; what it lacks leaves."
    ),
    Deleted.TRANSIENT: _l(
        "The server tells for some time what was deleted. Every four weeks all is harvested; what it lacks leaves."
    ),
    Deleted.PERSISTENT: _l("The server tells what was deleted; that leaves your holdings."),
}
FAILURES = {
    Failure.NO_SUCH_SERVER: scheduled.FAILURES[Fetching.NO_SUCH_SERVER],
    Failure.NOT_PUBLIC: _l("The server stands in a closed network, which cannot be reached from here."),
    Failure.NO_ANSWER: scheduled.FAILURES[Fetching.NO_ANSWER],
    Failure.CERTIFICATE: scheduled.FAILURES[Fetching.CERTIFICATE],
    Failure.REDIRECTED: _l(
        "The server sends us on to an address that is not secure, or round in a circle. Enter the address at which it"
        " answers in the end."
    ),
    Failure.TOO_LARGE: _l("An answer is too large. Have the server give fewer records on a page."),
    Failure.TOO_SLOW: _l("The server is too slow. Have it give fewer records on a page."),
    Failure.REFUSED: _l("The server refused to answer. Ask your library's IT staff to open it for harvesting."),
    Failure.NOT_THERE: _l(
        "At this address nothing answers. Ask your library's IT staff for the base address of OAI-PMH."
    ),
    Failure.SERVER_ERROR: scheduled.FAILURES[Fetching.SERVER_ERROR],
    Failure.BUSY: _l("The server kept saying that it is busy. It is asked again later."),
    Failure.WEB_PAGE: _l(
        "At this address is a web page. Ask your library's IT staff for the base address of OAI-PMH; often it ends with"
        " /oai or /oai.pl."
    ),
    Failure.NOT_OAI: _l("What answers at this address does not speak OAI-PMH. Check the address."),
    Failure.FORBIDDEN_XML: _l(
        "The answer has a document type declaration, which is not safe to read. Have it left out."
    ),
    Failure.TORN: _l("The answer breaks off, or cannot be read. If that lasts, ask your library's IT staff."),
    Failure.NO_FORMAT: _l("The server gives no records in MARC or Dublin Core, or not any more in the form chosen."),
    Failure.PROTOCOL: _l("The server did not accept what it was asked. Ask it again what it gives, and choose anew."),
    Failure.ENDLESS: _l(
        "The server sends the same pages again and again. Ask your library's IT staff to mend its list."
    ),
    Failure.TOKENS_EXPIRE: _l(
        "The server forgets too soon where the list goes on. Have it keep resumption tokens longer."
    ),
    Failure.ONLY_REFUSED: _l(
        "What came cannot be read. It comes again when it is mended there: see what the server sent."
    ),
}
REASONS = scheduled.REASONS


def why(reason: str | None) -> object:
    """Return why a harvest failed or waits, and what to do; nothing where there is no reason."""
    if reason in list(Failure):
        return FAILURES[Failure(reason)]
    return REASONS[Reason(reason)] if reason in list(Reason) else ""
