"""Labelled lines: which sets there are, where they lie, and how they are read.

Intents: TSV `intent<TAB>text`. Slots: JSONL `{"text", "now", "intent", "slots": {}, "unjudged"?: []}`, where
a place is its name in the gazetteer (or "@home", "@work", "@here", "@there"; or {"name", "region"}), a time
`{"start", "end"}` with an exclusive end or null, mode and hazard their values; a list names equally right
values. Times: JSONL `{"text", "now", "start", "end", "grain", "end_either"?}`. Outside: plain chit-chat.
"""

from __future__ import annotations

import csv
import json
import os
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from assistant.settings import ROOT

_DATA = Path(__file__).with_name("data") / "evaluation.toml"
SLOTS = ("origin", "destination", "place", "time", "mode", "hazard")
"""The slots of the contract."""
_UNITS = {"d": ("day", 1440), "w": ("week", 10080), "h": ("hour", 60), "m": ("minute", 1)}
_OWN_NOW = "2026-11-24T09:30:00"


class DataError(ValueError):
    """A line of a data set is wrong; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Something said, with what it means."""

    text: str
    now: datetime | None = None
    """When it was said; None where that does not matter."""
    intent: str | None = None
    slots: Mapping[str, Any] | None = None
    """Wanted values; a slot that is not named was not said."""
    unjudged: frozenset[str] = frozenset()
    """Slots whose value is a matter of taste in this line, and "intent" where two intents are as good."""
    start: datetime | None = None
    end: datetime | None = None
    """None: only the start is judged."""
    end_either: bool = False
    """An end one unit earlier or later is right as well."""
    grain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """Lines of one kind."""

    name: str
    task: str
    """intents, slots, times or outside."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sets:
    """What will be measured, and what could not be."""

    present: tuple[DataSet, ...]
    absent: tuple[str, ...]
    """"task: name (path)" of the sets that are not on this machine."""

    def of(self, task: str) -> tuple[DataSet, ...]:
        """The sets of a task."""
        return tuple(data for data in self.present if data.task == task)


@cache
def _config() -> dict[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def travel_intents() -> frozenset[str]:
    """Intents that small talk must not be taken for."""
    return frozenset(_config()["intents"]["travel"])


@cache
def _kinds() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((entry["name"], re.compile(entry["pattern"])) for entry in _config()["kind"])


def kind_of_time(text: str) -> str:
    """The kind of a time expression, for the table: range, named day, distance, weekday ..."""
    return next(name for name, pattern in _kinds() if pattern.search(text))


def shared_folder() -> Path:
    """Where development data that may not be committed lie."""
    return Path(os.environ.get("GILBEOT_SHARED", ROOT.parent / "shared"))


def standard_sets() -> Sets:
    """The sets of the project."""
    present, absent = [], []
    for task, entries in _config()["sets"].items():
        for entry in entries:
            path = (
                shared_folder() / entry["path"][2:]
                if entry["path"].startswith("@/")
                else ROOT / entry["path"]
            )
            if path.is_file():
                present.append(read(task, path, entry["name"]))
            else:
                absent.append(f"{task}: {entry['name']} ({entry['path'].replace('@', '$GILBEOT_SHARED')})")
    return Sets(present=tuple(present), absent=tuple(absent))


def read(task: str, path: Path, name: str | None = None) -> DataSet:
    """One file. Raises `DataError` for a line that cannot be read or a file without lines."""
    reader = {"intents": _intents, "slots": _slots, "times": _times, "outside": _outside}[task]
    try:
        lines = tuple(reader(path))
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}") from error
    if not lines:
        raise DataError(f"{path}: no lines of the kind {task!r}")
    return DataSet(name=name or path.stem, task=task, lines=lines)


def sample(data: DataSet, limit: int) -> DataSet:
    """At most `limit` lines, evenly spread over the set so that every run measures the same ones."""
    count = len(data.lines)
    if count <= limit:
        return data
    return replace(data, lines=tuple(data.lines[i * count // limit] for i in range(limit)))


def _intents(path: Path) -> Iterator[Line]:
    with path.open(encoding="utf-8") as stream:
        for number, row in enumerate(csv.reader(stream, delimiter="\t", quoting=csv.QUOTE_NONE), 1):
            if not row or row[0].startswith("#") or row[:2] == ["intent", "text"]:
                continue
            if len(row) < 2 or not row[1].strip():
                raise DataError(f"{path}:{number}: intent<TAB>text is needed")
            yield Line(intent=row[0].strip(), text=row[1].strip())


def _outside(path: Path) -> Iterator[Line]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield Line(text=line.strip(), intent="out_of_scope")


def _documents(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            document = json.loads(line)
        except ValueError as error:
            raise DataError(f"{path}:{number}: not JSON ({error})") from error
        if not isinstance(document, dict) or any(key not in document for key in needed):
            raise DataError(f"{path}:{number}: an object with {', '.join(needed)} is needed")
        yield number, document


def _slots(path: Path) -> Iterator[Line]:
    for number, document in _documents(path, ("text", "now", "slots")):
        unknown = set(document["slots"]) - {*SLOTS, "via"}
        if unknown:
            raise DataError(f"{path}:{number}: no such slot: {', '.join(sorted(unknown))}")
        yield Line(
            text=document["text"],
            now=_moment(document["now"], path, number),
            intent=document.get("intent"),
            slots=document["slots"],
            unjudged=frozenset(document.get("unjudged", ())),
        )


def _times(path: Path) -> Iterator[Line]:
    if path.suffix == ".tsv":
        yield from _time_table(path)
        return
    for number, document in _documents(path, ("text", "now", "start")):
        end = document.get("end")
        yield Line(
            text=document["text"],
            now=_moment(document["now"], path, number),
            start=_moment(document["start"], path, number),
            end=_moment(end, path, number) if end else None,
            end_either=bool(document.get("end_either")),
            grain=document.get("grain", ""),
        )


def _time_table(path: Path) -> Iterator[Line]:
    """The table of our own tests: text, now (. for a fixed one), start, end (or a unit, or -), role."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if len(fields) < 4:
            raise DataError(f"{path}:{number}: text, now, start and end are needed")
        text, now, start_text, end_text = fields[:4]
        start = _moment(start_text, path, number)
        grain, end = "range", None
        if end_text in _UNITS:
            grain, minutes = _UNITS[end_text]
            end = start + timedelta(minutes=minutes)
        elif end_text == "M":
            grain, end = "month", (start + timedelta(days=32)).replace(day=1)
        elif end_text != "-":
            end = _moment(end_text, path, number)
        yield Line(
            text=text,
            now=_moment(_OWN_NOW if now == "." else now, path, number),
            start=start,
            end=end,
            grain=grain,
        )


def _moment(text: str, path: Path, number: int) -> datetime:
    """Local time of Korea without a zone, as all sets have it."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except (TypeError, ValueError) as error:
        raise DataError(f"{path}:{number}: not an ISO 8601 time: {text!r}") from error
