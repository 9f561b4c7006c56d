"""The sets that titles stand in: by the country of who holds them, by library, and those that are offered."""

import re

ALL, OFFERED = "", "type:exchange-offer"
COUNTRY, LIBRARY = "country:", "lib:"
_SPEC = re.compile(r"[A-Za-z0-9\-_.!~*'()]+(:[A-Za-z0-9\-_.!~*'()]+)*")
_WHOLE = {"country": ALL, "lib": ALL, "type": OFFERED}
"""What the sets above these have in them: each title is held in some country and by some library."""
ABOVE = {
    "country": "By country / 按国家 / По странам",
    "lib": "By library / 按图书馆 / По библиотекам",
    "type": "By kind / 按类别 / По видам",
}
OFFERED_NAME = "Offered for exchange / 交换书目 / Предлагаются для обмена"


def of_country(country: str) -> str:
    """Return the set of what is held in a country."""
    return f"{COUNTRY}{country.lower()}"


def of_library(code: str) -> str:
    """Return the set of what a library holds."""
    return f"{LIBRARY}{code}"


def is_spec(text: str) -> bool:
    """Whether a set could be called so (section 4.6 of the standard)."""
    return bool(_SPEC.fullmatch(text))


def read_as(spec: str) -> str:
    """Return which set is read when `spec` is asked for."""
    return _WHOLE.get(spec, spec)
