"""`gilbeot listen` as users call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assistant.cli import main
from assistant.settings import settings
from assistant.speech import default_synthesizer, save_wav
from assistant.speech.recognizers import SHIPPED

QUESTION = "내일 부산 가는 길 안전해"


@pytest.fixture(scope="module")
def model() -> Path:
    return SHIPPED


@pytest.fixture(scope="module")
def wav(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with default_synthesizer(sample_rate=22_050) as voice:
        return save_wav(tmp_path_factory.mktemp("sound") / "question.wav", voice.synthesize(QUESTION))


def listen(model: Path, *arguments: str | Path) -> tuple[int, list[dict[str, Any]], str]:
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "assistant.cli",
        "listen",
        *map(str, arguments),
        "--json",
    ]
    ran = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env={**os.environ, "GILBEOT_STT_MODEL": str(model)},
        check=False,
    )
    return ran.returncode, [json.loads(line) for line in ran.stdout.splitlines()], ran.stderr


def test_one_line_a_file_and_bad_ones_do_not_stop_the_rest(model: Path, wav: Path, tmp_path: Path) -> None:
    text = tmp_path / "note.wav"
    text.write_text("no sound at all")
    status, lines, _ = listen(model, text, wav, tmp_path / "none.wav", "--transcript")
    assert status == 2
    assert [line["file"] for line in lines] == [str(text), str(wav), str(tmp_path / "none.wav")]
    assert ["error" in line for line in lines] == [True, False, True]
    assert lines[1]["text"] == QUESTION
    assert 0.5 < lines[1]["confidence"] <= 1
    assert "reply" not in lines[1]


def test_what_was_said_is_answered(model: Path, wav: Path) -> None:
    status, lines, _ = listen(model, wav, "--scenario", "khanun-2023")
    assert status == 0
    (line,) = lines
    assert {"file", "text", "confidence", "reply"} <= line.keys()
    assert line["text"] == QUESTION
    assert line["reply"]["intent"] == "ask_route_safety"
    assert "태풍" in line["reply"]["text"]


def test_a_missing_model_is_said(tmp_path: Path, wav: Path) -> None:
    status, lines, said = listen(tmp_path / "none", wav, "--transcript")
    assert (status, lines) == (1, [])
    assert "GILBEOT_STT_MODEL" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GILBEOT_STT_ENGINE", "secret", "GILBEOT_STT_ENGINE: Input should be 'vosk' or 'sherpa'"),
        ("GILBEOT_WAKE_PHRASES", "secret", "JSON"),
    ],
)
def test_a_wrong_setting_is_one_line_without_its_value(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.argv", ["gilbeot", "listen", "--transcript", "none.wav"])
    settings.cache_clear()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        settings.cache_clear()
    assert ended.value.code == 2
    shown = capsys.readouterr().err
    assert told in shown
    assert value not in shown
    assert shown.count("\n") == 1
