"""Modules that wait: nothing runs early, whoever needs one gets the real one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from assistant.nlu import lazy_rasa
from assistant.nlu.lazy_rasa import Later, WaitingModule, lazily

SOURCE = """
ran = True
class Base:
    kind = "real"
def double(x):
    return 2 * x
class Trouble(Exception):
    pass
"""


@pytest.fixture
def heavy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An importable package whose two modules are on the list."""
    package = tmp_path / "heavy_stuff"
    package.mkdir()
    (package / "__init__.py").write_text("from heavy_stuff.light import word\npackage_ran = True\n")
    (package / "light.py").write_text("word = '길'\n")
    (package / "core.py").write_text(SOURCE)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(lazy_rasa, "LATER", frozenset({"heavy_stuff", "heavy_stuff.core"}))
    yield "heavy_stuff.core"
    for name in [name for name in sys.modules if name.startswith("heavy_stuff")]:
        del sys.modules[name]


def waiting(name: str) -> bool:
    return isinstance(sys.modules.get(name), WaitingModule)


def test_a_name_is_fetched_when_it_is_called(heavy: str) -> None:
    with lazily():
        from heavy_stuff.core import double  # type: ignore[import-not-found]
    assert isinstance(double, Later)
    assert waiting(heavy)
    assert double(4) == 8
    assert not waiting(heavy)


def test_a_class_can_be_subclassed_asked_about_and_annotated_with(heavy: str) -> None:
    with lazily():
        from heavy_stuff.core import Base

        def function(x: Base | None, y: list[Base]) -> None: ...  # type: ignore[valid-type]

        assert waiting(heavy)

        class Mine(Base):  # type: ignore[valid-type, misc]
            pass

    assert Mine.kind == "real"
    assert isinstance(Mine(), Base)


def test_the_module_stays_the_same_object(heavy: str) -> None:
    with lazily():
        import heavy_stuff.core
    before = sys.modules[heavy]
    assert heavy_stuff.core.ran
    assert sys.modules[heavy] is before
    assert type(before) is ModuleType
    assert before.__file__ is not None


def test_an_ordinary_import_later_gets_the_real_thing(heavy: str) -> None:
    with lazily():
        import heavy_stuff.core  # noqa: F401
    from heavy_stuff.core import double

    assert not isinstance(double, Later)


def test_a_submodule_that_is_not_listed_runs_at_once(heavy: str) -> None:
    with lazily():
        from heavy_stuff.light import word
    assert word == "길"
    assert waiting("heavy_stuff")
    import heavy_stuff

    assert heavy_stuff.package_ran
    assert heavy_stuff.light.word == "길"


def test_outside_nothing_waits(heavy: str) -> None:
    import heavy_stuff.core

    assert heavy_stuff.core.ran
    assert not waiting(heavy)


def test_what_does_not_exist_is_not_found(heavy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_rasa, "LATER", frozenset({"heavy_stuff.absent"}))
    with lazily(), pytest.raises(ModuleNotFoundError):
        import heavy_stuff.absent  # noqa: F401


def test_the_serving_code_imports_no_heavy_library() -> None:
    script = """
import sys
from assistant.nlu.lazy_rasa import WaitingModule, lazily
with lazily():
    import assistant.nlu.serving
heavy = "tensorflow keras sklearn matplotlib sqlalchemy boto3 pymongo sanic dask".split()
print([m for m in heavy if m in sys.modules and not isinstance(sys.modules[m], WaitingModule)])
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_every_name_on_the_list_exists() -> None:
    """A new version of a library must not silently make an entry useless."""
    script = """
import importlib.util
from assistant.nlu.lazy_rasa import LATER
print([name for name in sorted(LATER) if importlib.util.find_spec(name) is None])
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
