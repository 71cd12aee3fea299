"""`gilbeot keys` as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GILBEOT_DATABASE_URL": f"sqlite:///{folder / 'keys.db'}"}
    command = [sys.executable, "-m", "assistant.cli", "keys", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=environment)


def test_made_listed_and_revoked(tmp_path: Path) -> None:
    made = run(tmp_path, "create", "연구실", "--scope", "read", "--scope", "talk")
    assert made.returncode == 0
    kind, number, secret = made.stdout.strip().split("_", 2)
    assert kind == "gb"
    listed = run(tmp_path, "list").stdout
    assert number in listed
    assert "사용 중" in listed
    assert secret not in listed
    assert run(tmp_path, "revoke", number).returncode == 0
    assert "거둠" in run(tmp_path, "list").stdout


@pytest.mark.parametrize(
    "arguments", [("create", ""), ("create", "a", "--scope", "everything"), ("revoke", "nothing"), ()]
)
def test_mistakes_are_told(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run(tmp_path, *arguments)
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert done.stderr or done.stdout
