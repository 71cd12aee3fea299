"""Plots as PNG bytes. matplotlib comes with Rasa and is imported only here."""

from __future__ import annotations

import io
from typing import Any

from assistant.evaluation.intents import IntentScore
from assistant.evaluation.run import CLEAN, Results

_INK = "#16425b"
_DASHES = ("-", "--", ":", "-.")


def all_plots(results: Results) -> list[tuple[str, bytes]]:
    """(caption, PNG) of every plot that has data; [] where matplotlib is not installed."""
    try:
        import matplotlib as mpl
    except ImportError:
        return []
    mpl.use("Agg")
    plots = [
        (f"Confusions: {system}, {data} (rows: wanted)", _confusions(score))
        for (system, data, level), score in results.intents.items()
        if level == CLEAN and score.total
    ]
    if results.slots:
        plots.append(("Slots: F1 of exact values", _slots(results)))
    if any(level != CLEAN for _, _, level in results.intents | results.slots | results.times):
        plots.append(("What noise costs", _noise(results)))
    return plots


def _png(figure: Any) -> bytes:
    from matplotlib import pyplot as plt

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()


def _confusions(score: IntentScore) -> bytes:
    """Shares of each wanted intent; only intents that were wanted or given."""
    from matplotlib import pyplot as plt

    names = sorted(score.by_intent)
    wanted = {name: sum(c for (a, _), c in score.confusions.items() if a == name) for name in names}
    grid = [
        [score.confusions.get((row, column), 0) / max(1, wanted[row]) for column in names] for row in names
    ]
    size = max(4.0, 0.28 * len(names))
    figure, axes = plt.subplots(figsize=(size, size))
    axes.imshow(grid, cmap="Blues", vmin=0, vmax=1)
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=7)
    axes.set_yticks(range(len(names)), names, fontsize=7)
    axes.set_xlabel("found")
    axes.set_ylabel("wanted")
    for row, name in enumerate(names):
        for column, other in enumerate(names):
            count = score.confusions.get((name, other), 0)
            if count:
                dark = grid[row][column] > 0.5
                axes.text(
                    column,
                    row,
                    str(count),
                    ha="center",
                    va="center",
                    fontsize=6,
                    color="white" if dark else "black",
                )
    return _png(figure)


def _slots(results: Results) -> bytes:
    from matplotlib import pyplot as plt

    clean = [(key, score) for key, score in results.slots.items() if key[2] == CLEAN]
    names = list(clean[0][1].by_slot)
    width = 0.8 / len(clean)
    figure, axes = plt.subplots(figsize=(8, 3.2))
    for index, ((system, data, _), score) in enumerate(clean):
        at = [place + index * width for place in range(len(names))]
        heights = [score.by_slot[name].f1 for name in names]
        axes.bar(at, heights, width=width * 0.95, label=f"{system} ({data})")
    axes.set_xticks([place + 0.4 - width / 2 for place in range(len(names))], names)
    axes.set_ylim(0, 1)
    axes.axhline(0.95, color=_INK, linewidth=0.8, linestyle=":")
    axes.legend(fontsize=7, loc="lower left")
    return _png(figure)


def _noise(results: Results) -> bytes:
    """A colour for each set, a dash for each system."""
    from matplotlib import pyplot as plt

    lines: dict[tuple[str, str], dict[int, float]] = {}
    for (system, data, level), score in results.intents.items():
        lines.setdefault((f"intents, {data}", system), {})[level] = score.accuracy
    for (system, data, level), slot_score in results.slots.items():
        lines.setdefault((f"slots, {data}", system), {})[level] = slot_score.all.f1
    for (system, data, level), time_score in results.times.items():
        lines.setdefault((f"times, {data}", system), {})[level] = time_score.exact
    sets = list(dict.fromkeys(name for name, _ in lines))
    systems = list(dict.fromkeys(system for _, system in lines))
    figure, axes = plt.subplots(figsize=(8, 4.2))
    for (name, system), values in lines.items():
        levels = sorted(values)
        axes.plot(
            levels,
            [values[level] * 100 for level in levels],
            color=f"C{sets.index(name) % 10}",
            linestyle=_DASHES[systems.index(system) % len(_DASHES)],
            marker="o",
            markersize=3,
            label=f"{name}: {system}",
        )
    axes.set_xlabel("noise level")
    axes.set_ylabel("%")
    axes.set_xticks(sorted({level for values in lines.values() for level in values}))
    axes.legend(fontsize=6, bbox_to_anchor=(1.01, 1), loc="upper left")
    return _png(figure)
