"""The programs that tests drive: found, or the one command that brings them."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tools import system_packages
from tools.system_packages import Program, command, missing

ABSENT = Program("nothing", ("gilbeot-no-such-program",), ("b-package", "a-package"), "this test")


def test_every_program_has_packages_and_a_reason() -> None:
    assert len({row.name for row in system_packages.PROGRAMS}) == len(system_packages.PROGRAMS)
    for row in system_packages.PROGRAMS:
        assert row.commands
        assert row.packages
        assert row.needed_for


def test_a_missing_program_comes_with_its_command() -> None:
    assert missing([ABSENT]) == [ABSENT]
    assert command([ABSENT, ABSENT]).endswith("--no-install-recommends a-package b-package")


def test_any_of_its_names_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = tmp_path / "second-name"
    there.write_text("#!/bin/sh\n", encoding="utf-8")
    there.chmod(there.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(system_packages, "_PATH", str(tmp_path))
    assert Program("x", ("first-name", "second-name"), ("x",), "this test").path() == str(there)


@pytest.mark.parametrize(("ci", "status"), [("", 0), ("true", 1)])
def test_without_a_way_to_install_only_ci_fails(
    ci: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(system_packages, "PROGRAMS", (ABSENT,))
    monkeypatch.setattr(system_packages, "missing", lambda *_: [ABSENT])
    monkeypatch.setattr(system_packages, "_apt", lambda: None)
    assert system_packages.main() == status
    assert "apt-get install" in capsys.readouterr().err
