"""Tables on the terminal and in Markdown, and the raw results as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.evaluation.run import Results
from assistant.evaluation.tables import Table, headline

if TYPE_CHECKING:
    from rich.console import Console


def print_tables(console: Console, tables: Sequence[Table]) -> None:
    """Draws the tables on a terminal."""
    from rich.table import Table as Drawn

    for table in tables:
        drawn = Drawn(title=table.title, title_justify="left", caption=table.note, caption_justify="left")
        for index, column in enumerate(table.columns):
            drawn.add_column(column, justify="left" if index < table.names else "right")
        for row in table.rows:
            drawn.add_row(*row)
        console.print(drawn)


def markdown(table: Table) -> str:
    """One table in Markdown."""
    align = ["---" if index < table.names else "---:" for index in range(len(table.columns))]
    rows = [table.columns, align, *table.rows]
    return (
        "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows) + "\n"
    )


def readme_table(results: Results) -> str:
    """The headline in Markdown, with how many lines stand behind it and what is missing."""
    sizes = ", ".join(f"{task} ({name}) {size}" for (task, name), size in results.sizes.items())
    parts = [markdown(headline(results)), f"Lines: {sizes}."]
    parts += [f"Not measured here: {'; '.join(results.absent)}."] if results.absent else []
    return "\n".join([*parts, *results.notes]) + "\n"


def as_json(results: Results) -> dict[str, Any]:
    """Everything measured, JSON-ready: keys are joined by " | ", counts come with their scores."""

    def part(scores: dict[Any, Any], *extra: str) -> dict[str, Any]:
        return {
            " | ".join(map(str, key)) if isinstance(key, tuple) else str(key): _plain(asdict(score))
            | {name: getattr(score, name) for name in extra}
            for key, score in scores.items()
        }

    slots = part(results.slots)
    for key, score in zip(slots, results.slots.values(), strict=True):
        slots[key]["f1"] = {name: counts.f1 for name, counts in score.by_slot.items()} | {"all": score.all.f1}
    return {
        "intents": part(results.intents, "accuracy", "macro_f1"),
        "slots": slots,
        "slots_by_noise": {" | ".join(key): score.all.f1 for key, score in results.by_kind.items()},
        "times": part(results.times, "exact"),
        "outside": part(results.outside),
        "latency_ms": part(results.latency),
        "lines": {" | ".join(key): size for key, size in results.sizes.items()},
        "also_in_training": {" | ".join(key): size for key, size in results.seen.items()},
        "absent": list(results.absent),
        "notes": results.notes,
    }


def _plain(value: Any) -> Any:
    """Dictionaries with tuples as keys, which JSON has not, with joined keys."""
    if isinstance(value, dict):
        return {
            " -> ".join(key) if isinstance(key, tuple) else key: _plain(inner) for key, inner in value.items()
        }
    return value
