"""Names of codes: reasons, conditions, damages, ways to travel, and what the standard calls a status."""

from collections.abc import Mapping
from typing import Any

from library_exchange.core.i18n import _l, _pl
from library_exchange.loans.rules.codes import CopyFault, Damage, DeclineReason, OwnCopy, RenewalRefusal, Settlement
from library_exchange.loans.rules.standard_codes import (
    LoanCondition,
    PaymentMethod,
    ReasonRetry,
    ReasonUnfilled,
    ServiceType,
    Status,
)
from library_exchange.shipping.rules.codes import Mode

Text = Any


def name_of(names: Mapping[Any, Text], code: Any, service: ServiceType = ServiceType.LOAN) -> Text | None:
    """Return the name of `code` where it is told of `service`, None where nothing was told."""
    if not code:
        return None
    return OF_COPIES.get(code, names[code]) if service is ServiceType.COPY else names[code]


def own_word(names: Mapping[Any, Text], code: Any, service: ServiceType = ServiceType.LOAN) -> Text | None:
    """Return how the library that gave the reason `code` reads it, None where it gave none."""
    return OWN_WORDS.get(code) or name_of(names, code, service)


def offered(names: Mapping[Any, Text], service: ServiceType) -> list[tuple[Any, Text]]:
    """Return the codes that a library may choose from for a request of `service`, each with its name."""
    without = OF_OTHER_SYSTEMS | (OF_BOOKS_ONLY if service is ServiceType.COPY else frozenset())
    return [(code, own_word(names, code, service)) for code in names if code not in without]


REASONS: dict[ReasonUnfilled, Text] = {
    ReasonUnfilled.NOT_HELD: _l("The library does not hold this book"),
    ReasonUnfilled.NOT_ON_SHELF: _l("The book is not on the shelf"),
    ReasonUnfilled.NON_CIRCULATING: _l("The book is read in the library only"),
    ReasonUnfilled.NOT_AVAILABLE: _l("The book is lent or not available now"),
    ReasonUnfilled.POOR_CONDITION: _l("The book's condition does not allow a journey"),
    ReasonUnfilled.POLICY_PROBLEM: _l("The library's rules do not allow this loan"),
    ReasonUnfilled.OTHER: _l("Another reason: see what the partner's system wrote"),
}

DECLINE_REASONS: dict[DeclineReason, Text] = {
    DeclineReason.HELD_HERE: _l("Your own library has this book: please borrow it there"),
    DeclineReason.LIMIT_REACHED: _l("You have reached the number of requests your library allows"),
    DeclineReason.NOT_IDENTIFIED: _l("It is not clear which book is meant: please speak to your library"),
    DeclineReason.NOT_LENT_ABROAD: _l("Books of this kind are not lent across the border"),
    DeclineReason.OTHER: _l("Please ask at your library for the reason"),
}

OWN_COPIES: dict[OwnCopy, Text] = {
    OwnCopy.LENT_OUT: _l("It is lent out there"),
    OwnCopy.NOT_LENT: _l("It is read in the library only there"),
    OwnCopy.OTHER_EDITION: _l("I need another edition or volume"),
    OwnCopy.NOT_FOUND: _l("It was not found on the shelf"),
    OwnCopy.CANNOT_WAIT: _l("There is a long waiting list there"),
}

METHODS: dict[Mode, Text] = {
    Mode.POST: _l("By post"),
    Mode.GATEWAY: _l("Through the gateway library"),
    Mode.DELEGATION: _l("Carried by a delegation"),
}

CONDITIONS: dict[LoanCondition, Text] = {
    LoanCondition.LIBRARY_USE_ONLY: _l("To be read in the library only"),
    LoanCondition.NO_REPRODUCTION: _l("No copies may be made"),
    LoanCondition.SIGNATURE_REQUIRED: _l("The reader signs for the book"),
    LoanCondition.SUPERVISION_REQUIRED: _l("To be read under supervision, as special collections are"),
    LoanCondition.WATCHED_LIBRARY_USE_ONLY: _l("To be read in the library only, under supervision"),
    LoanCondition.OTHER: _l("Another condition: see what the partner's system wrote"),
}

OF_OTHER_SYSTEMS = frozenset({ReasonUnfilled.OTHER, ReasonRetry.OTHER, LoanCondition.OTHER})
"""What other systems tell and we do not: a library says which reason or condition it is."""
OF_BOOKS_ONLY = frozenset(
    {
        *(ReasonUnfilled.NON_CIRCULATING, DeclineReason.HELD_HERE, DeclineReason.NOT_LENT_ABROAD),
        *(LoanCondition.SUPERVISION_REQUIRED, LoanCondition.WATCHED_LIBRARY_USE_ONLY),
    }
)
"""What is no reason against a copy of pages, and no condition of one."""
OF_COPIES: dict[Any, Text] = {
    ReasonUnfilled.POOR_CONDITION: _l("The book's condition does not allow copying"),
    ReasonUnfilled.POLICY_PROBLEM: _l("Copyright or the library's rules do not allow this copy"),
    LoanCondition.LIBRARY_USE_ONLY: _l("The copy is to be read in the library only"),
    LoanCondition.NO_REPRODUCTION: _l("The copy may not be copied further"),
    LoanCondition.SIGNATURE_REQUIRED: _l("The reader signs for the copy"),
}
"""The names of codes where pages are copied, if they are otherwise than where a book is lent."""

RETRY_REASONS: dict[ReasonRetry, Text] = {
    ReasonRetry.ON_LOAN: _l("The book is lent now"),
    ReasonRetry.AT_BINDERY: _l("The book is being bound or repaired"),
    ReasonRetry.ON_ORDER: _l("The book is on order"),
    ReasonRetry.NOT_CURRENTLY_AVAILABLE: _l("The book is not available for interlibrary loan now"),
    ReasonRetry.NOT_FOUND_AS_CITED: _l("Not found as described: please check the title, author and year"),
    ReasonRetry.DELIVERY_DATE_NOT_POSSIBLE: _l("It cannot be there by the day named"),
    ReasonRetry.OTHER: _l("Another reason: see what the partner's system wrote"),
}

RENEWAL_REFUSALS: dict[RenewalRefusal, Text] = {
    RenewalRefusal.WANTED_HERE: _l("Another reader waits for the book"),
    RenewalRefusal.RENEWED_ENOUGH: _l("The book has been renewed as often as the rules allow"),
    RenewalRefusal.LENT_BRIEFLY: _l("Books of this kind are lent once only"),
    RenewalRefusal.OTHER: _l("Another reason, which the supplying library tells on request"),
}

OWN_WORDS: dict[Any, Text] = {
    DeclineReason.HELD_HERE: _l("Our own library has this book"),
    DeclineReason.LIMIT_REACHED: _l("The reader has reached the number of requests that we allow"),
    DeclineReason.NOT_IDENTIFIED: _l("It is not clear which book is meant"),
    DeclineReason.OTHER: _pl("reason", "Another reason"),
    RenewalRefusal.OTHER: _pl("reason", "Another reason"),
}
"""How the library itself that gives a reason reads it, if otherwise than those who are told it."""

DAMAGES: dict[Damage, Text] = {
    Damage.BINDING: _l("Binding damaged"),
    Damage.TORN: _l("Pages torn"),
    Damage.PAGES_MISSING: _l("Pages missing"),
    Damage.WET: _l("Water damage"),
    Damage.STAINED: _l("Stains"),
    Damage.WRITTEN_IN: _l("Written or drawn in"),
    Damage.OTHER: _l("Other damage, described in the messages of the request"),
}

COPY_FAULTS: dict[CopyFault, Text] = {
    CopyFault.ILLEGIBLE: _l("Cannot be read"),
    CopyFault.PAGES_MISSING: _l("Pages missing"),
    CopyFault.WRONG_PART: _l("Not the pages that were asked for"),
    CopyFault.NOT_OPENING: _l("The file does not open"),
    CopyFault.NOT_ARRIVED: _l("The copy on paper has not come"),
}

SETTLEMENTS: dict[Settlement, Text] = {
    Settlement.REPLACED: _l("Replaced by another copy"),
    Settlement.PAID: _l("Paid for"),
    Settlement.REPAIRED: _l("Repaired"),
    Settlement.WAIVED: _l("No compensation asked"),
}

PAYMENT_METHODS: dict[PaymentMethod, Text] = {
    PaymentMethod.IFLA_VOUCHER: _l("IFLA voucher"),
    PaymentMethod.BANK_TRANSFER: _l("Bank transfer"),
    PaymentMethod.CREDIT_CARD: _l("Credit card"),
    PaymentMethod.DEBIT_CARD: _l("Debit card"),
    PaymentMethod.ELECTRONIC_TRANSFER: _l("Electronic transfer of funds (EFTS)"),
    PaymentMethod.OCLC_FEE_MANAGEMENT: _l("Fee management of OCLC (IFM)"),
    PaymentMethod.LIBRARIES_AUSTRALIA: _l("Payments service of Libraries Australia (LAPS)"),
    PaymentMethod.PAYPAL: _l("PayPal"),
    PaymentMethod.OTHER: _l("Another way, which the partner tells on request"),
}

STATUSES: dict[Status, Text] = {
    Status.REQUEST_RECEIVED: _l("has the request"),
    Status.EXPECT_TO_SUPPLY: _l("expects to supply"),
    Status.WILL_SUPPLY: _l("will supply"),
    Status.LOANED: _l("has lent the book"),
    Status.OVERDUE: _l("says that the book is overdue"),
    Status.RECALLED: _l("has recalled the book"),
    Status.RETRY_POSSIBLE: _l("can supply later"),
    Status.UNFILLED: _l("cannot supply"),
    Status.HOLD_RETURN: _l("asks to keep the book for now"),
    Status.RELEASE_HOLD_RETURN: _l("asks for the book again"),
    Status.COPY_COMPLETED: _l("has sent the copy of the pages"),
    Status.LOAN_COMPLETED: _l("has the book back"),
    Status.COMPLETED_WITHOUT_RETURN: _l("has ended the loan without the book"),
    Status.CANCELLED: _l("has cancelled"),
}
"""What a partner answers who was asked how it stands; the library's name stands before it."""
