"""How claims stand, what each answer and each end does, and what a decision means for the accounts of both.

An account is spoken of only where the book stands on one: what is said of others stands in tables of its own.
"""

from typing import Any

from library_exchange.core.i18n import _, _l, _pl
from library_exchange.shipping.rules.claims import DECISIONS, counts_as_received, ended_as
from library_exchange.shipping.rules.codes import ClaimEvent, ClaimState, LineState, Outcome
from library_exchange.shipping.rules.pictures import PictureKind

Text = Any

CLAIM_TASKS: dict[ClaimState, Text] = {
    ClaimState.OPENED: _l("Answer the claim"),
    ClaimState.SUBSTITUTE_OFFERED: _l("Choose the other book, or disagree"),
    ClaimState.RESEND_OFFERED: _l("Agree that it is sent again, or disagree"),
    ClaimState.REFUSED: _l("Agree to the refusal, or ask the coordinator"),
}
"""What a claim asks of whose turn it is."""
CLAIMS: dict[ClaimState, tuple[Text, str]] = {
    ClaimState.OPENED: (_pl("claim", "opened"), "warn"),
    ClaimState.SUBSTITUTE_OFFERED: (_pl("claim", "another book offered"), "now"),
    ClaimState.RESEND_OFFERED: (_pl("claim", "will be sent again"), "now"),
    ClaimState.REFUSED: (_pl("claim", "refused"), "bad"),
    ClaimState.ESCALATED: (_pl("claim", "before the coordinator"), "warn"),
    ClaimState.RESOLVED: (_pl("claim", "settled"), ""),
}
CLAIM_STEPS: dict[ClaimEvent, Text] = {
    ClaimEvent.OFFER_SUBSTITUTE: _l("Offer another book"),
    ClaimEvent.OFFER_RESEND: _l("Send the title again"),
    ClaimEvent.CREDIT: _l("Take it off the account"),
    ClaimEvent.REFUSE: _l("Refuse the claim"),
    ClaimEvent.TAKE_BACK: _l("Take the answer back"),
    ClaimEvent.AGREE: _l("We agree"),
    ClaimEvent.DISAGREE: _l("We disagree: ask the coordinator"),
    ClaimEvent.CORRECT: _l("Correct what is wrong"),
    ClaimEvent.WITHDRAW: _l("Withdraw the claim"),
    ClaimEvent.TURN_UP: _l("The book has come after all"),
    ClaimEvent.DECIDE_FOR_CONSIGNEE: _l("Decide for the consignee"),
    ClaimEvent.DECIDE_FOR_CONSIGNOR: _l("Decide for the consignor"),
    ClaimEvent.DECIDE_FOR_FUND: _l("Let the network bear it"),
}
GRANT = _l("Grant the claim")
"""What taking a book off the account is called where there is none."""
OUTCOMES: dict[tuple[Outcome, bool], Text] = {
    (Outcome.CREDITED, False): _l("not on the account"),
    (Outcome.SUBSTITUTED, False): _l("another book instead"),
    (Outcome.RESENT, False): _l("sent again"),
    (Outcome.STANDS, True): _l("stays on the account"),
    (Outcome.STANDS, False): _l("refused, but what did not come is not on the account"),
    (Outcome.FUND, False): _l("borne by the network"),
    (Outcome.WITHDRAWN, True): _l("withdrawn"),
    (Outcome.TURNED_UP, True): _l("came after all, and counts"),
    (Outcome.WITHDRAWN, False): _l("withdrawn, but what was lost is not on the account"),
}
"""How a claim about a book on an account ended, by whether the book counts as received then."""
OUTCOMES_WITHOUT: dict[Outcome, Text] = {
    Outcome.CREDITED: _pl("claim", "granted"),
    Outcome.SUBSTITUTED: _l("another book instead"),
    Outcome.RESENT: _l("sent again"),
    Outcome.STANDS: _pl("claim", "refused"),
    Outcome.FUND: _l("neither library answers for it"),
    Outcome.WITHDRAWN: _l("withdrawn"),
    Outcome.TURNED_UP: _l("came after all"),
}
"""How a claim about a book ended of which no account is kept."""
STAYS_TILL_SETTLED = _l(
    "The book stays on the account until the claim is settled, and is marked there as claimed. "
    "How the claim ends decides whether it stays or is taken off."
)
COUNTS_TILL_SETTLED = _l("on the account until it is settled")
NOT_TILL_SETTLED = _l("not on the account until it is settled")
PICTURES: dict[PictureKind, Text] = {
    PictureKind.DAMAGE: _pl("picture", "the damage"),
    PictureKind.WRONG_BOOK: _pl("picture", "the wrong book"),
    PictureKind.PACKAGING: _pl("picture", "the parcel and its packaging"),
    PictureKind.PROOF_OF_POSTING: _pl("picture", "proof of posting"),
    PictureKind.OTHER: _pl("picture", "something else"),
}
CLAIM_CONSEQUENCES: dict[ClaimEvent, Text] = {
    ClaimEvent.OFFER_SUBSTITUTE: _l(
        "The other library chooses one of the books that you offer now, and you send it. Until it has chosen you can"
        " take the answer back."
    ),
    ClaimEvent.OFFER_RESEND: _l(
        "If the other library agrees, you send the same title again. Until it agrees you can take the answer back."
    ),
    ClaimEvent.REFUSE: _l(
        "You refuse the claim. The other library may agree, or ask the coordinator to decide. Until it does"
        " you can take the answer back."
    ),
    ClaimEvent.TAKE_BACK: _l(
        "The claim waits for your answer again, until the same day as before; if none comes by then, it is settled for"
        " the other library."
    ),
}
"""What an answer does that ends nothing."""
NOT_ON_ACCOUNT = _l("The claim is settled as granted; the book does not count on the account. This cannot be undone.")
ON_ACCOUNT = _l("The claim is settled as refused; the book counts on the account as received. This cannot be undone.")
CLAIM_ENDS: dict[tuple[Outcome, bool], Text] = {
    (Outcome.CREDITED, False): NOT_ON_ACCOUNT,
    (Outcome.STANDS, True): ON_ACCOUNT,
    (Outcome.STANDS, False): _l(
        "The claim is refused. But what did not come does not count on the account either. This cannot be undone."
    ),
    (Outcome.WITHDRAWN, True): _l(
        "The claim is withdrawn: the book counts on the account as received, and cannot be claimed again. This cannot"
        " be undone."
    ),
    (Outcome.WITHDRAWN, False): _l(
        "The claim is withdrawn. But what was lost on its way does not count on the account. This cannot be undone."
    ),
    (Outcome.TURNED_UP, True): _l(
        "The loss is undone: the book counts on the account as received, and its claim is settled. If you look for it"
        " among your wants again, take it out there. This cannot be undone."
    ),
    (Outcome.SUBSTITUTED, False): _l(
        "The claim is settled: another book comes instead, and counts when you have received it; "
        "this one does not count on the account. This cannot be undone."
    ),
    (Outcome.RESENT, False): _l(
        "The claim is settled: the same title comes once more, and counts when you have received it; "
        "this copy does not count on the account. This cannot be undone."
    ),
    (Outcome.FUND, False): _l(
        "The claim is settled: the network bears the loss, neither library does. Between the two the book counts as if"
        " it had come well, and the network owes the consignee as many copies for it. This cannot be undone."
    ),
}
"""What the end of a claim does to the accounts, by whether the book counts as received then."""
NO_ACCOUNT = _l("No account is kept of this book: nothing is entered.")
CLAIM_ENDS_WITHOUT: dict[Outcome, Text] = {
    Outcome.CREDITED: _l("The claim is settled as granted. No account is kept of this book. This cannot be undone."),
    Outcome.STANDS: _l("The claim is settled as refused. No account is kept of this book. This cannot be undone."),
    Outcome.FUND: _l("The claim is settled: neither library answers for the book. This cannot be undone."),
    Outcome.WITHDRAWN: _l(
        "The claim is withdrawn, and the book cannot be claimed again. No account is kept of it. This cannot be undone."
    ),
    Outcome.TURNED_UP: _l("The loss is undone and its claim settled. No account is kept of it. This cannot be undone."),
    Outcome.SUBSTITUTED: _l("The claim is settled: another book comes instead. This cannot be undone."),
    Outcome.RESENT: _l("The claim is settled: the same title comes once more. This cannot be undone."),
}
"""What the end of a claim does where no account is kept of the book."""
COMES_LATE = _l(
    "If the book comes after all: agree with the other library whether you keep it. If you do, put it into the next box"
    " with that library, so that it counts; if not, send it back."
)
"""What is said of a loss that was settled."""
CORRECT_INSTEAD = _l("If only the fault was chosen wrongly, go back and correct that.")
"""What is said beside to who withdraws a claim that can still be corrected."""
PICTURE_GOES = _l("The picture is deleted for both libraries.")


def step_name(event: ClaimEvent, is_accounted: bool) -> Text:
    """Return what a step of a claim is called."""
    return GRANT if event is ClaimEvent.CREDIT and not is_accounted else CLAIM_STEPS[event]


def outcome_name(outcome: Outcome, fault: LineState, is_accounted: bool) -> Text:
    """Return how a claim ended."""
    return OUTCOMES[ended_as(outcome, fault)] if is_accounted else OUTCOMES_WITHOUT[outcome]


def end_told(outcome: Outcome, fault: LineState, is_accounted: bool) -> Text:
    """Return what the end of a claim does."""
    return CLAIM_ENDS[ended_as(outcome, fault)] if is_accounted else CLAIM_ENDS_WITHOUT[outcome]


def meaning(event: ClaimEvent, fault: LineState, consignor: str, consignee: str, is_accounted: bool) -> Text | None:
    """Return what a decision means for the accounts of both libraries; None for what is no decision."""
    if event in DECISIONS and not is_accounted:
        return NO_ACCOUNT
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
        return _(
            "The network bears the loss: between the two the book counts as if it had come well, and the network owes "
            "%(consignee)s a copy for it.",
            **names,
        )
    return None
