"""Secrets of other servers that must be told again, such as a password that a library entered: sealed in the database.

A copy of the database alone opens none: the key follows from the service's own (HKDF, RFC 5869). Sealed by AES-256-GCM;
a seal names what it is `about`, and opens for nothing else.
"""

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from library_exchange.core.settings import Settings

NUMBER_BYTES = 12


def own_key() -> str:
    """Return the own key of the service in whose application's context we are, by which its secrets are sealed."""
    settings: Settings = current_app.extensions["settings"]
    return settings.secret("secret_key")


class Unsealable(Exception):
    """A text that was sealed with another key, about something else, or was damaged."""


def sealed(key: str, about: str, text: str) -> str:
    """Return a secret as it may be kept."""
    number = secrets.token_bytes(NUMBER_BYTES)
    return urlsafe_b64encode(number + _seal(key).encrypt(number, text.encode(), about.encode())).decode("ascii")


def opened(key: str, about: str, kept: str) -> str:
    """Return the secret that was sealed. Raises Unsealable."""
    try:
        whole = urlsafe_b64decode(kept.encode("ascii"))
        return _seal(key).decrypt(whole[:NUMBER_BYTES], whole[NUMBER_BYTES:], about.encode()).decode()
    except (ValueError, InvalidTag) as error:
        raise Unsealable from error


def _seal(key: str) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"sealed secrets").derive(key.encode())
    return AESGCM(derived)
