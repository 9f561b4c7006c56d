"""What the two living editions of ISO 18626 let a message say, and where: the tables that messages are filled by."""

NAMESPACE = "http://illtransactions.org/2013/iso18626"
V1_2, V2021_2 = "1.2", "2021-2"
EDITIONS = (V1_2, V2021_2)
VERSIONS = {"1.0": V1_2, "1.1": V1_2, "1.2": V1_2, "1.3": V2021_2, "2021-1": V2021_2, "2021-2": V2021_2}
"""The edition that a message means by its version."""

NEVER = "0001-01-01T00:00:00Z"
"""A date that has to stand there and says nothing, as the open mock writes it."""

REASONS = (
    "RequestResponse",
    "StatusRequestResponse",
    "RenewResponse",
    "CancelResponse",
    "StatusChange",
    "Notification",
)
REQUEST_TYPES = ("New", "Retry", "Reminder")
_STATUSES = (
    *("RequestReceived", "ExpectToSupply", "WillSupply", "Loaned", "Overdue", "Recalled", "RetryPossible", "Unfilled"),
    *("CopyCompleted", "LoanCompleted", "CompletedWithoutReturn", "Cancelled"),
)
STATUSES = {V1_2: _STATUSES, V2021_2: (*_STATUSES, "HoldReturn", "ReleaseHoldReturn")}
_ACTIONS = ("StatusRequest", "Received", "Cancel", "Renew", "ShippedReturn", "ShippedForward", "Notification")
ACTIONS = {V1_2: _ACTIONS, V2021_2: (*_ACTIONS, "HoldReturn", "Lost")}

Places = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

_MESSAGE_INFO = (
    ("reasonForMessage", "reason"),
    ("answerYesNo", "answer"),
    ("note", "note"),
    ("reasonUnfilled", "reasonUnfilled"),
    ("reasonRetry", "reasonRetry"),
)
_STATUS_INFO = ("statusInfo", (("status", "status"), ("dueDate", "dueDate"), ("lastChange", "lastChange")))

SUPPLYING: dict[str, Places] = {
    V1_2: (
        ("messageInfo", (*_MESSAGE_INFO, ("offeredCosts", "offeredCosts"), ("retryAfter", "retryAfter"))),
        _STATUS_INFO,
        (
            "deliveryInfo",
            (
                ("dateSent", "dateSent"),
                ("itemId", "itemId"),
                ("sentVia", "deliveryMethod"),
                ("loanCondition", "loanCondition"),
                ("loanCondition", "retryCondition"),
                ("deliveredFormat", "itemFormat"),
            ),
        ),
    ),
    V2021_2: (
        ("messageInfo", _MESSAGE_INFO),
        _STATUS_INFO,
        (
            "retryInfo",
            (("loanCondition", "retryCondition"), ("offeredCosts", "offeredCosts"), ("retryAfter", "retryAfter")),
        ),
        (
            "deliveryInfo",
            (
                ("dateSent", "dateSent"),
                ("itemId", "itemId"),
                ("deliveryMethod", "deliveryMethod"),
                ("loanCondition", "loanCondition"),
                ("itemFormat", "itemFormat"),
            ),
        ),
        ("shippingInfo", (("courierName", "courierName"), ("trackingId", "trackingId"), ("insurance", "insurance"))),
    ),
}
"""The parts of what a supplier says, in order; in each the element, and the fact of ours that it is filled with."""
