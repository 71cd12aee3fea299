"""`gilbeot me` shows what is kept, and deletes it for real."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import app
from assistant.settings import Settings, settings
from assistant.store import LOCAL
from assistant.store.consents import DataKind
from assistant.store.personal_data import PersonalData, personal_data
from tests.engine_fakes import NOW
from tests.store.test_trips import PLAN, on_disk


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PersonalData:
    monkeypatch.setenv("GILBEOT_DATABASE_URL", f"sqlite:///{tmp_path / 'g.db'}")
    monkeypatch.setenv("GILBEOT_STATE_DIR", str(tmp_path))
    settings.cache_clear()
    personal_data.cache_clear()
    made = PersonalData.of(Settings())
    made.trips.add(LOCAL, "me", PLAN, NOW)
    made.trips.add(LOCAL, "yuna", PLAN, NOW)
    made.consents.give(LOCAL, "me", DataKind.LOCATION_HISTORY, NOW)
    yield made  # type: ignore[misc]
    settings.cache_clear()
    personal_data.cache_clear()


def test_export_then_delete(stores: PersonalData, tmp_path: Path) -> None:
    shown = json.loads(CliRunner().invoke(app, ["me", "export"]).stdout)
    assert shown["trips"][0]["plan"]["title"] == "비밀출장"
    kept = stores.sealer.tag("user", LOCAL, "me").encode()
    assert kept in on_disk(tmp_path)
    refused = CliRunner().invoke(app, ["me", "delete"], input="n\n")
    assert refused.exit_code != 0
    assert stores.trips.of(LOCAL, "me")
    done = CliRunner().invoke(app, ["me", "delete", "--yes"])
    assert "여정 1건, 동의 1건" in done.stdout or "동의 1건, 여정 1건" in done.stdout
    assert "남은 것은 0건" in done.stdout
    assert kept not in on_disk(tmp_path)
    assert not stores.trips.of(LOCAL, "me")
    assert stores.trips.of(LOCAL, "yuna")
