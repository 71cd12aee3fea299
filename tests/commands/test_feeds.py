"""`gilbeot feeds` as a user runs it: nothing configured, one healthy, one failing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests.feeds.wire import Say, Wire, portal, serving
from tests.ports import free_port

MESSAGES = "www.safetydata.go.kr/V2/api/DSSP-IF-00247"


@pytest.fixture
def wire() -> Iterator[Wire]:
    with serving() as server:
        yield server


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assistant.cli", "feeds", *arguments]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GILBEOT_")}
    environment = {"GILBEOT_PORT": str(free_port()), **environment}
    return subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=clean | environment
    )


def rows(**environment: str) -> dict[str, dict[str, Any]]:
    done = run("--json", **environment)
    assert done.returncode == 0, done.stderr
    return {row["feed"]: row for row in json.loads(done.stdout)}


def test_nothing_configured_says_what_to_set() -> None:
    told = rows()
    assert {row["status"] for feed, row in told.items() if feed != "climatology"} == {"unconfigured"}
    assert "GILBEOT_SAFETYDATA_KEY" in told["disaster_messages"]["detail"]
    # In the narrowest terminal the names can still be read.
    table = run(COLUMNS="80").stdout
    assert "GILBEOT_SAFETYDATA" in table
    assert "…" not in table


def test_one_healthy_and_one_failing(wire: Wire) -> None:
    header = {"resultCode": "00", "resultMsg": "NORMAL SERVICE"}
    wire.says[MESSAGES] = Say({"header": header, "totalCount": 0, "body": []})
    wire.says["openapi.its.go.kr:9443/eventInfo"] = Say(portal("", code="30"))
    environment = {
        "GILBEOT_FEEDS_VIA": wire.url,
        "GILBEOT_SAFETYDATA_KEY": "SECRET",
        "GILBEOT_ITS_KEY": "SECRET",
    }
    told = rows(**environment)
    assert told["disaster_messages"]["status"] == "ok"
    assert told["disaster_messages"]["last_success"]
    assert (told["its_events"]["status"], told["its_events"]["error"]) == ("failed", "feed-key-refused")
    assert told["airkorea"]["status"] == "unconfigured"
    table = run(**environment).stdout
    assert "정상" in table
    assert "실패" in table
    assert "SECRET" not in table


def test_a_scenario_asks_nobody(wire: Wire) -> None:
    done = run("--scenario", "khanun-2023", GILBEOT_FEEDS_VIA=wire.url, GILBEOT_SAFETYDATA_KEY="SECRET")
    assert done.returncode == 0
    assert wire.asked == []


def test_a_running_server_is_asked(wire: Wire) -> None:
    row = {
        "feed": "its_events",
        "source": "국가교통정보센터 돌발상황",
        "status": "stale",
        "hazards": ["traffic_accident"],
        "last_success": "2026-11-24T09:00:00+09:00",
    }
    wire.says["v1/feeds"] = Say([row])
    told = rows(GILBEOT_PORT=wire.url.rsplit(":", 1)[1])
    assert list(told) == ["its_events"]
    assert told["its_events"]["status"] == "stale"
