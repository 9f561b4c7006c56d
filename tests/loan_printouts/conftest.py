"""The desks of loans, whose papers are printed."""

from tests.loans.conftest import (
    amur,
    at_desk,
    heihe,
    khabarovsk,
    make_desk,
    records,
    rows_of,
    shipped,
    to_fetch,
)

__all__ = [
    "amur",
    "at_desk",
    "heihe",
    "khabarovsk",
    "make_desk",
    "records",
    "rows_of",
    "shipped",
    "to_fetch",
]
