"""Files sealed for a passphrase or for the holder of a key: backups that may lie anywhere.

A file begins with a line of JSON that says how its key is found: from a passphrase by scrypt (RFC 7914), or from an
X25519 key agreement (RFC 7748) of which the private half is kept elsewhere. Its pieces follow, each sealed by
ChaCha20-Poly1305 (RFC 8439) under its number and whether it is the last: none can be left out, doubled or exchanged.
"""

import json
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORM = "library-exchange sealed 1"
PIECE = 1 << 20
TAG = 16
LONGEST_HEAD = 1000
WORK = {"n": 1 << 16, "r": 8, "p": 1}
"""What scrypt costs: 64 MB and a third of a second."""
PUBLIC, PRIVATE = "lx-backup-public-", "lx-backup-private-"
Key = Callable[[dict[str, Any]], bytes]
"""Finds the key of a file by its first line; raises NotOpened."""


class NotOpened(Exception):
    """A file is not sealed by us, was sealed for another key or passphrase, or was damaged."""


def new_pair() -> tuple[str, str]:
    """Return a private key and its public one."""
    private = X25519PrivateKey.generate()
    return PRIVATE + _told(private.private_bytes_raw()), PUBLIC + _told(private.public_key().public_bytes_raw())


def for_holder(public: str) -> tuple[dict[str, Any], bytes]:
    """Return the first line of a file for who holds the private half of `public`, and the key of that file."""
    receiver = X25519PublicKey.from_public_bytes(_bytes(public, PUBLIC))
    ours = X25519PrivateKey.generate()
    own = ours.public_key().public_bytes_raw()
    return {"by": "x25519", "share": _told(own), "for": public}, _agreed(ours.exchange(receiver), own)


def for_passphrase(passphrase: str) -> tuple[dict[str, Any], bytes]:
    """Return the first line of a file for who knows the passphrase, and the key of that file."""
    salt = secrets.token_bytes(16)
    return {"by": "scrypt", "salt": _told(salt), **WORK}, _stretched(passphrase, salt)


def with_private(private: str) -> Key:
    """Return how a file is opened by a private key."""

    def found(head: dict[str, Any]) -> bytes:
        if head.get("by") != "x25519":
            raise NotOpened("it was sealed with a passphrase, not for a key")
        own, share = _bytes(private.strip(), PRIVATE), _bytes(str(head.get("share")))
        return _agreed(_exchanged(own, share), share)

    return found


def with_passphrase(passphrase: str) -> Key:
    """Return how a file is opened by a passphrase."""

    def found(head: dict[str, Any]) -> bytes:
        if head.get("by") != "scrypt" or {name: head.get(name) for name in WORK} != WORK:
            raise NotOpened("it was sealed for a key, not with a passphrase")
        return _stretched(passphrase, _bytes(str(head.get("salt"))))

    return found


class Sealing:
    """A stream into a sealed file; closed, it writes the last piece."""

    def __init__(self, file: BinaryIO, head: dict[str, Any], key: bytes) -> None:
        self._file, self._cipher = file, ChaCha20Poly1305(key)
        self._kept, self._number = bytearray(), 0
        self._head = json.dumps({"form": FORM, **head}).encode() + b"\n"
        file.write(self._head)

    def write(self, data: bytes) -> int:
        """Seal what fills a piece; the rest waits."""
        self._kept += data
        while len(self._kept) > PIECE:
            self._put(bytes(self._kept[:PIECE]), is_last=False)
            del self._kept[:PIECE]
        return len(data)

    def close(self) -> None:
        """Write the last piece: without it the file is not whole."""
        self._put(bytes(self._kept), is_last=True)

    def _put(self, piece: bytes, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last), piece, self._head))
        self._number += 1


def head_of(file: BinaryIO) -> dict[str, Any]:
    """Return the first line of a sealed file; raises NotOpened."""
    return _head_of(file)[0]


def _head_of(file: BinaryIO) -> tuple[dict[str, Any], bytes]:
    line = file.readline(LONGEST_HEAD)
    try:
        head = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotOpened("it is no sealed file of this service") from error
    if not isinstance(head, dict) or head.get("form") != FORM:
        raise NotOpened("it is no sealed file of this service")
    return head, line


def opened(file: BinaryIO, key: Key) -> Iterator[bytes]:
    """Yield the pieces of a sealed file; raises NotOpened where one is not as it was sealed, or the last is missing."""
    head, line = _head_of(file)
    cipher, number = ChaCha20Poly1305(key(head)), 0
    piece = file.read(PIECE + TAG)
    while True:
        after = file.read(PIECE + TAG)
        try:
            yield cipher.decrypt(_nonce(number, not after), piece, line)
        except InvalidTag as error:
            raise NotOpened("the key or passphrase is another, or the file is damaged") from error
        if not after:
            return
        piece, number = after, number + 1


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


def _exchanged(own: bytes, share: bytes) -> bytes:
    """Return what two halves agree on; raises NotOpened for one of wrong length or low order."""
    try:
        return X25519PrivateKey.from_private_bytes(own).exchange(X25519PublicKey.from_public_bytes(share))
    except ValueError as error:
        raise NotOpened("the key is not whole, or the file is damaged") from error


def _agreed(shared: bytes, share: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=share, info=FORM.encode()).derive(shared)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **WORK).derive(passphrase.encode())


def _told(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _bytes(told: str, beginning: str = "") -> bytes:
    if not told.startswith(beginning):
        raise NotOpened(f"a key begins with {beginning}")
    text = told.removeprefix(beginning)
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise NotOpened("this is not a key") from error
