"""Words for who decides a claim: what each side has said, and what each decision means for the accounts of both."""

from typing import Any

from library_exchange.core.i18n import _, _l
from library_exchange.shipping.rules.claims import counts_as_received
from library_exchange.shipping.rules.codes import ClaimEvent, LineState, Outcome

SAID: dict[str, Any] = {
    "open": _l("reported what is wrong"),
    "show": _l("showed a picture"),
    "take_back": _l("took a picture back"),
    str(ClaimEvent.OFFER_SUBSTITUTE): _l("offered another book"),
    str(ClaimEvent.OFFER_RESEND): _l("offered to send the title again"),
    str(ClaimEvent.REFUSE): _l("refused the claim"),
    str(ClaimEvent.DISAGREE): _l("did not agree and asked the coordinator"),
}
"""What a library did in a claim, after its name."""


def meaning(event: ClaimEvent, fault: LineState, consignor: str, consignee: str) -> str | None:
    """Return what a decision means for the accounts of both libraries; None for what is no decision."""
    names = {"consignor": consignor, "consignee": consignee}
    if event is ClaimEvent.DECIDE_FOR_CONSIGNEE:
        return _(
            "The book does not count: %(consignee)s owes nothing for it, %(consignor)s is credited nothing.", **names
        )
    if event is ClaimEvent.DECIDE_FOR_CONSIGNOR:
        if counts_as_received(Outcome.STANDS, fault):
            return _("The book counts as received: %(consignee)s owes it to %(consignor)s.", **names)
        return _("The claim fails. What has not come counts on neither account all the same.")
    if event is ClaimEvent.DECIDE_FOR_FUND:
        return _("The network bears the loss, and neither library pays: neither library's account changes.")
    return None
