"""Two devices at once ask aloud, with everything real; what was timed is told."""

from __future__ import annotations

import asyncio

import pytest

from assistant.dialogue import RasaBot
from assistant.settings import Settings
from assistant.speech.recognizers import open_recognizer
from assistant.speech.tts.voices import voices_of
from assistant.voicebench import report
from assistant.voicebench.device import Asked
from assistant.voicebench.run import Measured, measure
from tests.dialogue.test_whole_loop import NOW

pytestmark = pytest.mark.model


def test_two_at_once_leave_whole_timelines(bot: RasaBot, loop: asyncio.AbstractEventLoop) -> None:
    measured = loop.run_until_complete(
        measure(
            bot,
            open_recognizer(),
            voices_of(Settings()),
            now=NOW,
            scenario="khanun-2023",
            phrase="길벗아",
            turns=1,
            streams=2,
            whole=False,
        )
    )
    found = report.document(measured)
    assert found["answered"] == found["turns"] == 2
    assert {name for name, row in found["marks_s"].items() if row["n"] == 2} == set(report.MARKS)
    marks = measured.asked[0].marks_ms
    assert marks["wake"] < marks["endpoint"] <= marks["final"] <= marks["intent"] <= marks["answer"]
    assert found["real_time_factor"] > 0
    assert report.waterfall(measured).startswith(b"\x89PNG")


def test_times_count_from_the_end_of_speech_and_a_turn_without_an_answer_counts_as_none() -> None:
    marks = {"speech_start": 0.0, "speech_end": 900.0, "endpoint": 1400.0, "first_audio": 1650.0}
    asked = [Asked("홍대 사람 많아?", "홍대 사람 많아", "ask_place_risk", marks), Asked("왜?")]
    found = report.document(Measured(asked, 0.01, 1))
    assert (found["turns"], found["answered"], found["heard_exactly"]) == (2, 1, 1)
    assert found["marks_s"]["first_audio"] == {"n": 1, "p50": 0.75, "p95": 0.75}
    assert found["steps_s"]["response"]["p50"] == 0.25
    assert found["marks_s"]["wake"]["p50"] is None
    assert "0.750" in report.table(found)
