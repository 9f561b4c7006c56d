"""What the parts of a reader's data are called, and what is said when they are erased."""

from collections.abc import Sequence
from typing import Any

from library_exchange.accounts.leaving import Unfinished
from library_exchange.core.i18n import _l
from library_exchange.personal_data.rules import Section

SECTIONS = {
    Section.ACCOUNT: _l("Name, e-mail, language of letters"),
    Section.MEMBERSHIPS: _l("Card, telephone, block"),
    Section.REQUESTS: _l("Requests, with notes and answers"),
    Section.PROPOSALS: _l("Books proposed for the exchange"),
    Section.APPLICATIONS: _l("What was written to become a reader"),
    Section.LETTERS: _l("Letters: subject and day"),
    Section.LISTS: _l("Own lists of books"),
    Section.SEARCHES: _l("Searches to be told of"),
    Section.SIGN_INS: _l("Sign-ins: browser, and when they were used"),
    Section.SECOND_FACTOR: _l("Second factor: when it was asked for and set up"),
    Section.PASSKEYS: _l("Passkeys: name, and when they were used"),
    Section.FILTERS: _l("Saved filters of lists"),
}
ERASED = {
    "loans": _l("closed requests whose reader nobody can tell any more"),
    "proposals": _l("proposals deleted"),
    "applications": _l("applications deleted"),
    "letters": _l("letters deleted"),
    "accounts": _l("accounts deleted"),
}
"""What a report of an erasure counts."""


INVITED = _l("She has not accepted the invitation: withdraw it first.")


def to_do_first(unfinished: Unfinished, others: Sequence[str], unsettled: Sequence[str] = ()) -> list[Any]:
    """Return what is to be done before a reader's data can be erased, as sentences; nothing if nothing is open."""
    home, waiting = ", ".join(unfinished.with_reader), ", ".join(unfinished.to_fetch)
    sentences = []
    if home:
        sentences.append(_l("She has these books: %(numbers)s. Take them in.", numbers=home))
    if waiting:
        sentences.append(_l("These books wait for her: %(numbers)s. Hand them out or send them back.", numbers=waiting))
    if others:
        numbers = ", ".join(others)
        sentences.append(
            _l("These requests are not closed: %(numbers)s. Cancel them, or wait until they are.", numbers=numbers)
        )
    if unsettled:
        numbers = ", ".join(unsettled)
        sentences.append(
            _l("These books were lost or damaged: %(numbers)s. Settle with their owners first.", numbers=numbers)
        )
    return sentences
