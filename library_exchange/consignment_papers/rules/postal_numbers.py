"""Whether a number written on a parcel looks like one of the posts: what does not is asked about, never refused."""

import re

from library_exchange.shipping.rules.tracking import compact, is_tracking_number

_LIKE_S10 = re.compile(r"[A-Z]{2}\d+[A-Z]{2}")
LENGTH_OF_S10 = 13


def is_doubtful(written: str) -> bool:
    """Whether a number is none that we know: between letters stand nine digits of which the last checks the others."""
    number = compact(written)
    is_short_or_long = bool(_LIKE_S10.fullmatch(number)) and len(number) != LENGTH_OF_S10
    return is_short_or_long or not is_tracking_number(number)
