"""Codes of ISO 18626 (editions 1.2 and 2021-2), and those of ours that travel where it has none."""

from enum import StrEnum


class MessageType(StrEnum):
    """The three messages of ISO 18626."""

    REQUEST = "request"
    SUPPLYING = "supplyingAgencyMessage"
    REQUESTING = "requestingAgencyMessage"


class ServiceType(StrEnum):
    """`serviceInfo/serviceType`: whether the book itself is asked for, or a copy of some of its pages."""

    LOAN = "Loan"
    COPY = "Copy"


class Status(StrEnum):
    """`statusInfo/status` of a supplying agency's message."""

    REQUEST_RECEIVED = "RequestReceived"
    EXPECT_TO_SUPPLY = "ExpectToSupply"
    WILL_SUPPLY = "WillSupply"
    LOANED = "Loaned"
    OVERDUE = "Overdue"
    RECALLED = "Recalled"
    RETRY_POSSIBLE = "RetryPossible"
    UNFILLED = "Unfilled"
    HOLD_RETURN = "HoldReturn"
    RELEASE_HOLD_RETURN = "ReleaseHoldReturn"
    COPY_COMPLETED = "CopyCompleted"
    LOAN_COMPLETED = "LoanCompleted"
    COMPLETED_WITHOUT_RETURN = "CompletedWithoutReturn"
    CANCELLED = "Cancelled"


class ReasonForMessage(StrEnum):
    """`messageInfo/reasonForMessage` of a supplying agency's message."""

    REQUEST_RESPONSE = "RequestResponse"
    STATUS_REQUEST_RESPONSE = "StatusRequestResponse"
    RENEW_RESPONSE = "RenewResponse"
    CANCEL_RESPONSE = "CancelResponse"
    STATUS_CHANGE = "StatusChange"
    NOTIFICATION = "Notification"


class MessageStatus(StrEnum):
    """`messageStatus` of a confirmation."""

    OK = "OK"
    ERROR = "ERROR"


class ErrorType(StrEnum):
    """`errorData/errorType` of a confirmation."""

    UNSUPPORTED_ACTION = "UnsupportedActionType"
    UNSUPPORTED_REASON = "UnsupportedReasonForMessageType"
    UNRECOGNISED_VALUE = "UnrecognisedDataValue"
    BADLY_FORMED = "BadlyFormedMessage"


class AgencyAction(StrEnum):
    """`action` of a requesting agency's message."""

    STATUS_REQUEST = "StatusRequest"
    RECEIVED = "Received"
    CANCEL = "Cancel"
    RENEW = "Renew"
    SHIPPED_RETURN = "ShippedReturn"
    SHIPPED_FORWARD = "ShippedForward"
    LOST = "Lost"
    NOTIFICATION = "Notification"


class ReasonUnfilled(StrEnum):
    """`messageInfo/reasonUnfilled`: the open list of the registry; OTHER for codes that are not in it."""

    NOT_HELD = "NotHeld"
    NOT_ON_SHELF = "NotOnShelf"
    NON_CIRCULATING = "NonCirculating"
    NOT_AVAILABLE = "NotAvailableForILL"
    POOR_CONDITION = "PoorCondition"
    POLICY_PROBLEM = "PolicyProblem"
    OTHER = "Other"


class ReasonRetry(StrEnum):
    """`reasonRetry`: why a library cannot supply now and could later; the code list of 2017 without what it costs.

    OTHER stands for the codes of other systems.
    """

    ON_LOAN = "OnLoan"
    AT_BINDERY = "AtBindery"
    ON_ORDER = "OnOrder"
    NOT_CURRENTLY_AVAILABLE = "NotCurrentAvailableForILL"
    NOT_FOUND_AS_CITED = "NotFoundAsCited"
    DELIVERY_DATE_NOT_POSSIBLE = "ReqDelDateNotPossible"
    OTHER = "Other"


class LoanCondition(StrEnum):
    """`loanCondition`: on what condition a library lends; OTHER for one that only the partner's note tells."""

    LIBRARY_USE_ONLY = "LibraryUseOnly"
    NO_REPRODUCTION = "NoReproduction"
    SIGNATURE_REQUIRED = "SignatureRequired"
    SUPERVISION_REQUIRED = "SpecCollSupervReq"
    WATCHED_LIBRARY_USE_ONLY = "WatchLibraryUseOnly"
    OTHER = "Other"


READ_THERE = frozenset({LoanCondition.LIBRARY_USE_ONLY, LoanCondition.WATCHED_LIBRARY_USE_ONLY})
"""Conditions under which a reader does not take the book home."""


class PaymentMethod(StrEnum):
    """How a library pays, or wants to be paid (open code paymentMethod)."""

    IFLA_VOUCHER = "IFLAVoucher"
    BANK_TRANSFER = "BankTransfer"
    CREDIT_CARD = "CreditCard"
    DEBIT_CARD = "DebitCard"
    ELECTRONIC_TRANSFER = "EFTS"
    OCLC_FEE_MANAGEMENT = "IFM"
    LIBRARIES_AUSTRALIA = "LAPS"
    PAYPAL = "Paypal"
    OTHER = "Other"


class Notice(StrEnum):
    """What a Notification tells by a code of ours, which the standard has no word for.

    A system that does not know the code takes it as a Notification without content, which moves nothing there.
    """

    WITHDRAWN = "Withdrawn"
    NOT_PROMISED = "NotPromised"
    NOT_REFUSED = "NotRefused"
    NOT_RECEIVED = "NotReceived"
    NOT_SENT_BACK = "NotSentBack"
    NOT_COMPLETED = "NotCompleted"
    CONDITION_ACCEPTED = "ConditionAccepted"
    CONDITION_REJECTED = "ConditionRejected"
    ARRIVED_DAMAGED = "ArrivedDamaged"
    DAMAGED_ON_LOAN = "DamagedOnLoan"
    DAMAGE_WITHDRAWN = "DamageWithdrawn"
    RENEWAL_WITHDRAWN = "RenewalWithdrawn"
    RETURNED_DAMAGED = "ReturnedDamaged"
    NOT_RETURNED_DAMAGED = "NotReturnedDamaged"
    FOUND_AGAIN = "FoundAgain"
    PARCEL_RETURNED = "ParcelReturned"
    TRACKING = "Tracking"
    UNREADABLE = "Unreadable"
    CLOSED = "Closed"
