"""A device that keeps one passkey (ES256), as browser and authenticator together answer a page."""

import json
import secrets
import struct
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

ORIGIN = "https://bridge.example"
PRESENT, VERIFIED, ATTESTED = 1, 4, 64


class SoftKey:
    """A passkey that counts its signatures, at `origin`; it makes sure who holds it if it `verifies`."""

    def __init__(self, origin: str = ORIGIN, *, verifies: bool = True, counts: bool = True) -> None:
        self.origin, self.verifies, self.counts = origin, verifies, counts
        self.count, self.handle = 0, ""
        self.id = secrets.token_bytes(32)
        self.private = ec.generate_private_key(ec.SECP256R1())

    def made(self, options: str, host: str = "") -> str:
        """Return what a browser sends when the key is made as `options` ask."""
        asked = json.loads(options)
        self.handle = asked["user"]["id"]
        point = self.private.public_key().public_numbers()
        numbers = {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(numbers)
        data = self._data(host or asked["rp"]["id"], ATTESTED) + attested
        made = {"fmt": "none", "attStmt": {}, "authData": data}
        client = self._client("webauthn.create", asked["challenge"])
        return self._written({"clientDataJSON": client, "attestationObject": cbor2.dumps(made)})

    def signed(self, options: str, host: str = "") -> str:
        """Return what a browser sends when the key signs what `options` ask."""
        asked = json.loads(options)
        self.count += self.counts
        data = self._data(host or asked["rpId"])
        client = self._client("webauthn.get", asked["challenge"])
        signature = self.private.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._written(
            {
                "clientDataJSON": client,
                "authenticatorData": data,
                "signature": signature,
                "userHandle": base64url_to_bytes(self.handle),
            }
        )

    def _data(self, host: str, more: int = 0) -> bytes:
        flags = PRESENT | (VERIFIED if self.verifies else 0) | more
        return sha256(host.encode()).digest() + bytes([flags]) + struct.pack(">I", self.count)

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(told).encode()

    def _written(self, response: dict[str, bytes]) -> str:
        named = {"id": bytes_to_base64url(self.id), "rawId": bytes_to_base64url(self.id), "type": "public-key"}
        told = {name: bytes_to_base64url(value) for name, value in response.items()}
        return json.dumps(named | {"response": told, "clientExtensionResults": {}})
