"""`gilbeot times` as a user runs it: a process of its own, no model."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

NOW = "2026-03-04T10:00:00"


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", *arguments]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=120, check=False)


def test_jsonl_in_jsonl_out() -> None:
    lines = [{"text": "내일 오후 세 시에 부산", "now": NOW}, {"text": "안녕", "now": NOW}]
    done = run("times", "--jsonl", "-", stdin="".join(json.dumps(line) + "\n" for line in lines))
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 0
    assert first["times"][0]["text"] == "내일 오후 세 시"
    assert first["times"][0]["start"] == "2026-03-05T15:00:00"
    assert first["times"][0]["grain"] == "hour"
    assert second == {"text": "안녕", "times": []}


@pytest.mark.parametrize("bad", ["{", "[]", '{"now": 3}', '{"text": 3}', '{"text":"내일","now":"soon"}'])
def test_a_bad_line_is_reported_and_the_rest_is_answered(bad: str) -> None:
    good = json.dumps({"text": "내일", "now": NOW})
    done = run("times", "--jsonl", "-", stdin=f"{bad}\n{good}\n")
    wrong, right = (json.loads(line) for line in done.stdout.splitlines())
    assert "error" in wrong
    assert right["times"][0]["start"] == "2026-03-05T00:00:00"
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_nothing_to_do_says_what_to_write() -> None:
    done = run("times")
    assert done.returncode == 2
    assert "--jsonl" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("times", "내일", "--now", "어제"),
        ("times", "--jsonl", "/nowhere/at/all"),
        ("ask", "내일 부산", "--scenario", "atlantis"),
        ("ask", "내일 부산", "--now", "32시"),
        ("ask", "내일 부산", "--speak", "/nowhere/at/all/out.wav"),
        ("risk", "route", "--from", "안드로메다", "--to", "부산"),
        ("risk", "route", "--from", "서울", "--to", "광주"),
        ("risk", "route", "--from", "서울", "--to", "서울"),
        ("nonsense",),
    ],
)
def test_bad_input_is_one_clear_line(arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.returncode != 0
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
