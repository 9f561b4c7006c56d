"""How a delivery proves that it is ours, after Standard Webhooks: HMAC-SHA256 over id, instant and body.

No secret is kept. It follows from the service's own key and a seed that stands with the address: a copy of the database
alone signs nothing.
"""

import hmac
import secrets
from base64 import b64encode
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

MARK = "whsec_"
BOTH_HOLD = timedelta(hours=24)
"""So long the secret before the last one signs, too."""


def new_seed() -> str:
    """Return what a new secret is made from."""
    return secrets.token_hex(32)


def secret_from(key: str, seed: str) -> bytes:
    """Return the secret that follows from the service's own key and a seed."""
    return hmac.new(key.encode(), b"webhook:" + seed.encode(), sha256).digest()


def as_shown(secret: bytes) -> str:
    """Return a secret as it is shown this once, and as programs take it."""
    return MARK + b64encode(secret).decode()


def digest(secret: bytes) -> str:
    """Return by what a secret is known again, though it cannot be read from it."""
    return sha256(secret).hexdigest()


def signatures(held: Iterable[bytes], message_id: str, at: datetime, body: str) -> str:
    """Return the header `webhook-signature`: a signature by each secret that holds."""
    signed = f"{message_id}.{int(at.timestamp())}.{body}".encode()
    made = (b64encode(hmac.new(secret, signed, sha256).digest()).decode() for secret in held)
    return " ".join(f"v1,{each}" for each in made)


def headers(held: Iterable[bytes], message_id: str, at: datetime, body: str) -> dict[str, str]:
    """Return the headers of a delivery at `at`."""
    return {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures(held, message_id, at, body),
    }
