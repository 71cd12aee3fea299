"""Time expressions: exactness on the shared development set, and speed; dateparser beside it where installed.

    python benchmarks/times.py [--wrong]

The set is `temporal_dev.jsonl` in `$GILBEOT_SHARED/benchmarks` (default: ../shared/benchmarks). A case counts
as right when a found span has exactly the expected start and end. `end: null` judges the start alone;
`end_either: true` accepts an end one unit earlier or later (the end named by 까지 inclusive or exclusive).
"""

import argparse
import json
import os
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from assistant.evaluation.times import Finder, dateparser_finder, ours
from assistant.korean.times import find_times

UNITS = [timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)]
LONG_UNITS = [timedelta(days=days) for days in (28, 29, 30, 31, 365, 366)]
SENTENCES = [
    "내일 대전 내려가는 길 어때?",
    "다음 주 목요일 오전 10시에 강릉 가는데",
    "모레 새벽",
    "11월 셋째 주 금요일",
    "오후 세시 반",
    "3시부터 5시까지",
    "설 연휴에 귀성길 막힐까",
    "이번 주말 속초",
    "두 시간 뒤에 출발하면",
    "지금 잠실역 붐비나",
    "경부고속도로 막혀?",
    "12월 24일 15:30 KTX",
]


@dataclass(frozen=True, slots=True)
class Case:
    """One expression with its reference time and what it means."""

    text: str
    now: datetime
    start: datetime
    end: datetime | None
    end_either: bool
    grain: str

    def accepts(self, start: datetime, end: datetime | None) -> bool:
        """Whether an answer is right; an answer without an end (dateparser) is judged by its start."""
        if start != self.start:
            return False
        if self.end is None or end is None or end == self.end:
            return True
        return self.end_either and abs(end - self.end) in (*UNITS, *LONG_UNITS)


def read_cases() -> list[Case]:
    """The development cases, none if the shared folder is absent."""
    shared = Path(os.environ.get("GILBEOT_SHARED", Path(__file__).resolve().parents[1].parent / "shared"))
    path = shared / "benchmarks" / "temporal_dev.jsonl"
    if not path.exists():
        print(f"{path} is not there: accuracy not measured")
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    return [
        Case(
            row["text"],
            datetime.fromisoformat(row["now"]),
            datetime.fromisoformat(row["start"]),
            datetime.fromisoformat(row["end"]) if row["end"] else None,
            bool(row.get("end_either")),
            row["grain"],
        )
        for row in rows
    ]


def accuracy(name: str, find: Finder, cases: list[Case], *, show_wrong: bool) -> None:
    """Print exact matches, in all and by grain."""
    right: Counter[str] = Counter()
    total = Counter(case.grain for case in cases)
    for case in cases:
        answers = find(case.text, case.now)
        if any(case.accepts(start, end) for start, end in answers):
            right[case.grain] += 1
        elif show_wrong:
            print(f"  {case.text!r} wanted {case.start} .. {case.end}, got {answers}")
    hits = sum(right.values())
    grains = ", ".join(f"{grain} {right[grain]}/{count}" for grain, count in sorted(total.items()))
    print(f"{name}: {hits}/{len(cases)} exact ({hits / len(cases):.1%}); {grains}")


def speed(name: str, find: Finder, texts: list[str], seconds: float = 2.0) -> None:
    """Print expressions a second on one core, after one warm-up pass."""
    now = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - the shared set is naive too
    for text in texts:
        find(text, now)
    done, begun = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - begun) < seconds:
        for text in texts:
            find(text, now)
        done += len(texts)
    print(f"{name}: {done / elapsed:,.0f} expressions/s")


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--wrong", action="store_true", help="list the cases that are wrong")
    show_wrong = options.parse_args().wrong
    begun = time.perf_counter()
    find_times("내일", datetime(2026, 11, 24))  # noqa: DTZ001
    print(f"first call (tables, patterns): {1000 * (time.perf_counter() - begun):.0f} ms")
    cases = read_cases()
    texts = [case.text for case in cases] or SENTENCES
    baseline = dateparser_finder()
    if baseline is None:
        print("dateparser is not installed: no baseline")
    for name, find in (("gilbeot", ours), ("dateparser", baseline)):
        if find is None:
            continue
        if cases:
            accuracy(name, find, cases, show_wrong=show_wrong)
        speed(f"{name}, expressions", find, texts)
        speed(f"{name}, sentences", find, SENTENCES)


if __name__ == "__main__":
    main()
