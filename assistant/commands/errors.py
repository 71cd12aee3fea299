"""What a command may fail with, in words for the user."""

from __future__ import annotations


class CommandError(Exception):
    """A clear message and an exit status: 2 for wrong input, 1 for anything else."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class UsageError(CommandError):
    """The input is wrong; the message says what to write."""

    def __init__(self, message: str) -> None:
        super().__init__(message, status=2)
