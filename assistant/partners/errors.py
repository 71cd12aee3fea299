"""What can go wrong with a partner, each with the words the user hears.

PartnerError
├── NotConfigured      nothing to ask yet: an address or a file is missing in the settings
├── PartnerDown        no connection, too slow, or resting after failures
└── BadPartnerAnswer   it answered, but with something that cannot be used
"""

from __future__ import annotations


class PartnerError(Exception):
    """A partner cannot answer. `excuse` is a key of data/words.toml [excuse], `detail` is for the log."""

    excuse = "down"

    def __init__(self, detail: str = "", *, excuse: str | None = None, **slots: str) -> None:
        super().__init__(detail)
        self.detail = detail
        self.excuse = excuse or type(self).excuse
        self.slots = slots


class NotConfigured(PartnerError):
    """The settings lack what the partner needs. Says so and which setting it is; not a failure."""

    excuse = "not_configured"


class PartnerDown(PartnerError):
    """It cannot be reached, hangs, or rests after failures."""

    excuse = "down"


class BadPartnerAnswer(PartnerError):
    """It answered with something that is too big, broken or hostile."""

    excuse = "bad_answer"


class PartnersFileError(Exception):
    """The partners file cannot be used. The message says where and what to do."""
