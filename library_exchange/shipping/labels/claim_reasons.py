"""Reasons in claims, as everybody reads them in her own language, and what was done in a claim."""

from typing import Any

from library_exchange.core.i18n import _l
from library_exchange.shipping.rules.claim_reasons import Why
from library_exchange.shipping.rules.codes import ClaimEvent

Text = Any

IN_OWN_WORDS = _l("In your own words")
WHY: dict[Why, Text] = {
    Why.DAMAGED_INSIDE: _l("Pages are torn, stained or missing."),
    Why.DAMAGED_OUTSIDE: _l("The binding or the cover is damaged."),
    Why.WET: _l("The book has got wet."),
    Why.CAME_OPEN: _l("The parcel came open or torn."),
    Why.NOT_INSIDE: _l("The parcel came whole, but the book was not inside."),
    Why.OTHER_EDITION: _l("It is another title, edition or volume than on the list."),
    Why.LEFT_WHOLE: _l("The book left us in good order and well packed."),
    Why.WAS_PACKED: _l("The book was in the parcel: our list and its weight show it."),
    Why.AS_LISTED: _l("The book is what the list says."),
    Why.ON_THE_WAY: _l("It happened on the way; the carrier answers for it."),
    Why.PICTURES_SHOW: _l("The pictures show how the book came."),
    Why.NOT_AS_LISTED: _l("The book is not what the list says."),
    Why.NO_USE: _l("What is offered is of no use to us."),
    Why.CLAIM_PROVEN: _l("What is claimed is shown."),
    Why.CLAIM_NOT_PROVEN: _l("What is claimed is not shown."),
    Why.NOBODYS_FAULT: _l("Neither library is at fault."),
}
SAID: dict[str, Text] = {
    "open": _l("reported what is wrong"),
    str(ClaimEvent.OFFER_SUBSTITUTE): _l("offered another book"),
    str(ClaimEvent.OFFER_RESEND): _l("offered to send the title again"),
    str(ClaimEvent.CREDIT): _l("granted the claim"),
    str(ClaimEvent.REFUSE): _l("refused the claim"),
    str(ClaimEvent.TAKE_BACK): _l("took its answer back"),
    str(ClaimEvent.AGREE): _l("agreed with the answer"),
    str(ClaimEvent.DISAGREE): _l("did not agree and asked the coordinator"),
    str(ClaimEvent.CORRECT): _l("put right what is wrong"),
    str(ClaimEvent.WITHDRAW): _l("withdrew the claim"),
    str(ClaimEvent.TURN_UP): _l("noted that the book has come after all"),
}
"""What a library did in a claim, after its name; pictures tell of themselves."""
HAPPENED: dict[str, Text] = {
    str(ClaimEvent.SILENCE): _l("no answer in time: settled for the consignee"),
    str(ClaimEvent.SILENCE_WITH_PROOF): _l("no answer in time, but posting is proven: the network bears it"),
    str(ClaimEvent.DECIDE_FOR_CONSIGNEE): _l("the coordinator decided for the consignee"),
    str(ClaimEvent.DECIDE_FOR_CONSIGNOR): _l("the coordinator decided for the consignor"),
    str(ClaimEvent.DECIDE_FOR_FUND): _l("the coordinator let the network bear it"),
}
"""What happened in a claim that neither library did."""
CLAIM_DONE: dict[ClaimEvent, Text] = {
    ClaimEvent.OFFER_SUBSTITUTE: _l("You offer another book. The other library chooses one, or disagrees."),
    ClaimEvent.OFFER_RESEND: _l("You offer to send the title again. The other library agrees, or disagrees."),
    ClaimEvent.CREDIT: _l("The claim is granted and settled."),
    ClaimEvent.REFUSE: _l("The claim is refused. The other library agrees, or asks the coordinator."),
    ClaimEvent.TAKE_BACK: _l("The answer is taken back. Answer the claim anew."),
    ClaimEvent.AGREE: _l("You agree: the claim is settled."),
    ClaimEvent.DISAGREE: _l("The coordinator is asked to decide the claim."),
    ClaimEvent.CORRECT: _l("The claim is corrected. The other library gets a mail."),
    ClaimEvent.WITHDRAW: _l("The claim is withdrawn."),
    ClaimEvent.TURN_UP: _l(
        "Noted: the book has come after all. The loss is undone, and the other library gets a mail."
    ),
    ClaimEvent.DECIDE_FOR_CONSIGNEE: _l("Decided for the consignee. Both libraries get a mail."),
    ClaimEvent.DECIDE_FOR_CONSIGNOR: _l("Decided for the consignor. Both libraries get a mail."),
    ClaimEvent.DECIDE_FOR_FUND: _l("Decided: the network bears it. Both libraries get a mail."),
}
"""What is said when a step of a claim was taken."""
