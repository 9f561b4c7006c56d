"""An e-mail address that was most likely typed with the wrong keyboard is asked about once, and kept by a yes."""

from dataclasses import replace

from library_exchange.core.email_addresses import doubtful
from library_exchange.core.i18n import _, format_list
from library_exchange.web.confirming import Question


def asked_about(back_url: str, *addresses: str | None, beside: Question | None = None) -> Question | None:
    """Return the question whether addresses are right, or the one `beside` it with that added; None for neither."""
    found = doubtful(addresses)
    if not found:
        return beside
    told = _(
        "Letters of two alphabets stand in the address %(address)s. Was the keyboard left in another language? Letters"
        " most likely do not arrive there. Go back and correct it, or use it as it is.",
        address=format_list(found),
    )
    if beside is not None:
        return replace(beside, notices=[*beside.notices, told])
    return Question(_("Use this address as it is"), told, back_url)
