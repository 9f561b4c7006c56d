"""The certificate that a library looked for a book near itself before it asked abroad: who looked, and where."""

from enum import StrEnum


class Checker(StrEnum):
    """Who looked: a part of the library, never a person."""

    BIBLIOGRAPHER = "bibliographer"
    LOAN_DESK = "loan_desk"
    CATALOGUER = "cataloguer"


class Searched(StrEnum):
    """Which catalogue was searched and does not have the book."""

    OWN = "own"
    REGIONAL = "regional"
    UNION = "union"
