"""What can be wrong with a request, by the numbers of the list that SRU servers share (info:srw/diagnostic/1)."""

from enum import IntEnum

URI = "info:srw/diagnostic/1/"


class Code(IntEnum):
    """Diagnostics that we give."""

    UNAVAILABLE = 2
    OPERATION = 4
    VERSION = 5
    PARAMETER_VALUE = 6
    MISSING_PARAMETER = 7
    UNKNOWN_PARAMETER = 8
    SYNTAX = 10
    TOO_LONG = 12
    CONTEXT_SET = 15
    INDEX = 16
    RELATION = 19
    MODIFIER = 20
    RELATION_FOR_INDEX = 22
    EMPTY_TERM = 27
    MASKING = 28
    ANCHORING = 31
    TERM_FORMAT = 36
    BOOLEAN = 37
    TOO_MANY_BOOLEANS = 38
    PROXIMITY = 39
    FEATURE = 48
    RESULT_SETS = 50
    POSITION = 61
    SCHEMA = 66
    PACKING = 71
    SORT = 80
    STYLESHEETS = 110
    RESPONSE_POSITION = 120
    TOO_MANY_TERMS = 121


MESSAGES = {
    Code.UNAVAILABLE: "System temporarily unavailable",
    Code.OPERATION: "Unsupported operation",
    Code.VERSION: "Unsupported version",
    Code.PARAMETER_VALUE: "Unsupported parameter value",
    Code.MISSING_PARAMETER: "Mandatory parameter not supplied",
    Code.UNKNOWN_PARAMETER: "Unsupported parameter",
    Code.SYNTAX: "Query syntax error",
    Code.TOO_LONG: "Too many characters in query",
    Code.CONTEXT_SET: "Unsupported context set",
    Code.INDEX: "Unsupported index",
    Code.RELATION: "Unsupported relation",
    Code.MODIFIER: "Unsupported relation modifier",
    Code.RELATION_FOR_INDEX: "Unsupported combination of relation and index",
    Code.EMPTY_TERM: "Empty term unsupported",
    Code.MASKING: "Masking character not supported",
    Code.ANCHORING: "Anchoring character not supported",
    Code.TERM_FORMAT: "Term in invalid format for index or relation",
    Code.BOOLEAN: "Unsupported boolean operator",
    Code.TOO_MANY_BOOLEANS: "Too many boolean operators in query",
    Code.PROXIMITY: "Proximity not supported",
    Code.FEATURE: "Query feature unsupported",
    Code.RESULT_SETS: "Result sets not supported",
    Code.POSITION: "First record position out of range",
    Code.SCHEMA: "Unknown schema for retrieval",
    Code.PACKING: "Unsupported record packing",
    Code.SORT: "Sort not supported",
    Code.STYLESHEETS: "Stylesheets not supported",
    Code.RESPONSE_POSITION: "Response position out of range",
    Code.TOO_MANY_TERMS: "Too many terms requested",
}


class Diagnostic(Exception):
    """A request that is answered by a diagnostic; `details` says what of it is meant."""

    def __init__(self, code: Code, details: str = "") -> None:
        super().__init__(f"{MESSAGES[code]}: {details}")
        self.code, self.details = code, details[:200]
