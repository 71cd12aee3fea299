"""The voice socket: typed and spoken turns, interruptions, announcements, and clients that misbehave."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from assistant.api import routes_voice
from assistant.api.app import create_app
from assistant.api.voice import hub_of
from assistant.channels.voice.hub import Announcement, Priority
from assistant.clock import Clock
from assistant.dialogue import BotError, Turn, Understanding
from assistant.partners.ducking import Ducking
from assistant.reply import Reply
from assistant.settings import Settings
from assistant.speech.stt import Hypothesis, Transcript
from assistant.speech.tts.voices import voices_of
from assistant.store.api_keys import ApiKeys, Scope
from assistant.store.database import open_database
from tests.engine_fakes import NOW

SHORT = "네, 괜찮아요."
LONG = "가시는 길에 확인된 위험은 없어요. " * 6
PATIENCE_S = 30


class ScriptedBot:
    """Answers by the words of the question."""

    def __init__(self) -> None:
        self.turns: list[Turn] = []

    async def handle(self, turn: Turn) -> Reply:
        self.turns.append(turn)
        if "고장" in turn.text:
            raise BotError("broken")
        text = LONG if "길게" in turn.text else SHORT
        return Reply(text=text, speech=text, expects_reply="되물어" in turn.text)

    async def understand(self, text: str, now: Any = None) -> Understanding:
        return Understanding(text=text, intent="ask_route_safety", confidence=0.99, slots={}, entities=())

    async def forget(self, user_id: str) -> None: ...


class ScriptedRecognizer:
    """Recognises what the test says it does, as soon as half a second of loud sound has come."""

    name = "scripted"

    def __init__(self) -> None:
        self.says = "내일 부산 가는 길 안전해"
        self.or_says: tuple[str, ...] = ()
        """Other readings, each less likely than the one before."""
        self.heard_s = 0.0
        """Sound of the utterance that ended last."""

    def stream(self) -> ScriptedStream:
        return ScriptedStream(self)


class ScriptedStream:
    def __init__(self, of: ScriptedRecognizer) -> None:
        self._of, self._loud, self._heard_s = of, 0, 0.0

    def accept(self, pcm16: bytes) -> str:
        self._heard_s += len(pcm16) / 32_000
        self._loud += int(np.count_nonzero(np.abs(np.frombuffer(pcm16, "<i2").astype(int)) > 500))
        return self._of.says if self._loud > 2000 else ""

    def finish(self) -> Transcript:
        if self._loud <= 2000:
            return Transcript()
        self._of.heard_s = self._heard_s
        readings = (self._of.says, *self._of.or_says)
        return Transcript(
            self._of.says, (), 0.9, tuple(Hypothesis(text, -2.0 * n) for n, text in enumerate(readings))
        )

    def reset(self) -> None:
        self._loud = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


class Device:
    """A client: sends, and reads events until one that it waits for."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self.events: list[dict[str, Any]] = []
        self.sound_s = 0.0

    def send(self, kind: str, **fields: Any) -> None:
        self._socket.send_text(json.dumps({"type": kind, **fields}))

    def hear(self, pcm16: bytes, block_s: float = 0.1) -> None:
        size = int(16_000 * block_s) * 2
        for start in range(0, len(pcm16), size):
            self._socket.send_bytes(pcm16[start : start + size])

    def until(self, *kinds: str) -> dict[str, Any]:
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE_S:
            message = self._socket.receive()
            if message["type"] == "websocket.close":
                raise WebSocketDisconnect(message["code"])
            if message.get("bytes") is not None:
                self.sound_s += len(message["bytes"]) / 2 / 22_050
                continue
            event = json.loads(message["text"])
            self.events.append(event)
            if event["type"] in kinds:
                return event
        raise AssertionError(f"no {kinds} in {[e['type'] for e in self.events]}")

    def kinds(self) -> list[str]:
        return [event["type"] for event in self.events]


class Server:
    """An application with a scripted bot, and a recogniser if wanted."""

    def __init__(self, folder: Path, recognizer: Any = None, **changes: Any) -> None:
        url = f"sqlite:///{folder / 'g.db'}"
        changes = {"database_url": url, "state_dir": folder, "rate_per_minute": 0, "watch_s": 0, **changes}
        config = Settings(**changes)
        self.bot = ScriptedBot()
        self.app = create_app(config, self.bot)
        self.app.state.bot = self.bot
        self.app.state.clock = Clock(NOW)
        self.ducking = Ducking()
        made = hub_of(self.app, config).services
        from dataclasses import replace

        from assistant.channels.voice.hub import VoiceHub

        self.hub = VoiceHub(replace(made, recognizer=recognizer, ducking=self.ducking))
        self.app.state.voice_hub = self.hub
        self.http = TestClient(self.app)

    @contextmanager
    def device(self, headers: dict[str, str] | None = None, **hello: Any) -> Iterator[Device]:
        with self.http.websocket_connect("/v1/voice", headers=headers or {}) as socket:
            device = Device(socket)
            device.send("hello", **hello)
            yield device


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path, stt_model=tmp_path / "none")


@pytest.fixture
def hearing(tmp_path: Path) -> Server:
    return Server(tmp_path, ScriptedRecognizer())


def speech(text: str = "내일 부산 가는 길 안전해?") -> bytes:
    voice = voices_of(Settings()).synthesizer(sample_rate=16_000)
    return voice.synthesize(text).to_int16().tobytes()


QUIET = b"\0" * 64_000
"""Two seconds of silence."""


def test_what_is_shipped_hears_without_a_setting(tmp_path: Path) -> None:
    app = create_app(
        Settings(state_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'g.db'}"), ScriptedBot()
    )
    recognizer = hub_of(app, Settings(state_dir=tmp_path)).services.recognizer
    assert recognizer is not None
    assert recognizer.name == "vosk vosk-ko"


def test_a_typed_question_is_answered_in_text_and_sound(server: Server) -> None:
    with server.device(user_id="living-room", mode="text") as device:
        snapshot = device.until("snapshot")
        assert (snapshot["protocol"], snapshot["state"], snapshot["stt"]) == (1, "idle", None)
        assert "GILBEOT_STT_MODEL" in snapshot["stt_missing"]
        assert snapshot["assistants"][0] == {"id": "gilbeot", "phrases": ["하이 엘지", "길벗아", "헤이 길벗"]}
        device.send("text", text="내일 부산 안전해?")
        device.until("idle")
    order = [
        "snapshot",
        "stt_text",
        "ducking",
        "thinking",
        "reply",
        "tts_text",
        "tts_speaking",
        "tts_finished",
    ]
    assert device.kinds() == [*order, "timeline", "ducking", "idle"]
    found = {event["type"]: event for event in device.events}
    assert found["stt_text"]["source"] == "text"
    assert found["reply"]["reply"]["text"] == SHORT
    assert found["tts_finished"]["reason"] == "done"
    assert {"final", "answer", "first_audio", "end"} <= set(found["timeline"]["marks_ms"])
    assert 0.5 < device.sound_s < 5
    assert server.bot.turns[0].user_id == "living-room"
    assert not server.ducking.is_held


def test_without_sound_the_text_comes_all_the_same(server: Server) -> None:
    with server.device(mode="text", audio_out={"format": "none"}) as device:
        device.until("snapshot")
        device.send("text", text="안녕")
        device.until("idle")
    assert "tts_text" in device.kinds()
    assert "tts_speaking" not in device.kinds()
    assert device.sound_s == 0


def test_the_answer_comes_at_most_a_second_ahead_and_can_be_stopped(server: Server) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        device.send("text", text="길게 말해줘")
        device.until("tts_speaking")
        time.sleep(1.5)
        device.send("stop_pipeline")
        assert device.until("tts_finished")["reason"] == "stopped"
        assert device.until("idle")["reason"] == "stopped"
        assert device.sound_s < 4.5
        device.send("text", text="안녕")
        assert device.until("reply")["reply"]["text"] == SHORT


def test_a_new_question_takes_the_place_of_the_answer(server: Server) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        device.send("text", text="길게 말해줘")
        device.until("tts_speaking")
        device.send("text", text="안녕")
        assert device.until("tts_finished")["reason"] == "stopped"
        assert device.until("reply")["reply"]["text"] == SHORT
        assert device.until("tts_finished")["reason"] == "done"


def test_a_question_that_fails_leaves_the_connection_as_it_was(server: Server) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        device.send("text", text="고장")
        assert device.until("pipeline_error")["code"] == "dialogue-failed"
        assert device.until("idle")["reason"] == "error"
        device.send("text", text="가" * 401)
        assert device.until("pipeline_error")["code"] == "text-too-long"
        device.send("start_listening")
        assert device.until("pipeline_error")["code"] == "stt-unavailable"
        device.send("text", text="안녕")
        device.until("reply")


# --- speech


def test_a_spoken_question_after_a_button(hearing: Server) -> None:
    with hearing.device(mode="push") as device:
        device.until("snapshot")
        device.hear(speech() + QUIET)  # nobody pressed: unheard
        device.send("start_listening")
        assert device.until("listening")["reason"] == "command"
        device.hear(speech() + QUIET)
        assert device.until("stt_text")["text"] == "내일 부산 가는 길 안전해"
        assert "stt_partial" in device.kinds()
        device.until("idle")
    assert [turn.text for turn in hearing.bot.turns] == ["내일 부산 가는 길 안전해"]


def test_the_wake_phrase_starts_a_turn_and_the_command_after_it_is_not_lost(hearing: Server) -> None:
    recognizer: Any = hearing.hub.services.recognizer
    recognizer.says = "길벗아 내일 부산 가는 길 안전해"
    with hearing.device() as device:
        device.until("snapshot")
        device.hear(QUIET + speech("길벗아 내일 부산 가는 길 안전해?") + QUIET)
        woken = device.until("wake_word_detected")
        assert (woken["phrase"], woken["assistant"]) == ("길벗아", "gilbeot")
        assert device.until("stt_text")["text"] == "내일 부산 가는 길 안전해"
        device.until("idle")
        recognizer.says = "길벗아"
        device.hear(speech("길벗아") + QUIET[: 16_000 * 2 * 7 // 10])  # half a second ends it
        device.until("wake_word_detected")
        assert device.until("listening")["reason"] == "wake"
        recognizer.says = "내일 강릉 안전해"
        device.hear(speech() + QUIET)
        assert device.until("stt_text")["text"] == "내일 강릉 안전해"
        device.until("idle")


def test_behind_a_wake_phrase_the_reading_that_makes_sense_wins_and_a_stop_word_stops(
    hearing: Server,
) -> None:
    recognizer: Any = hearing.hub.services.recognizer
    recognizer.says = "길벗아 이월 삼십일 안전해"
    recognizer.or_says = ("기버 시월 삼십일 안전해", "길벗아 시월 삼십일 안전해")
    with hearing.device(audio_out={"format": "none"}) as device:
        device.until("snapshot")
        device.hear(speech() + QUIET)
        told = device.until("stt_text")
        assert told["text"] == "시월 삼십일 안전해"
        assert told["alternatives"] == ["이월 삼십일 안전해"]
        device.until("idle")
        recognizer.says, recognizer.or_says = "길벗아 그만", ()
        device.hear(speech() + QUIET)
        assert device.until("idle")["reason"] == "stopped"
    assert len(hearing.bot.turns) == 1


def test_slow_speakers_are_waited_for(tmp_path: Path) -> None:
    recognizer = ScriptedRecognizer()
    server = Server(tmp_path, recognizer, patience=2.0)
    with server.device(mode="push", audio_out={"format": "none"}) as device:
        device.send("start_listening")
        device.until("listening")
        said = speech()
        device.hear(said + QUIET[: 16_000 * 2 * 7 // 10] + said + QUIET)
        device.until("idle")
    assert recognizer.heard_s > 2 * len(said) / 32_000 + 0.7, "a pause of 0.7 s does not end it"


def test_talk_of_others_wakes_nobody(hearing: Server) -> None:
    with hearing.device() as device:
        device.until("snapshot")
        device.hear(speech() + QUIET)
        device.send("text", text="안녕")
        device.until("idle")
    assert "wake_word_detected" not in device.kinds()
    assert [turn.text for turn in hearing.bot.turns] == ["안녕"]


def test_who_was_asked_and_says_nothing_is_left_alone(hearing: Server) -> None:
    with hearing.device(mode="push", audio_out={"format": "none"}) as device:
        device.until("snapshot")
        device.send("text", text="되물어 줘")
        assert device.until("listening")["reason"] == "follow_up"
        device.hear(QUIET * 4)
        assert device.until("idle")["reason"] == "no_speech"


def test_speech_over_the_answer_interrupts_it(hearing: Server) -> None:
    with hearing.device(mode="push") as device:
        device.until("snapshot")
        device.send("text", text="길게 말해줘")
        device.until("tts_speaking")
        device.hear(speech() + QUIET)
        device.until("tts_paused")
        assert device.until("tts_finished")["reason"] == "interrupted"
        assert device.until("stt_text")["text"] == "내일 부산 가는 길 안전해"
        assert device.until("reply")["reply"]["text"] == SHORT


def test_a_noise_over_the_answer_only_pauses_it(hearing: Server) -> None:
    recognizer: Any = hearing.hub.services.recognizer
    recognizer.says = ""
    with hearing.device(mode="push") as device:
        device.until("snapshot")
        device.send("text", text="길게 말해줘")
        device.until("tts_speaking")
        device.hear(speech("음") * 2 + QUIET)
        device.until("tts_paused")
        device.until("tts_resumed")
        device.send("stop_pipeline")
        device.until("idle")


def test_stop_words_end_the_answer_and_ask_nobody(hearing: Server) -> None:
    recognizer: Any = hearing.hub.services.recognizer
    recognizer.says = "그만"
    with hearing.device(mode="push") as device:
        device.until("snapshot")
        device.send("text", text="길게 말해줘")
        device.until("tts_speaking")
        device.hear(speech("그만해 이제") + QUIET)
        assert device.until("idle")["reason"] == "stopped"
    assert len(hearing.bot.turns) == 1


def test_muted_nothing_is_heard(hearing: Server) -> None:
    with hearing.device(mode="push") as device:
        device.until("snapshot")
        device.send("mute_mic", muted=True)
        assert device.until("muted")["muted"] is True
        device.send("start_listening")
        assert device.until("pipeline_error")["code"] == "stt-unavailable"
        device.hear(speech() + QUIET)
        device.send("mute_mic", muted=False)
        assert device.until("muted")["muted"] is False
    assert hearing.bot.turns == []


def test_sound_of_another_rate_is_heard(hearing: Server) -> None:
    voice = voices_of(Settings()).synthesizer(sample_rate=48_000)
    sound = voice.synthesize("내일 부산 가는 길 안전해?").to_int16().tobytes()
    with hearing.device(mode="push", sample_rate=48_000) as device:
        device.until("snapshot")
        device.send("start_listening")
        device.until("listening")
        device.hear(sound + QUIET * 3, block_s=0.3)
        assert device.until("stt_text")["text"] == "내일 부산 가는 길 안전해"


# --- announcements


def test_alerts_about_trips_reach_the_devices_of_their_traveller(tmp_path: Path) -> None:
    from tests.api.test_routes_alerts import RAIN
    from tests.api.test_routes_trips import TRIP
    from tests.engine_fakes import engine

    server = Server(tmp_path, watch_s=0.2)
    state = server.app.state
    made = engine()
    state.engine = made
    state.watcher._engine, state.watcher._clock = made, state.clock
    state.watcher._fleet._planner = made.planner
    with server.http, server.device(user_id="minsu", mode="text") as device:
        state.bot = server.bot
        device.until("snapshot")
        depart = (NOW + timedelta(hours=1)).isoformat()
        server.http.post(
            "/v1/trips", json={**TRIP, "depart": depart, "user_id": "minsu", "provenance": "calendar"}
        )
        provider: Any = made._provider_for(None)
        provider.signals = (RAIN,)
        told = device.until("announcement")
        assert told["priority"] == "urgent"
        assert "호우경보" in told["text"]
        assert device.until("tts_speaking")["announcement"] is True
        device.send("stop_pipeline")
        device.until("tts_finished")


# --- clients that misbehave


def closed(server: Server, first: str | bytes, headers: dict[str, str] | None = None) -> int:
    with server.http.websocket_connect("/v1/voice", headers=headers or {}) as socket:
        (socket.send_text if isinstance(first, str) else socket.send_bytes)(first)  # type: ignore[arg-type]
        try:
            while True:
                message = socket.receive()
                if message["type"] == "websocket.close":
                    return int(message["code"])
                if message["type"] == "websocket.send" and '"snapshot"' in message.get("text", ""):
                    return 0
        except WebSocketDisconnect as error:
            return error.code


HELLO = json.dumps({"type": "hello", "mode": "text"})


@pytest.mark.parametrize(
    "first", ["{", "[]", '{"type":"text","text":"안녕"}', b"\0\0", '{"type":"hello","patience":9}']
)
def test_the_first_message_is_hello(server: Server, first: str | bytes) -> None:
    assert closed(server, first) == 4400


def test_pages_of_others_cannot_listen_in(server: Server) -> None:
    assert closed(server, HELLO, {"origin": "https://evil.example"}) == 4403
    assert closed(server, HELLO, {"origin": "http://testserver"}) == 4403  # ours, but without a key
    assert closed(server, HELLO, {"origin": "http://localhost:8080"}) == 0


def test_listed_origins_may(tmp_path: Path) -> None:
    server = Server(tmp_path, voice_origins=["https://mirror.example"])
    assert closed(server, HELLO, {"origin": "https://mirror.example"}) == 0


def test_a_key_with_the_right_scope_is_needed_where_keys_are(tmp_path: Path) -> None:
    server = Server(tmp_path, api_keys="always")
    keys = ApiKeys(open_database(f"sqlite:///{tmp_path / 'g.db'}"))
    talk, read = (keys.create(scope, [scope])[1] for scope in (Scope.TALK, Scope.READ))
    assert closed(server, HELLO) == 4401
    assert closed(server, json.dumps({"type": "hello", "token": "gb_wrong"})) == 4401
    assert closed(server, json.dumps({"type": "hello", "token": read})) == 4403
    assert closed(server, json.dumps({"type": "hello", "token": talk})) == 0
    assert closed(server, HELLO, {"authorization": f"Bearer {talk}"}) == 0
    assert closed(server, json.dumps({"type": "hello", "token": talk}), {"origin": "http://testserver"}) == 0


def test_bad_messages_are_told_and_too_many_end_it(server: Server) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        device._socket.send_text('{"type":"dance"}')
        assert device.until("pipeline_error")["code"] == "bad-message"
        for _ in range(30):
            device._socket.send_text("{")
        with pytest.raises(WebSocketDisconnect) as closing:
            device.until("never")
        assert closing.value.code == 4400


@pytest.mark.parametrize("large", [b"\0" * 70_000, "가" * 30_000])
def test_a_message_that_is_too_large_ends_it(server: Server, large: str | bytes) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        (device._socket.send_text if isinstance(large, str) else device._socket.send_bytes)(large)
        with pytest.raises(WebSocketDisconnect) as closing:
            device.until("never")
        assert closing.value.code == 4413


def test_half_samples_are_refused_and_the_next_turn_works(hearing: Server) -> None:
    with hearing.device(mode="wake") as device:
        device.until("snapshot")
        device._socket.send_bytes(b"\0\0\0")
        assert device.until("pipeline_error")["code"] == "bad-audio"
        device.send("text", text="안녕")
        device.until("reply")


def test_a_flood_ends_it(server: Server) -> None:
    with server.device(mode="text") as device:
        device.until("snapshot")
        for _ in range(routes_voice.PER_SECOND["text"] + 5):
            device.send("mute_mic", muted=False)
        with pytest.raises(WebSocketDisconnect) as closing:
            device.until("never")
        assert closing.value.code == 4429


def test_one_that_vanishes_in_the_middle_leaves_nothing_behind(hearing: Server) -> None:
    with hearing.device(mode="text") as device:
        device.until("snapshot")
        device.send("text", text="길게 말해줘")
        device.until("tts_speaking")
    end = time.monotonic() + 10  # the server learns of it when it next sends
    while hearing.hub._sessions or hearing.ducking.is_held:
        assert time.monotonic() < end
        time.sleep(0.01)


def test_an_urgent_announcement_interrupts_the_answer_never_the_user() -> None:
    import asyncio

    from assistant.channels.voice.messages import Hello, Typed
    from assistant.channels.voice.services import Services

    class Paper:
        def __init__(self) -> None:
            self.events: list[dict[str, Any]] = []

        async def event(self, document: Any) -> None:
            self.events.append(dict(document))

        async def sound(self, pcm16: bytes) -> None: ...

        def kinds(self) -> list[str]:
            return [event["type"] for event in self.events]

    async def work() -> None:
        from assistant.channels.voice.hub import VoiceHub

        bot, paper = ScriptedBot(), Paper()
        services = Services(
            bot=lambda: bot,
            now=lambda: NOW,
            scenario=None,
            recognizer=ScriptedRecognizer(),  # type: ignore[arg-type]
            voices=voices_of(Settings()),
            ducking=Ducking(),
        )
        hub = VoiceHub(services)
        session = await hub.open(paper, Hello(type="hello", user_id="minsu"), "local")
        await session.message(Typed(type="text", text="길게 말해줘"))
        while "tts_speaking" not in paper.kinds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        assert await hub.announce("yuna", Announcement(text="남의 알림이에요.")) == 0
        assert await hub.announce("minsu", Announcement(text="보통 알림이에요.")) == 1
        assert "tts_finished" not in paper.kinds()
        await hub.announce("minsu", Announcement(text="급한 알림이에요.", priority=Priority.URGENT))
        while paper.kinds().count("tts_finished") < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        said = [event["text"] for event in paper.events if event["type"] == "tts_text"]
        assert said == [LONG, "급한 알림이에요.", "보통 알림이에요."]
        reasons = [event["reason"] for event in paper.events if event["type"] == "tts_finished"]
        assert reasons == ["interrupted", "done", "done"]
        await hub.close(session)

    asyncio.run(asyncio.wait_for(work(), PATIENCE_S))
