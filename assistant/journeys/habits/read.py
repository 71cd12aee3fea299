"""A file of any known kind, read and learned from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from assistant.journeys.habits.google import read_google
from assistant.journeys.habits.learn import Learner
from assistant.journeys.habits.model import Habits
from assistant.journeys.habits.points import HistoryUnreadable, Point, Progress, Stay, quiet
from assistant.journeys.habits.stays import stays
from assistant.journeys.habits.tracks import read_gpx, read_owntracks

READERS = {".json": read_google, ".gpx": read_gpx, ".rec": read_owntracks}


def read_history(path: Path, progress: Progress = quiet) -> Iterator[Point | Stay]:
    """Points and stays of one file. Raises `HistoryUnreadable`."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise HistoryUnreadable(f"{path.name}: 구글 위치 기록(.json), .gpx, .rec 파일만 읽을 수 있어요.")
    yield from reader(path, progress)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """The files, and those in folders, by name: exports come as one file a month. Links are not followed."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix.lower() in READERS)
            found += sorted((p for p in inside if p.is_file() and not p.is_symlink()), key=_by_month)
        else:
            found.append(path)
    return found


def learn(paths: Iterable[Path], progress: Progress = quiet) -> Habits | None:
    """The habits in these files, in their order; None if they are too thin. Raises `HistoryUnreadable`."""
    learner = Learner()
    for path in paths:
        learner.take(stays(read_history(path, progress)))
    return learner.habits()


_MONTHS = (
    "JANUARY", "FEBRUARY", "MARCH", "APRIL", "MAY", "JUNE",
    "JULY", "AUGUST", "SEPTEMBER", "OCTOBER", "NOVEMBER", "DECEMBER",
)  # fmt: skip


def _by_month(path: Path) -> tuple[str, int, str]:
    """ "2021_MARCH.json" before "2021_APRIL.json"."""
    year, _, month = path.stem.partition("_")
    known = month.upper() in _MONTHS
    return year, _MONTHS.index(month.upper()) if known else -1, str(path)
