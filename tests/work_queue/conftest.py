"""The desks of loans, whose work the queue lists."""

from tests.loans.conftest import (
    amur,
    at_desk,
    heihe,
    in_days,
    khabarovsk,
    make_desk,
    records,
    shipped,
    to_fetch,
)

__all__ = [
    "amur",
    "at_desk",
    "heihe",
    "in_days",
    "khabarovsk",
    "make_desk",
    "records",
    "shipped",
    "to_fetch",
]
