"""Codes that change with time (RFC 6238) and recovery codes, and until when who must have a second factor has time.

Free of database and web.
"""

import hmac
import secrets
import unicodedata
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from urllib.parse import urlsplit

from pyotp import HOTP, random_base32

STEP_S = 30
DRIFT = 1
"""By how many steps the clock of a telephone may be wrong, to either side."""
DIGITS = 6
GRACE = timedelta(days=14)
"""How long an administrator works on without a second factor after the first sign-in that asked for one."""
CHALLENGE_LASTS = timedelta(minutes=5)
"""How long a passkey may take to sign what it was asked to."""
MOST_KEYS = 10
LONGEST_KEY_NAME = 60
RECOVERY_CODES = 10
RECOVERY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""What recovery codes are made of: nothing that is read as something else."""
RECOVERY_LENGTH, RECOVERY_GROUP = 16, 4


class Change(StrEnum):
    """What happens to somebody's second factor, of which she is told by letter."""

    SET = "set"
    TURNED_OFF = "turned_off"
    RESET = "reset"
    CODES_RENEWED = "codes_renewed"
    CODE_SPENT = "code_spent"
    KEY_ADDED = "key_added"
    KEY_REMOVED = "key_removed"
    KEY_COPIED = "key_copied"


class Way(StrEnum):
    """By what a second factor was proved."""

    TOTP = "totp"
    RECOVERY = "recovery"


class Purpose(StrEnum):
    """What a passkey is asked to sign for: to be added, to prove a sign-in that waits, to sign in by itself."""

    ADD = "add"
    PROVE = "prove"
    SIGN_IN = "sign_in"


@dataclass(frozen=True)
class RelyingParty:
    """For whom passkeys are made: the name of the host, and the address that a browser tells with each answer."""

    host: str
    origin: str


def relying_party_of(base_url: str) -> RelyingParty | None:
    """Return for whom passkeys are made at the address `base_url`; None where browsers make none.

    That is without https, but for localhost, and where the host is a number.
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    is_named = not host.replace(".", "").isdigit() and ":" not in host
    if not is_named or (parts.scheme != "https" and host != "localhost"):
        return None
    usual = {"https": 443, "http": 80}[parts.scheme]
    port = f":{parts.port}" if parts.port not in (None, usual) else ""
    return RelyingParty(host, f"{parts.scheme}://{host}{port}")


def is_later_count(before: int, count: int) -> bool:
    """Whether a passkey that has counted `before` signatures may count `count` now; many do not count at all."""
    return count > before or count == before == 0


def new_secret() -> str:
    """Return a secret for a telephone: 160 bits in base32, as RFC 4226 recommends."""
    return random_base32()


def counter_at(at: datetime) -> int:
    """Return the number of the step of thirty seconds in which an instant lies."""
    return int(at.timestamp()) // STEP_S


def code_of(secret: str, counter: int) -> str:
    """Return the code that a telephone shows in a step."""
    return str(HOTP(secret, digits=DIGITS).at(counter))


def find_counter(secret: str, code: str, at: datetime, last: int | None) -> int | None:
    """Return the step of which `code` is the code, if it is now or close by and later than the `last` one accepted."""
    found = None
    for counter in range(counter_at(at) - DRIFT, counter_at(at) + DRIFT + 1):
        is_right = hmac.compare_digest(code_of(secret, counter).encode(), code.encode())
        if is_right and (last is None or counter > last):
            found = counter
    return found


def bare(code: str) -> str:
    """Return a code as it was meant: without spaces and hyphens, in capitals, whatever its width."""
    return "".join(each for each in unicodedata.normalize("NFKC", code).upper() if each.isalnum())


def way_of(code: str) -> Way:
    """Return what a bare code is of: six digits are a telephone's, anything else is a recovery code or nothing."""
    return Way.TOTP if len(code) == DIGITS and code.isascii() and code.isdigit() else Way.RECOVERY


def new_recovery_codes() -> list[str]:
    """Return bare recovery codes of 80 bits each."""
    return [
        "".join(secrets.choice(RECOVERY_LETTERS) for _letter in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    ]


def grouped(code: str, size: int = RECOVERY_GROUP) -> str:
    """Return a code in groups, as it is read and written down."""
    return " ".join(code[start : start + size] for start in range(0, len(code), size))


def kept_hash(key: str, user_id: int, code: str) -> str:
    """Return what is kept of a person's recovery code: worthless without the service's own key."""
    return hmac.new(key.encode(), f"recovery code of {user_id}: {code}".encode(), sha256).hexdigest()


def handle_for(key: str, user_id: int) -> str:
    """Return by which handle a person's devices know her: it tells nothing to who has not the service's own key."""
    handle = hmac.new(key.encode(), f"passkeys of {user_id}".encode(), sha256).digest()
    return urlsafe_b64encode(handle).rstrip(b"=").decode()


def grace_ends(asked_at: datetime) -> datetime:
    """Return until when who was first asked at an instant works on without a second factor."""
    return asked_at + GRACE
