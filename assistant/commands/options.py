"""Options and checks that several commands share."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from assistant.clock import parse_moment
from assistant.commands.errors import UsageError

Now = Annotated[str | None, typer.Option("--now", help="이 시각이라고 치고 답해요 (ISO 8601).")]
ScenarioName = Annotated[
    str | None, typer.Option("--scenario", help="기록된 실제 상황을 재생해요 (gilbeot scenarios).")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON으로 출력해요.")]

MAX_LINE = 100_000
"""Longest line of JSONL input, in characters."""


def moment(text: str | None) -> datetime | None:
    """The value of `--now`."""
    if text is None:
        return None
    try:
        return parse_moment(text)
    except ValueError as error:
        raise UsageError(f"--now: {error}") from None


def scenario_now(name: str | None, now: datetime | None) -> datetime | None:
    """The moment to answer for: `--now`, else the scenario's own suggestion. Checks the name."""
    if name is None:
        return now
    from assistant.feeds.scenarios import UnknownScenarioError, load_scenario

    try:
        return now or load_scenario(name).meta.suggested_now
    except UnknownScenarioError as error:
        raise UsageError(str(error)) from None


def json_lines(path: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """(line number, object) for each line of a JSONL file or "-"; a string is what is wrong with a line."""
    if path == "-":
        yield from _lines(sys.stdin)
        return
    file = Path(path)
    if not file.is_file():
        raise UsageError(f"{path} 파일이 없어요. JSONL 파일 이름이나 -를 주세요.")
    with file.open(encoding="utf-8", errors="replace") as stream:
        yield from _lines(stream)


def _lines(stream: Any) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        if len(line) > MAX_LINE:
            yield number, f"line {number}: longer than {MAX_LINE} characters"
            continue
        try:
            document = json.loads(line)
        except ValueError as error:
            yield number, f"line {number}: not JSON ({error})"
            continue
        if not isinstance(document, dict) or not isinstance(document.get("text"), str):
            yield number, f'line {number}: an object with a string "text" is needed'
            continue
        yield number, document


def line_moment(document: dict[str, Any], default: datetime) -> datetime:
    """The "now" of one JSONL line. Raises ValueError."""
    given = document.get("now")
    if given is None:
        return default
    if not isinstance(given, str):
        raise ValueError('"now" must be an ISO 8601 string')
    return parse_moment(given)
