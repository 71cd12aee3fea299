"""What readers of location histories give: points and stays in time; and what can be wrong with a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

WORST_M = 500.0
"""A point that may be farther off than this (metres) says nothing."""


class HistoryUnreadable(Exception):
    """The file is no location history that is known here. The message says so in Korean."""


@dataclass(frozen=True, slots=True)
class Point:
    """Where somebody was at a moment."""

    at: datetime
    """Aware."""
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Stay:
    """Where somebody was from when to when."""

    start: datetime
    end: datetime
    lat: float
    lon: float


class Progress(Protocol):
    """Told now and then how far a reader is."""

    def __call__(self, done: int, whole: int) -> None:
        """Bytes of the file."""


def quiet(done: int, whole: int) -> None:
    """Nobody looks."""


def moment(text: object) -> datetime | None:
    """An ISO 8601 time, or milliseconds since 1970 as Google once wrote them; None if it is neither."""
    try:
        if isinstance(text, str) and not text.isdigit():
            found = datetime.fromisoformat(text)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found
        if isinstance(text, str | int):
            return datetime.fromtimestamp(int(text) / 1000.0, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def on_earth(lat: object, lon: object) -> tuple[float, float] | None:
    """Degrees, if both are numbers and such a place exists."""
    try:
        here = float(lat), float(lon)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None
    return here if abs(here[0]) <= 90.0 and abs(here[1]) <= 180.0 else None


def size_of(path: Path) -> int:
    """Bytes. Raises `HistoryUnreadable`."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise HistoryUnreadable(f"{path.name} 을 읽을 수 없어요 ({error.strerror}).") from error
