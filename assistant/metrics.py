"""What is counted and timed, for Prometheus (docs/metrics.md). Never who, where or what was said.

All in the registry of the process; `GET /metrics` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping

from prometheus_client import Counter, Gauge, Histogram

_MOMENTS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.8, 1.2, 2.0, 4.0, 8.0, 20.0)

REQUESTS = Histogram(
    "gilbeot_http_request_seconds",
    "Time to the beginning of the response, by route.",
    ("method", "route", "status"),
    buckets=_MOMENTS,
)
TURNS = Counter("gilbeot_turns_total", "Turns of conversations that were answered, by intent.", ("intent",))
TURN_SECONDS = Histogram(
    "gilbeot_turn_seconds",
    "Time of a turn: understanding (nlu), answering (dialogue), all of it (total).",
    ("step",),
    buckets=_MOMENTS,
)
TURN_FAILURES = Counter(
    "gilbeot_turn_failures_total", "Turns without an answer, by kind of error.", ("kind",)
)
VOICE_CONNECTIONS = Gauge("gilbeot_voice_connections", "Open connections of /v1/voice.")
VOICE_TURNS = Counter("gilbeot_voice_turns_total", "Turns over /v1/voice.", ("source",))
VOICE_WAKES = Counter("gilbeot_voice_wakes_total", "Wake phrases heard.")
VOICE_ERRORS = Counter("gilbeot_voice_errors_total", "What went wrong in turns of /v1/voice.", ("code",))
VOICE_SECONDS = Histogram(
    "gilbeot_voice_step_seconds",
    "Steps of a voice turn: speech, endpoint, recognition, answer, synthesis; response is from the endpoint "
    "to the first sound, waited from the last word to it.",
    ("step",),
    buckets=_MOMENTS,
)
FEED_OK = Gauge("gilbeot_feed_ok", "1: the source was reached at its last poll; 0: it was not.", ("feed",))
FEED_SUCCESS = Gauge(
    "gilbeot_feed_last_success_timestamp_seconds", "When the source was last reached.", ("feed",)
)
READY = Gauge("gilbeot_ready", "1 when turns can be answered.")

_STEPS: Mapping[str, tuple[str, str]] = {
    "speech": ("speech_start", "speech_end"),
    "endpoint": ("speech_end", "endpoint"),
    "recognition": ("endpoint", "final"),
    "answer": ("final", "answer"),
    "synthesis": ("answer", "first_audio"),
    "response": ("endpoint", "first_audio"),
    "waited": ("speech_end", "first_audio"),
}
"""Each from one mark of a voice turn's timeline to another."""


def steps_of(marks_ms: Mapping[str, float]) -> dict[str, float]:
    """Seconds of the steps of a voice turn whose marks are both there, in the order they happen."""
    return {
        step: max(0.0, (marks_ms[end] - marks_ms[begin]) / 1000)
        for step, (begin, end) in _STEPS.items()
        if begin in marks_ms and end in marks_ms
    }


def voice_turn(source: str, marks_ms: Mapping[str, float]) -> None:
    """A voice turn is over."""
    VOICE_TURNS.labels(source).inc()
    for step, seconds in steps_of(marks_ms).items():
        VOICE_SECONDS.labels(step).observe(seconds)


def turn(intent: str | None, timings_ms: Mapping[str, float]) -> None:
    """A turn was answered."""
    TURNS.labels(intent or "none").inc()
    for step in ("nlu", "dialogue", "total"):
        if step in timings_ms:
            TURN_SECONDS.labels(step).observe(timings_ms[step] / 1000)
