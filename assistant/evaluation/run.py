"""Runs the measurements and gathers the results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.evaluation.damage import damaged
from assistant.evaluation.datasets import DataSet, Sets
from assistant.evaluation.intents import OUTSIDE, IntentScore, same_intent, score_intents
from assistant.evaluation.outside import OutsideScore, Verdict, score_outside
from assistant.evaluation.slots import SlotScore, score_slots
from assistant.evaluation.systems import Answer, System
from assistant.evaluation.times import Finder, TimeScore, score_times
from assistant.evaluation.training import seen_in_training
from assistant.korean.noise import Kind

Progress = Callable[[str], None]
CLEAN = 0
"""Noise level of a set as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Time a line takes, in milliseconds."""

    lines: int
    p50: float
    p95: float
    slowest: float


@dataclass(slots=True, kw_only=True)
class Results:
    """Everything measured. Keys are (system, set, noise level) unless told otherwise."""

    intents: dict[tuple[str, str, int], IntentScore] = field(default_factory=dict)
    slots: dict[tuple[str, str, int], SlotScore] = field(default_factory=dict)
    times: dict[tuple[str, str, int], TimeScore] = field(default_factory=dict)
    by_kind: dict[tuple[str, str, str], SlotScore] = field(default_factory=dict)
    """(system, set, kind of noise) -> slots of the lines that this kind alone could change."""
    outside: dict[tuple[str, str], OutsideScore] = field(default_factory=dict)
    """(system, sets)."""
    latency: dict[str, Latency] = field(default_factory=dict)
    """By system; over the clean lines."""
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)
    """(task, set) -> lines."""
    seen: dict[tuple[str, str], int] = field(default_factory=dict)
    """(task, set) -> lines that are also training examples."""
    absent: tuple[str, ...] = ()
    notes: list[str] = field(default_factory=list)
    """What a reader must know to judge the numbers."""


async def measure(
    systems: Sequence[System],
    finders: Sequence[tuple[str, Finder]],
    sets: Sets,
    *,
    levels: Sequence[int] = (1, 2),
    seed: int = 1,
    copies: int = 3,
    progress: Progress = lambda _: None,
) -> Results:
    """Measures every system and time finder on every set, clean and at each noise level.

    Noisy sets hold `copies` damaged versions of each line, so that one unlucky draw does not decide.
    """
    results = Results(
        absent=sets.absent,
        sizes={(data.task, data.name): len(data.lines) for data in sets.present},
        seen={
            (data.task, data.name): seen_in_training(data) for data in sets.present if data.task != "times"
        },
    )
    versions = [
        (level, data.task, damaged(data, level, seed, copies=copies) if level else data)
        for level in (CLEAN, *levels)
        for data in sets.present
        if level == CLEAN or data.task != "outside"
    ]
    for name, find in finders:
        for level, task, data in versions:
            if task == "times":
                progress(f"{name}: {data.name}, noise {level}")
                found = [(line, find(line.text, line.now)) for line in data.lines if line.now]
                results.times[name, data.name, level] = score_times(found)
    for system in systems:
        await _measure_system(results, system, versions, progress)
        if levels:
            for data in sets.of("slots"):
                await _measure_kinds(results, system, data, seed, progress)
    return results


async def _measure_kinds(
    results: Results, system: System, data: DataSet, seed: int, progress: Progress
) -> None:
    """The slots of one set under each kind of noise alone."""
    for kind in Kind:
        progress(f"{system.name}: {data.name}, {kind}")
        worse = damaged(data, 1, seed, kinds={kind})
        if worse.lines:
            results.by_kind[system.name, data.name, kind] = score_slots(
                [(line, (await system.answer(line)).slots) for line in worse.lines]
            )


async def _measure_system(
    results: Results, system: System, versions: Sequence[tuple[int, str, DataSet]], progress: Progress
) -> None:
    seconds: list[float] = []
    verdicts: dict[str, list[Verdict]] = {"intents": [], "outside": []}
    for level, task, data in versions:
        if task == "times" or (task != "slots" and "intents" not in system.tasks):
            continue
        progress(f"{system.name}: {data.name}, noise {level}")
        answers = [await system.answer(line) for line in data.lines]
        if level == CLEAN:
            seconds += [answer.seconds for answer in answers]
            verdicts.setdefault(task, []).extend(_verdicts(data, answers))
        _score(results, system, data, level, answers)
    results.latency[system.name] = latency(seconds)
    inside = [verdict for verdict in verdicts["intents"] if verdict.inside]
    # Small talk has no lines meant for us: its false rejections are those of the labelled lines.
    for label, rows in (
        ("labelled lines", verdicts["intents"]),
        ("small talk", verdicts["outside"] and [*inside, *verdicts["outside"]]),
    ):
        if rows and "intents" in system.tasks:
            results.outside[system.name, label] = score_outside(rows)


def _verdicts(data: DataSet, answers: Sequence[Answer]) -> list[Verdict]:
    return [
        Verdict(inside=same_intent(line.intent) != OUTSIDE, found=answer.intent, confidence=answer.confidence)
        for line, answer in zip(data.lines, answers, strict=True)
        if line.intent
    ]


def _score(results: Results, system: System, data: DataSet, level: int, answers: Sequence[Answer]) -> None:
    """Adds the scores of one set."""
    key = (system.name, data.name if data.task != "slots" else f"slots: {data.name}", level)
    if data.task in ("intents", "slots") and "intents" in system.tasks:
        results.intents[key] = score_intents(
            (line.intent, answer.intent, line.text)
            for line, answer in zip(data.lines, answers, strict=True)
            if line.intent and "intent" not in line.unjudged
        )
    if data.task == "slots" and "slots" in system.tasks:
        results.slots[system.name, data.name, level] = score_slots(
            (line, answer.slots) for line, answer in zip(data.lines, answers, strict=True)
        )


def latency(seconds: Sequence[float]) -> Latency:
    """Percentiles of measured times; zeros if there is none."""
    if not seconds:
        return Latency(lines=0, p50=0.0, p95=0.0, slowest=0.0)
    ordered = sorted(seconds)
    at = [ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 for share in (0.5, 0.95)]
    return Latency(lines=len(ordered), p50=at[0], p95=at[1], slowest=ordered[-1] * 1000)
