"""What was measured, as a table, a document and a waterfall plot."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from assistant.metrics import steps_of
from assistant.voicebench.run import Measured

MARKS = (
    "speech_start",
    "wake",
    "first_partial",
    "speech_end",
    "endpoint",
    "final",
    "intent",
    "answer",
    "first_audio",
    "end",
)
"""Of a turn's timeline, as they mostly happen."""
STEPS = ("endpoint", "recognition", "answer", "synthesis", "response", "waited", "felt")
"""`felt`: `waited`, and how far behind the ears were."""
TARGETS = {"endpoint": "p50 ≤ 0.50", "response": "p50 ≤ 0.30, p95 ≤ 0.60"}


def document(measured: Measured) -> dict[str, Any]:
    """Seconds: marks from the end of speech, steps from their beginning."""
    done = [dict(each.marks_ms) for each in measured.asked if "first_audio" in each.marks_ms]
    since = [
        {name: (at - marks["speech_end"]) / 1000 for name, at in marks.items()}
        for marks in done
        if "speech_end" in marks
    ]
    steps = [
        {**steps_of(each.marks_ms), "felt": steps_of(each.marks_ms)["waited"] + each.late_s}
        for each in measured.asked
        if {"speech_end", "first_audio"} <= each.marks_ms.keys()
    ]
    return {
        "streams": measured.streams,
        "turns": len(measured.asked),
        "answered": len(done),
        "heard_exactly": sum(_letters(each.heard) == _letters(each.text) for each in measured.asked),
        "real_time_factor": round(measured.real_time_factor, 4),
        "late_s": _row([each.late_s for each in measured.asked]),
        "marks_s": {name: _row([each[name] for each in since if name in each]) for name in MARKS},
        "steps_s": {name: _row([each[name] for each in steps if name in each]) for name in STEPS},
    }


def _row(values: list[float]) -> dict[str, float | int | None]:
    if not values:
        return {"n": 0, "p50": None, "p95": None}
    p50, p95 = (round(float(value), 3) for value in np.percentile(values, [50, 95]))
    return {"n": len(values), "p50": p50, "p95": p95}


def _letters(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum())


def table(found: dict[str, Any]) -> str:
    """The document for people."""
    late = {name: _seconds(found["late_s"][name]) for name in ("p50", "p95")}
    lines = [
        f"{found['turns']} spoken questions, {found['streams']} at once: {found['answered']} answered, "
        f"{found['heard_exactly']} heard letter by letter",
        f"real-time factor of recognition: {found['real_time_factor']:.3f}",
        f"behind the sound at the end of a question: {late['p50']} s (p95 {late['p95']} s)",
    ]
    for title, rows in (("from the end of speech, s", found["marks_s"]), ("step, s", found["steps_s"])):
        lines += ["", f"{title:<28}{'p50':>8}{'p95':>8}{'n':>6}  wanted"]
        for name, row in rows.items():
            wanted = TARGETS.get(name, "") if rows is found["steps_s"] else ""
            times = f"{_seconds(row['p50']):>8}{_seconds(row['p95']):>8}"
            lines.append(f"{name:<28}{times}{row['n']:>6}  {wanted}".rstrip())
    return "\n".join(lines)


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def waterfall(measured: Measured) -> bytes:
    """PNG: a bar a turn, from the first word to the first sound of the answer. Needs matplotlib."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    done = [each.marks_ms for each in measured.asked if {"speech_end", "first_audio"} <= each.marks_ms.keys()]
    done.sort(key=lambda marks: marks["first_audio"] - marks["speech_end"])
    pieces = (
        ("speech", "speech_start", "speech_end", "#9fb8c4"),
        ("endpoint", "speech_end", "endpoint", "#e0b04c"),
        ("recognition", "endpoint", "final", "#7a9e4b"),
        ("answer", "final", "answer", "#16425b"),
        ("synthesis", "answer", "first_audio", "#b5523b"),
    )
    figure, axes = plt.subplots(figsize=(9, 1.5 + 0.16 * len(done)))
    for label, begin, end, colour in pieces:
        starts = [(marks[begin] - marks["speech_end"]) / 1000 for marks in done]
        widths = [(marks[end] - marks[begin]) / 1000 for marks in done]
        axes.barh(range(len(done)), widths, left=starts, color=colour, label=label)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.set_xlabel("seconds from the end of speech")
    axes.set_ylabel("turns")
    axes.set_yticks([])
    axes.set_title(f"{len(done)} spoken questions, {measured.streams} at once")
    axes.legend(loc="upper left", fontsize=8)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)
    return buffer.getvalue()
