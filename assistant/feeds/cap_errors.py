"""Why a CAP alert cannot be taken."""

from __future__ import annotations


class CapError(ValueError):
    """An alert that is refused as a whole. `code` is stable, `detail` says what to change."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
