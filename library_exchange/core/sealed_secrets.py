"""Secrets of other servers that must be told again, such as a password that a library entered: sealed in the database.

A copy of the database alone opens none: the keys follow from the service's own key. Each text is sealed under a number
of its own: HMAC-SHA256 over that number and a counter makes the stream it is hidden in (NIST SP 800-108, counter mode),
and another key signs the whole (encrypt, then sign). A seal names what it is `about`, and opens for nothing else.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from itertools import count

NUMBER_BYTES = 16
MARK_BYTES = 32


class Unsealable(Exception):
    """A text that was sealed with another key, about something else, or was damaged."""


def sealed(key: str, about: str, text: str) -> str:
    """Return a secret as it may be kept."""
    number, plain = secrets.token_bytes(NUMBER_BYTES), text.encode()
    hidden = number + _hidden(key, number, plain)
    return urlsafe_b64encode(hidden + _mark(key, about, hidden)).decode("ascii")


def opened(key: str, about: str, kept: str) -> str:
    """Return the secret that was sealed. Raises Unsealable."""
    try:
        whole = urlsafe_b64decode(kept.encode("ascii"))
    except ValueError as error:
        raise Unsealable from error
    hidden, mark = whole[:-MARK_BYTES], whole[-MARK_BYTES:]
    if not hmac.compare_digest(mark, _mark(key, about, hidden)):
        raise Unsealable
    return _hidden(key, hidden[:NUMBER_BYTES], hidden[NUMBER_BYTES:]).decode()


def _key(key: str, use: str) -> bytes:
    return hmac.new(key.encode(), b"sealed secrets: " + use.encode(), sha256).digest()


def _hidden(key: str, number: bytes, text: bytes) -> bytes:
    """Return a text hidden in the stream of its number, or one that was hidden there."""
    hiding, stream = _key(key, "hide"), b""
    for block in count():
        if len(stream) >= len(text):
            break
        stream += hmac.new(hiding, number + block.to_bytes(4), sha256).digest()
    return bytes(one ^ other for one, other in zip(text, stream, strict=False))


def _mark(key: str, about: str, hidden: bytes) -> bytes:
    return hmac.new(_key(key, "sign"), about.encode() + b"\0" + hidden, sha256).digest()
