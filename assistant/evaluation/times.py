"""Scores of time expressions: the exact start and end, by grain and by kind; dateparser as the baseline."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.evaluation.datasets import Line, kind_of_time

Found = Sequence[tuple[datetime, datetime | None]]
Finder = Callable[[str, datetime], Found]
_UNITS = frozenset(
    [timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)]
    + [timedelta(days=days) for days in (28, 29, 30, 31, 365, 366)]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeScore:
    """How many expressions were read exactly."""

    total: int
    right: int
    by_grain: Mapping[str, tuple[int, int]]
    """grain -> (right, all)."""
    by_kind: Mapping[str, tuple[int, int]]
    wrong: tuple[tuple[str, str, str], ...]
    """(wanted, found, text)."""

    @property
    def exact(self) -> float:
        """Share read exactly."""
        return self.right / self.total if self.total else 0.0


def accepts(line: Line, start: datetime, end: datetime | None) -> bool:
    """Whether an answer is right. An answer without an end (dateparser) is judged by its start."""
    if start != line.start:
        return False
    if line.end is None or end is None or end == line.end:
        return True
    return line.end_either and abs(end - line.end) in _UNITS


def score_times(answers: Iterable[tuple[Line, Found]]) -> TimeScore:
    """Scores (line, what was found) pairs; one right find in a line is enough."""
    right, total, wrong = 0, 0, []
    tables: tuple[Counter[tuple[str, bool]], Counter[tuple[str, bool]]] = (Counter(), Counter())
    for line, found in answers:
        good = any(accepts(line, start, end) for start, end in found)
        right += good
        total += 1
        for table, name in zip(tables, (line.grain or "?", kind_of_time(line.text)), strict=True):
            table[name, good] += 1
        if not good:
            told = ", ".join(f"{start}..{end or ''}" for start, end in found) or "-"
            wrong.append((f"{line.start}..{line.end or ''}", told, line.text))
    by_grain, by_kind = (
        {name: (t[name, True], t[name, True] + t[name, False]) for name in sorted({n for n, _ in t})}
        for t in tables
    )
    return TimeScore(total=total, right=right, by_grain=by_grain, by_kind=by_kind, wrong=tuple(wrong))


def ours(text: str, now: datetime) -> Found:
    """The finder of this project."""
    from assistant.korean.times import find_times

    return [(span.start, span.end) for span in find_times(text, now)]


def dateparser_finder() -> Finder | None:
    """dateparser with Korean fixed: the whole text, else what it finds in it. None if it is not installed."""
    try:
        parser = importlib.import_module("dateparser")
        search = importlib.import_module("dateparser.search")
    except ImportError:
        return None

    def find(text: str, now: datetime) -> Found:
        options = {"RELATIVE_BASE": now, "PREFER_DATES_FROM": "future"}
        whole = parser.parse(text, languages=["ko"], settings=options)
        if whole is not None:
            return [(whole, None)]
        parts = search.search_dates(text, languages=["ko"], settings=options) or []
        return [(value, None) for _, value in parts]

    return find
