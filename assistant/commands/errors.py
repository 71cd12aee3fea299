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


def wrong_settings(error: ValueError) -> CommandError | None:
    """What is wrong with the settings, without their values (they may be secret); None for other errors."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    if isinstance(error, SettingsError):
        return UsageError(f"설정을 읽을 수 없어요 ({error}). 목록은 JSON으로 적어 주세요(docs/settings.md).")
    if not isinstance(error, ValidationError) or error.title != "Settings":
        return None
    wrong = (f"GILBEOT_{'_'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in error.errors())
    return UsageError(f"설정이 잘못됐어요. {', '.join(wrong)} (docs/settings.md)")
