"""What is kept for a term, and what goes after it, in words."""

from typing import Any

from library_exchange.core.i18n import _l, _ln
from library_exchange.retention.rules import TERMS, Kept

KEPT = {
    Kept.LOANS: _l("Whose a closed request was, with notes and answers"),
    Kept.PROPOSALS: _l("A reader's proposal, once it is answered"),
    Kept.APPLICATIONS: _l("What somebody wrote to become a reader, once it is decided"),
    Kept.MESSAGES: _l("Messages of other systems as they came, once the request is closed"),
    Kept.UNMATCHED: _l("Messages of other systems as they came, where no request fits"),
    Kept.ACCOUNTS: _l("An account that belongs to no library, with its lists and searches"),
    Kept.SIGN_INS: _l("A sign-in that was not used, with the name of its browser"),
}


def days(count: int) -> Any:
    """Return a term in words."""
    return _ln("%(num)s day", "%(num)s days", count)


def bounds(kind: Kept) -> Any:
    """Return between which bounds a term lies, as a sentence."""
    term = TERMS[kind]
    return _l("From %(least)s to %(most)s days; usually %(usual)s.", least=term.least, most=term.most, usual=term.usual)
