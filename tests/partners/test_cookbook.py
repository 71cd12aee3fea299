"""The page docs/partners.md does what it says: its blocks are taken out and run."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from assistant.partners import registry
from assistant.partners.registry import registered
from assistant.settings import Settings
from tests.conftest import ROOT
from tests.partners.talk import Talk

BLOCKS = re.findall(r"```(\w+)\n(.*?)```", (ROOT / "docs/partners.md").read_text(encoding="utf-8"), re.DOTALL)


def blocks(language: str) -> list[str]:
    return [text for kind, text in BLOCKS if kind == language]


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Installs the page's example as an entry point, the way a package would."""
    (tmp_path / "my_package.py").write_text(blocks("python")[0], encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    group, points = next(iter(tomllib.loads(blocks("toml")[0])["project"]["entry-points"].items()))
    found = [EntryPoint(name=name, value=value, group=group) for name, value in points.items()]
    monkeypatch.setattr(registry, "entry_points", lambda group: found if group == found[0].group else [])
    monkeypatch.delitem(sys.modules, "my_package", raising=False)


def test_the_example_partner_answers(package: None, tmp_path: Path) -> None:
    path = tmp_path / "partners.toml"
    path.write_text(blocks("toml")[1], encoding="utf-8")
    talk = Talk(*registered(Settings(_env_file=None, partners_file=path)))  # type: ignore[call-arg]
    for said in ("주사위 던져줘", "헤이 주사위 던져봐", "주사위한테 던져 달라고 해"):
        reply = talk.say(said)
        assert reply is not None
        found = re.fullmatch(r"주사위가 대답했어요\. (\d+)이 나왔어요\.", reply)
        assert found, reply
        assert 1 <= int(found[1]) <= 20
    assert talk.say("안녕", "greet") is None


def test_the_ducking_example_runs() -> None:
    calls: dict[str, object] = {}
    exec(blocks("python")[1], calls)
    assert not calls["ducking"]().is_held  # type: ignore[operator]


def test_the_example_is_as_short_as_promised() -> None:
    code = [line for line in blocks("python")[0].splitlines() if line.strip() and "import" not in line]
    assert len(code) <= 10


def test_every_built_in_partner_and_option_is_described() -> None:
    page = (ROOT / "docs/partners.md").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name in project["entry-points"][registry.GROUP]:
        assert f"`{name}`" in page
