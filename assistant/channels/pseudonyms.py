"""A platform's user ids, replaced by keyed hashes: the same person stays the same, nobody can tell who."""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from pathlib import Path

from pydantic import SecretStr

from assistant.store.keyfile import KEY_BYTES, kept_key

log = logging.getLogger(__name__)


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
            return cls(platform, secrets.token_bytes(KEY_BYTES))

    def of_user(self, bot: str, user: str) -> str:
        """ "kakao-3f5a…": one for a person in one bot."""
        given = b"\0".join(part.encode("utf-8", "surrogatepass") for part in (self._platform, bot, user))
        digest = hmac.new(self._key, given, hashlib.sha256).hexdigest()
        return f"{self._platform}-{digest[:32]}"
