"""Debug recording: off, announced when on, sealed, bounded, void in time, deleted with all the rest."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner

from assistant import clock
from assistant.api import recording as watching
from assistant.cli import app
from assistant.settings import settings
from assistant.store import LOCAL, recordings
from assistant.store.export import everything
from assistant.store.personal_data import PersonalData, personal_data
from assistant.store.recordings import LONGEST_ON, RecordingStore
from tests.api.test_voice import PATIENCE_S, QUIET, ScriptedRecognizer, Server, speech
from tests.store.test_trips import on_disk

HOUR = timedelta(hours=1)
SAID = "내일 부산 가는 길 안전해"


@pytest.fixture
def hearing(tmp_path: Path) -> Server:
    return Server(tmp_path, ScriptedRecognizer())


@pytest.fixture
def stores(hearing: Server) -> PersonalData:
    found: PersonalData = hearing.app.state.personal
    return found


def switch_on(stores: PersonalData) -> None:
    stores.recordings.switch_on(clock.now() + HOUR, clock.now())


def ask(server: Server, user: str = "minsu") -> list[str]:
    """A spoken question; the events until its answer is over."""
    with server.device(mode="push", user_id=user, audio_out={"format": "none"}) as device:
        device.until("snapshot")
        device.send("start_listening")
        device.until("listening")
        device.hear(speech() + QUIET)
        device.until("reply")
        device.until("idle")
    return device.kinds()


def test_nothing_is_recorded_unless_it_was_switched_on(hearing: Server, stores: PersonalData) -> None:
    kinds = ask(hearing)
    assert not {"recording", "announcement"} & set(kinds)
    assert stores.recordings.count() == 0


def test_it_is_told_first_and_what_was_said_is_kept_sealed(
    hearing: Server, stores: PersonalData, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    switch_on(stores)
    with hearing.device(mode="push", user_id="minsu") as device:
        assert device.until("snapshot")["recording"] is True
        told = device.until("recording")
        assert told["on"] is True
        assert told["until"].endswith("+09:00")
        assert "녹음" in device.until("announcement")["text"]
        assert device.until("tts_speaking")["announcement"] is True
        device.send("stop_pipeline")
        device.until("idle")
        device.send("start_listening")
        device.until("listening")
        device.hear(speech() + QUIET)
        device.until("reply")
    (kept,) = stores.recordings.of(LOCAL, "minsu", clock.now())
    assert (kept.text, kept.confidence, kept.user) == (SAID, 0.9, "minsu")
    samples, rate = soundfile.read(io.BytesIO(kept.sound))
    assert rate == 16_000
    assert len(samples) / rate > 1.5
    assert abs(samples).max() > 0.05
    files = on_disk(tmp_path)
    assert b"fLaC" not in files
    assert kept.flac[:40].encode() not in files
    assert SAID.encode() not in files
    assert SAID not in caplog.text


def test_a_question_over_the_notice_puts_it_off_and_drops_it_not(
    hearing: Server, stores: PersonalData
) -> None:
    switch_on(stores)
    with hearing.device(mode="push", user_id="minsu") as device:
        device.until("tts_speaking")
        device.send("text", text="안녕")
        device.until("reply")
        device.until("tts_speaking")
        assert device.until("tts_speaking")["announcement"] is True
        assert "녹음" in [event for event in device.events if event["type"] == "tts_text"][-1]["text"]


def test_typed_questions_and_talk_of_others_are_not_recorded(hearing: Server, stores: PersonalData) -> None:
    switch_on(stores)
    with hearing.device(user_id="minsu", audio_out={"format": "none"}) as device:
        device.until("snapshot")
        device.hear(speech() + QUIET)  # without a wake phrase
        device.send("text", text="안녕")
        device.until("reply")
    with hearing.device(user_id="minsu", mode="text") as device:
        assert device.until("snapshot")["recording"] is False
    assert stores.recordings.count() == 0


def test_those_who_are_connected_learn_of_it_and_of_its_end(
    hearing: Server, stores: PersonalData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_S", 0.05)
    with hearing.http, hearing.device(mode="push", audio_out={"format": "none"}) as device:
        assert device.until("snapshot")["recording"] is False
        switch_on(stores)
        assert device.until("recording")["on"] is True
        assert "녹음" in device.until("announcement")["text"]
        stores.recordings.switch_off()
        assert device.until("recording") == {"type": "recording", "on": False, "until": None} | {
            "at_ms": device.events[-1]["at_ms"]
        }


def test_deleting_everything_takes_the_recordings_with_it(
    hearing: Server, stores: PersonalData, tmp_path: Path
) -> None:
    switch_on(stores)
    ask(hearing, "minsu")
    ask(hearing, "yuna")
    tag = stores.sealer.tag("user", LOCAL, "minsu").encode()
    assert tag in on_disk(tmp_path)
    (mine,) = everything(stores, LOCAL, "minsu", 7)["recordings"]
    assert (mine["text"], mine["user"]) == (SAID, "minsu")
    done = hearing.http.delete("/v1/me", params={"user_id": "minsu"})
    assert done.json()["deleted"]["recordings"] == 1
    assert not stores.recordings.of(LOCAL, "minsu", clock.now())
    assert tag not in on_disk(tmp_path)
    assert stores.recordings.of(LOCAL, "yuna", clock.now())


# --- the store


def keep(
    store: RecordingStore, age: timedelta = timedelta(), user: str = "minsu", flac: bytes = b"x"
) -> None:
    now = clock.now() - age
    store.switch_on(now + HOUR, now)
    made = store.add(
        LOCAL, user, flac=flac, text="왜", confidence=1.0, alternatives=(), now=now, keep=timedelta(hours=24)
    )
    assert made is not None


def test_the_switch_goes_off_by_itself(stores: PersonalData) -> None:
    store, now = stores.recordings, clock.now()
    assert store.until(now) is None
    assert store.switch_on(now + timedelta(days=30), now) == now + LONGEST_ON
    assert store.until(now + LONGEST_ON - HOUR) is not None
    late = now + LONGEST_ON + HOUR
    assert store.until(late) is None
    given = {"flac": b"x", "text": "왜", "confidence": 1.0, "alternatives": (), "keep": HOUR}
    assert store.add(LOCAL, "minsu", now=late, **given) is None  # type: ignore[arg-type]
    assert store.count() == 0


def test_what_is_void_is_not_shown_and_goes_when_the_server_starts(
    hearing: Server, stores: PersonalData
) -> None:
    keep(stores.recordings, age=timedelta(hours=25))
    keep(stores.recordings)
    assert len(stores.recordings.all(clock.now())) == 1
    assert stores.recordings.count() == 2

    began = time.monotonic()
    with hearing.http:
        while stores.recordings.count() == 2:
            assert time.monotonic() - began < PATIENCE_S
            time.sleep(0.02)
    assert stores.recordings.count() == 1


def test_the_oldest_make_room(stores: PersonalData, monkeypatch: pytest.MonkeyPatch) -> None:
    store = stores.recordings
    monkeypatch.setattr(recordings, "MOST", 3)
    for minute in range(5):
        keep(store, age=timedelta(minutes=5 - minute), user=f"user-{minute}")
    assert [one.user for one in store.all(clock.now())] == ["user-2", "user-3", "user-4"]
    monkeypatch.setattr(recordings, "MOST_BYTES", 3000)
    keep(store, user="large", flac=bytes(1800))
    assert [one.user for one in store.all(clock.now())] == ["user-4", "large"]


# --- the command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RecordingStore]:
    monkeypatch.setenv("GILBEOT_DATABASE_URL", f"sqlite:///{tmp_path / 'g.db'}")
    monkeypatch.setenv("GILBEOT_STATE_DIR", str(tmp_path))
    settings.cache_clear()
    personal_data.cache_clear()
    yield personal_data().recordings
    settings.cache_clear()
    personal_data.cache_clear()


def told(*words: str) -> str:
    done = CliRunner().invoke(app, ["recordings", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_command_switches_shows_saves_and_deletes(here: RecordingStore, tmp_path: Path) -> None:
    assert "꺼져 있어요" in told("list")
    assert "까지 녹음해요" in told("on", "--hours", "2")
    assert here.until(clock.now() + HOUR) is not None
    keep(here, flac=b"fLaC...")
    assert "minsu  왜" in told("list")
    told("save", str(tmp_path / "out"))
    (file,) = (tmp_path / "out").iterdir()
    assert file.read_bytes() == b"fLaC..."
    assert file.stat().st_mode & 0o777 == 0o600
    assert "껐어요" in told("off")
    assert here.until(clock.now()) is None
    assert "녹음 1개를 지웠어요. 다시 세어 보니 남은 것은 0개" in told("delete", "--yes")
