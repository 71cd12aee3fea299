"""Signatures of requests: RSA (PKCS #1 v1.5) with SHA-256 over the body as it came.

Only public keys are here, so nothing can be learned from how long a check takes.
"""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key

_LONGEST = 2048
"""Characters of a signature that is looked at; one of 4,096 bits has 684."""
_FEWEST_BITS = 2048


class KeyFileError(ValueError):
    """The file holds no key that signatures can be checked with. The text says what to do."""


def public_key(path: Path) -> RSAPublicKey:
    """The RSA key of a PEM file (`-----BEGIN PUBLIC KEY-----`). Raises `KeyFileError`."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise KeyFileError(f"{path} cannot be read ({error.strerror}): put the public key there") from None
    except ValueError:
        raise KeyFileError(f"{path} is no public key in PEM: download it anew") from None
    if not isinstance(key, RSAPublicKey) or key.key_size < _FEWEST_BITS:
        raise KeyFileError(f"{path} is no RSA key of {_FEWEST_BITS} bits or more: download it anew")
    return key


def is_signed(key: RSAPublicKey, signature: str | None, body: bytes) -> bool:
    """Whether the Base64 signature is that of the body. Never raises."""
    if not signature or len(signature) > _LONGEST:
        return False
    try:
        key.verify(base64.b64decode(signature, validate=True), body, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
