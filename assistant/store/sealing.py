"""Personal data at rest: AES-256-GCM over JSON, and keyed hashes where something has to be found again.

A sealed text is bound to what it belongs to (the row's table and id), so that rows cannot be swapped. The key
comes from the setting or from a file that this machine made for itself; it is never in the database.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import SecretStr

from assistant.store.keyfile import kept_key, keyring_key

KEY_FILE = "data.key"
NONCE = 12
"""Bytes that begin whatever is sealed, never the same twice; as long as NIST SP 800-38D wants them."""


class SealError(Exception):
    """Something sealed cannot be read: another key, or changed by somebody else."""


class Sealer:
    """Seals and opens JSON with one key."""

    def __init__(self, secret: bytes) -> None:
        self._cipher = AESGCM(_derived(secret, b"gilbeot data"))
        self._names = _derived(secret, b"gilbeot names")

    @classmethod
    def of(cls, secret: SecretStr | None, folder: Path, *, keyring: bool = False) -> Sealer:
        """With the given secret, else with that of the system's keyring or the one kept in `folder`.

        Raises OSError, ValueError."""
        if secret is not None:
            return cls(secret.get_secret_value().encode())
        path = folder / KEY_FILE
        return cls(keyring_key(path) if keyring else kept_key(path))

    def seal(self, document: Any, belongs_to: str) -> bytes:
        """The JSON of the document, unreadable without the key."""
        nonce = secrets.token_bytes(NONCE)
        plain = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
        return nonce + self._cipher.encrypt(nonce, plain, belongs_to.encode())

    def open(self, sealed: bytes, belongs_to: str) -> Any:
        """What was sealed for the same thing with the same key. Raises `SealError`."""
        try:
            plain = self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], belongs_to.encode())
        except (InvalidTag, ValueError) as error:
            raise SealError(
                "The key of the stored data is another one than when they were stored."
            ) from error
        return json.loads(plain)

    def tag(self, *parts: str) -> str:
        """32 hex digits under which the same parts are found again, and which tell nothing of them."""
        text = b"\0".join(part.encode("utf-8", "surrogatepass") for part in parts)
        return hmac.new(self._names, text, hashlib.sha256).hexdigest()[:32]


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose).derive(secret)
