"""Whether a request comes from CLOVA and is meant for us: its signature, then the extension's id."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from assistant.channels.signatures import is_signed, public_key
from assistant.settings import Settings


@dataclass(frozen=True, slots=True)
class Trust:
    """What is asked of a request. What is not set is not asked for."""

    key: RSAPublicKey | None = None
    application: str | None = None

    @classmethod
    def of(cls, config: Settings) -> Trust:
        """As the settings say. Raises `KeyFileError`."""
        path = config.clova_public_key
        return cls(public_key(path) if path else None, config.clova_application_id)

    def signed(self, signature: str | None, body: bytes) -> bool:
        """Whether the header SignatureCEK fits the body: CLOVA signs for every extension with one key."""
        return self.key is None or is_signed(self.key, signature, body)

    def ours(self, application: str) -> bool:
        """Whether it is our extension that is spoken to."""
        return self.application is None or self.application == application
