"""How often files are fetched, what became of them and why, and what to do next, in words."""

from library_exchange.core.i18n import _l
from library_exchange.scheduled_imports.rules import Failure, Often, Outcome, Reason

OFTEN = {
    Often.NIGHTLY: _l("Every night"),
    Often.WEEKLY: _l("Once a week, at night"),
    Often.FOUR_WEEKLY: _l("Every four weeks, at night"),
}
COVERS = (
    ("additions", _l("Additions and corrections: all other records of your library stay as they are")),
    ("whole", _l("The whole catalogue: what is not in the file, your library has no more")),
)
OUTCOMES = {
    Outcome.UNCHANGED: _l("Nothing new"),
    Outcome.FAILED: _l("Did not come"),
    Outcome.CHECKING: _l("Being looked through"),
    Outcome.TAKEN_IN: _l("Taken in by itself"),
    Outcome.WAITS: _l("Waits for a person"),
    Outcome.OVERTAKEN: _l("A newer file took its place"),
}
TONES = {
    Outcome.UNCHANGED: "",
    Outcome.FAILED: "bad",
    Outcome.CHECKING: "now",
    Outcome.TAKEN_IN: "ok",
    Outcome.WAITS: "warn",
    Outcome.OVERTAKEN: "",
}
FAILURES = {
    Failure.NO_SUCH_SERVER: _l("There is no server of this name. Check the address for slips."),
    Failure.NOT_PUBLIC: _l(
        "The server stands in a closed network, which cannot be reached from here. Put the file on a public server."
    ),
    Failure.NO_ANSWER: _l("The server did not answer, or broke off. If that lasts, ask your library's IT staff."),
    Failure.CERTIFICATE: _l(
        "The server could not prove who it is: its certificate is wrong or out of date. Ask your library's IT staff to"
        " renew it."
    ),
    Failure.REFUSED: _l(
        "The server refused to give the file. Ask your library's IT staff to let it be read at this address without a"
        " password."
    ),
    Failure.SIGN_IN_WANTED: _l(
        "The server wants a user name and a password, or does not take those that it was told."
        " They are to be entered anew."
    ),
    Failure.SIGN_IN_LOST: _l(
        "The password cannot be read any more, because the platform changed its own key. It is to be entered anew."
    ),
    Failure.NOT_THERE: _l("There is no file at this address. Correct the address, or have the file put there."),
    Failure.SERVER_ERROR: _l("The server reported an error of its own. If that lasts, ask your library's IT staff."),
    Failure.REDIRECTED: _l(
        "The server sends us on to an address that is not secure, or round in a circle. Enter the address at which the"
        " file is in the end."
    ),
    Failure.TOO_LARGE: _l("The file is too large. Have only changed records exported, or the file packed (gz, zip)."),
    Failure.TOO_SLOW: _l("The file took more than half an hour. Have it packed (gz, zip), or only changes exported."),
    Failure.EMPTY: _l("The file is empty. Have your library system export it anew."),
    Failure.NOT_IN_FOLDER: _l(
        "There is no file of this name in your library's folder. Check the name, or ask the operator."
    ),
    Failure.STILL_WRITTEN: _l("The file was still being written. It is fetched when it is complete."),
    Failure.WEB_PAGE: _l("At this address is a web page, and no file. Enter the address of the file itself."),
}
REASONS = {
    Reason.FIRST: _l("It is the first file from this address: look once whether it is read rightly, and take it in."),
    Reason.NOT_READY: _l("It cannot be read as it is. Open it and see why."),
    Reason.OTHER_COLUMNS: _l("The columns of the table are others than last time. Check what they hold."),
    Reason.MANY_MISSING: _l("More than five percent of your records are missing in it. Check whether it is complete."),
    Reason.MANY_GONE: _l("It withdraws more than five percent of your records. Check whether that is meant."),
    Reason.MANY_REJECTED: _l("More than five percent of its records cannot be read. Check format and encoding."),
    Reason.MANY_QUESTIONS: _l("Too many of its records need a decision. Check whether their numbers are right."),
    Reason.DOUBTFUL: _l("Much in it is doubtful. Check what was marked."),
    Reason.OVERWRITTEN: _l("It would overwrite records that were corrected here by hand."),
    Reason.BROUGHT_BACK: _l("It would bring back records that were withdrawn here by hand."),
    Reason.MANY_CHANGED: _l("It changes more than a quarter of your records. Check whether that is meant."),
}


def why(reason: str | None) -> object:
    """Return why a file did not come or waits, and what to do; nothing where there is no reason."""
    if reason in list(Failure):
        return FAILURES[Failure(reason)]
    return REASONS[Reason(reason)] if reason in list(Reason) else ""
