"""Whether a request comes from Alexa, now, and is meant for us."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from assistant.channels.alexa.certificates import CertificateError, Certificates
from assistant.channels.alexa.limits import TOLERANCE_S
from assistant.channels.signatures import is_signed
from assistant.settings import Settings

log = logging.getLogger(__name__)


class Refusal(StrEnum):
    """Why a request is refused."""

    SIGNATURE = "wrong_signature"
    STALE = "stale_request"
    APPLICATION = "wrong_application"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What is asked of a request: nothing, where no skill is named."""

    application: str | None = None
    certificates: Certificates = field(default_factory=Certificates)
    now: Callable[[], datetime] = _now
    """Real time, also while a scenario is replayed."""

    @classmethod
    def of(cls, config: Settings) -> Trust:
        """As the settings say."""
        return cls(application=config.alexa_application_id)

    async def signed(self, url: str | None, signature: str | None, body: bytes) -> bool:
        """Whether the header Signature-256 fits the body, by the certificate of SignatureCertChainUrl."""
        if self.application is None:
            return True
        if not url or not signature:
            return False
        try:
            key = await self.certificates.key(url, self.now())
        except CertificateError as error:
            log.warning("Alexa's certificate: %s", error)
            return False
        return is_signed(key, signature, body)

    def refusal(self, application: str, timestamp: datetime) -> Refusal | None:
        """None if a signed request may pass."""
        if self.application is None:
            return None
        if abs(self.now() - timestamp) > timedelta(seconds=TOLERANCE_S):
            return Refusal.STALE
        return None if application == self.application else Refusal.APPLICATION
