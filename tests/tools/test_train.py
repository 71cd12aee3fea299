"""The model is named by its content: a change retrains, no change does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import train


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (
        "config.yml",
        "domain.yml",
        "nlu_data/nlu/a.yml",
        "assistant/nlu/x.py",
        "assistant/korean/y.py",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    monkeypatch.setattr(train, "ROOT", tmp_path)
    return tmp_path


def test_same_content_same_name(project: Path) -> None:
    assert train.fingerprint() == train.fingerprint()


@pytest.mark.parametrize("name", ["config.yml", "nlu_data/nlu/a.yml", "assistant/korean/y.py"])
def test_any_change_changes_the_name(project: Path, name: str) -> None:
    before = train.fingerprint()
    (project / name).write_text("changed")
    assert train.fingerprint() != before


def test_compiled_files_do_not_count(project: Path) -> None:
    before = train.fingerprint()
    cache = project / "assistant/nlu/__pycache__"
    cache.mkdir()
    (cache / "x.pyc").write_bytes(b"0")
    assert train.fingerprint() == before
