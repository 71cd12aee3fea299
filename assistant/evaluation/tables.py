"""The results as plain tables, for the terminal, the web page and the README alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.evaluation.outside import FALSE_REJECTION
from assistant.evaluation.run import CLEAN, Results


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells as they are shown; the first columns are names, the rest numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    names: int = 1
    """How many columns are names."""
    note: str = ""


def percent(share: float) -> str:
    """0.9634 is 96.3 %."""
    return f"{share * 100:.1f} %"


def all_tables(results: Results) -> list[Table]:
    """Every table that has rows."""
    tables = (
        _sets(results),
        _intents(results),
        _slots(results),
        _times(results),
        _time_parts(results, "grain"),
        _time_parts(results, "kind"),
        _outside(results),
        _noise(results),
        _kinds(results),
        _latency(results),
    )
    return [table for table in tables if table.rows]


def headline(results: Results) -> Table:
    """One row a task, one column a system: the table of the README."""
    # Systems that are given the intents would only confuse here.
    names = list(dict.fromkeys(key[0] for key in results.intents or results.slots))
    finders = list(dict.fromkeys(key[0] for key in results.times))
    columns = [*names, *(name for name in finders if name not in names)]
    rows: list[tuple[str, ...]] = []

    def row(label: str, values: Mapping[str, str]) -> None:
        if values:
            rows.append((label, *(values.get(name, "–") for name in columns)))

    for _, data, _ in dict.fromkeys(key for key in results.intents if key[2] == CLEAN and key[0] == names[0]):
        found = {k[0]: percent(v.accuracy) for k, v in results.intents.items() if k[1:] == (data, CLEAN)}
        row(f"Intents, {data}: accuracy", found)
    for data in dict.fromkeys(key[1] for key in results.slots):
        row(
            f"Slots, {data}: exact value F1",
            {k[0]: f"{v.all.f1:.3f}" for k, v in results.slots.items() if k[1:] == (data, CLEAN)},
        )
    for data in dict.fromkeys(key[1] for key in results.times):
        row(
            f"Times, {data}: exact",
            {k[0]: percent(v.exact) for k, v in results.times.items() if k[1:] == (data, CLEAN)},
        )
    for label in dict.fromkeys(key[1] for key in results.outside):
        part = {name: score for (name, where), score in results.outside.items() if where == label}
        row(
            f"Out of scope, {label}: recall at {FALSE_REJECTION:.0%} false rejection",
            {name: percent(score.recall_at) for name, score in part.items()},
        )
        row(
            f"Out of scope, {label}: taken for travel",
            {name: percent(score.travel) for name, score in part.items()},
        )
    row("Time a line, median", {name: f"{value.p50:.1f} ms" for name, value in results.latency.items()})
    return Table(title="gilbeot evaluate", columns=("", *columns), rows=tuple(rows))


def _sets(results: Results) -> Table:
    return Table(
        title="Sets",
        columns=("task", "set", "lines", "also in training"),
        names=2,
        rows=tuple(
            (task, name, str(size), str(results.seen.get((task, name), "–")))
            for (task, name), size in results.sizes.items()
        ),
    )


def _intents(results: Results) -> Table:
    return Table(
        title="Intents",
        columns=("set", "system", "lines", "accuracy", "macro F1"),
        names=2,
        rows=tuple(
            (data, system, str(score.total), percent(score.accuracy), f"{score.macro_f1:.3f}")
            for (system, data, level), score in results.intents.items()
            if level == CLEAN
        ),
    )


def _slots(results: Results) -> Table:
    clean = {key: score for key, score in results.slots.items() if key[2] == CLEAN}
    slots = next(iter(clean.values())).by_slot if clean else {}
    return Table(
        title="Slots: F1 of exact values",
        columns=("set", "system", "lines", *slots, "all", "whole lines"),
        names=2,
        note="A wrong value counts twice, as given and as missed. via is not part of all.",
        rows=tuple(
            (
                data,
                system,
                str(score.total),
                *(f"{counts.f1:.3f}" for counts in score.by_slot.values()),
                f"{score.all.f1:.3f}",
                percent(score.whole / score.total),
            )
            for (system, data, _), score in clean.items()
        ),
    )


def _times(results: Results) -> Table:
    return Table(
        title="Times: exact start and end",
        columns=("set", "system", "expressions", "exact"),
        names=2,
        note="dateparser gives no ends: only its starts are judged.",
        rows=tuple(
            (data, system, str(score.total), percent(score.exact))
            for (system, data, level), score in results.times.items()
            if level == CLEAN
        ),
    )


def _time_parts(results: Results, by: str) -> Table:
    sums: dict[tuple[str, str], tuple[int, int]] = {}
    for (system, _, level), score in results.times.items():
        if level == CLEAN:
            for part, (right, total) in (score.by_grain if by == "grain" else score.by_kind).items():
                before = sums.get((part, system), (0, 0))
                sums[part, system] = (before[0] + right, before[1] + total)
    systems = list(dict.fromkeys(system for _, system in sums))
    return Table(
        title=f"Times by {by}",
        columns=(by, *systems),
        rows=tuple(
            (part, *("{}/{}".format(*sums[part, system]) for system in systems))
            for part in sorted({part for part, _ in sums})
        ),
    )


def _outside(results: Results) -> Table:
    return Table(
        title="Out of scope",
        columns=(
            "lines",
            "system",
            "in scope",
            "out of scope",
            "recall",
            "falsely rejected",
            f"recall at {FALSE_REJECTION:.0%} rejected",
            "taken for travel",
        ),
        names=2,
        note="Small talk is beside the labelled lines that are in scope.",
        rows=tuple(
            (
                label,
                system,
                str(score.inside),
                str(score.outside),
                percent(score.recall),
                percent(score.rejected),
                percent(score.recall_at),
                percent(score.travel),
            )
            for (system, label), score in results.outside.items()
        ),
    )


def _noise(results: Results) -> Table:
    measured: dict[tuple[str, str, str], dict[int, float]] = {}
    for (system, data, level), score in results.intents.items():
        measured.setdefault(("intents", data, system), {})[level] = score.accuracy
    for (system, data, level), slot_score in results.slots.items():
        measured.setdefault(("slots", data, system), {})[level] = slot_score.all.f1
    for (system, data, level), time_score in results.times.items():
        measured.setdefault(("times", data, system), {})[level] = time_score.exact
    levels = sorted({level for values in measured.values() for level in values} - {CLEAN})
    return Table(
        title="Noise: what damage costs",
        columns=("task", "set", "system", "clean", *(f"level {level}" for level in levels)),
        names=3,
        note="Accuracy, F1 or share of exact times in percent; in brackets the loss in points.",
        rows=tuple(
            (
                task,
                data,
                system,
                f"{values[CLEAN] * 100:.1f}",
                *(
                    f"{values[level] * 100:.1f} ({(values[level] - values[CLEAN]) * 100:+.1f})"
                    for level in levels
                ),
            )
            for (task, data, system), values in measured.items()
            if levels
        ),
    )


def _kinds(results: Results) -> Table:
    systems = list(dict.fromkeys((system, data) for system, data, _ in results.by_kind))
    kinds = dict.fromkeys(kind for _, _, kind in results.by_kind)
    return Table(
        title="Slots under one kind of noise",
        columns=("kind", "lines", *(f"{system} ({data})" for system, data in systems)),
        note="F1 of exact values over the lines that this kind of damage could change.",
        rows=tuple(
            (
                str(kind),
                str(max(results.by_kind[(*pair, kind)].total for pair in systems)),
                *(f"{results.by_kind[(*pair, kind)].all.f1:.3f}" for pair in systems),
            )
            for kind in kinds
            if all((*pair, kind) in results.by_kind for pair in systems)
        ),
    )


def _latency(results: Results) -> Table:
    return Table(
        title="Latency, milliseconds a line",
        columns=("system", "lines", "p50", "p95", "slowest"),
        rows=tuple(
            (system, str(value.lines), f"{value.p50:.2f}", f"{value.p95:.2f}", f"{value.slowest:.0f}")
            for system, value in results.latency.items()
            if value.lines
        ),
    )
