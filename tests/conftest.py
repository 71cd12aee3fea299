"""Fixtures that several packages share."""

from __future__ import annotations

import os
import tempfile
import warnings
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings

from tools import system_packages

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["RASA_TELEMETRY_ENABLED"] = "false"
# What tests store is theirs, not that of the machine or of the process beside them.
_STATE = tempfile.mkdtemp(prefix="gilbeot-tests-")
os.environ |= {"GILBEOT_STATE_DIR": _STATE, "GILBEOT_DATABASE_URL": f"sqlite:///{_STATE}/gilbeot.db"}
# A busy machine is no fault of the code.
settings.register_profile("gilbeot", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("gilbeot")
warnings.filterwarnings("ignore", category=DeprecationWarning)

SEOUL = ZoneInfo("Asia/Seoul")
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data, or a skip with the reason."""
    folder = Path(os.environ.get("GILBEOT_SHARED", ROOT.parent / "shared"))
    if not (folder / "data").is_dir():
        pytest.skip("the shared development data are not on this machine (GILBEOT_SHARED)")
    return folder


def system_program(name: str) -> str:
    """Path of a program of `tools.system_packages`; without it a skip that says how, and in CI a failure."""
    row = system_packages.program(name)
    path = row.path()
    if path is None:
        why = f"{name} is not on this machine: {system_packages.command([row])}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(why)
    return str(path)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's browser."""
    return system_program("chromium")


@pytest.fixture(scope="session")
def khanun() -> datetime:
    """The evening before typhoon Khanun landed."""
    return datetime(2023, 8, 9, 18, 0, tzinfo=SEOUL)
