"""A platform's user ids, replaced by keyed hashes: the same person stays the same, nobody can tell who."""

from __future__ import annotations

import hashlib
import hmac
import logging
import os
import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr

log = logging.getLogger(__name__)

_BYTES = 32


class Pseudonyms:
    """Names for users of one platform. Without the key they cannot be traced back to ids."""

    def __init__(self, platform: str, key: bytes) -> None:
        self._platform, self._key = platform, key

    @classmethod
    def of(cls, platform: str, secret: SecretStr | None, folder: Path) -> Pseudonyms:
        """With the given secret; else with the one kept in `folder`, made on first use."""
        if secret:
            return cls(platform, secret.get_secret_value().encode())
        try:
            return cls(platform, kept_key(folder / f"{platform}.key"))
        except OSError as error:
            log.warning("%s: no key can be kept (%s): conversations end with this process", platform, error)
            return cls(platform, secrets.token_bytes(_BYTES))

    def of_user(self, bot: str, user: str) -> str:
        """ "kakao-3f5a…": one for a person in one bot."""
        given = b"\0".join(part.encode("utf-8", "surrogatepass") for part in (self._platform, bot, user))
        digest = hmac.new(self._key, given, hashlib.sha256).hexdigest()
        return f"{self._platform}-{digest[:32]}"


def kept_key(path: Path) -> bytes:
    """The key in that file, its owner's only; made if it is not there. Raises OSError, ValueError."""
    if not path.exists():
        _make(path)
    key = path.read_bytes().strip()
    if len(key) < _BYTES:
        raise ValueError(f"{path} holds no key of {_BYTES} bytes or more. Delete it to have one made.")
    return key


def _make(path: Path) -> None:
    """A link appears whole or not at all: of several processes that start, one wins and all read its key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(_BYTES).encode())
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()
