"""Wyoming's services, asked by the real client of the package `wyoming`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi import FastAPI
from wyoming.asr import Transcribe, Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient, AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.handle import Handled, NotHandled
from wyoming.info import Describe, Info
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)
from wyoming.wake import Detect, Detection, NotDetected
from zeroconf import ServiceStateChange
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

from assistant.api.wyoming import wyoming_door
from assistant.channels.voice.services import US, Services
from assistant.channels.wyoming import WyomingServer, connection, server, wire
from assistant.channels.wyoming.announce import KIND
from assistant.dialogue import Turn
from assistant.partners.ducking import Ducking
from assistant.partners.handover.wyoming_handle import WyomingPartner
from assistant.partners.model import Request
from assistant.reply import Reply
from assistant.settings import Settings
from assistant.speech.recognizers import open_recognizer
from assistant.speech.tts.voices import voices_of
from tests.api.test_voice import LONG, SHORT, ScriptedBot, ScriptedRecognizer, speech
from tests.engine_fakes import NOW

WAIT_S = 20
QUESTION = "내일 부산 가는 길 안전해"


class Bot(ScriptedBot):
    """Also knows what it does not understand, and whom it was told to forget."""

    def __init__(self) -> None:
        super().__init__()
        self.forgotten: list[str] = []

    async def handle(self, turn: Turn) -> Reply:
        reply = await super().handle(turn)
        return replace(reply, intent="out_of_scope" if "보일러" in turn.text else "ask_route_safety")

    async def forget(self, user_id: str) -> None:
        self.forgotten.append(user_id)


def services(recognizer: Any = None, bot: Any = None, phrases: tuple[str, ...] = ("길벗아",)) -> Services:
    return Services(
        bot=lambda: bot,
        now=lambda: NOW,
        scenario=None,
        recognizer=recognizer,
        stt_missing="음성 인식기가 없어요.",
        voices=voices_of(Settings()),
        phrases={US: phrases},
        ducking=Ducking(),
    )


@asynccontextmanager
async def running(found: Services, **more: Any) -> AsyncIterator[WyomingServer]:
    opened = WyomingServer(lambda: found, "tcp://127.0.0.1:0", **more)
    await opened.start()
    try:
        yield opened
    finally:
        await opened.close()


def talk(found: Services, conversation: Callable[[AsyncClient], Awaitable[None]], **more: Any) -> None:
    """One client's conversation with a server."""

    async def run() -> None:
        async with (
            asyncio.timeout(WAIT_S),
            running(found, **more) as opened,
            AsyncTcpClient("127.0.0.1", opened.port) as client,
        ):
            await conversation(client)

    asyncio.run(run())


async def until(client: AsyncClient, *kinds: str) -> Event:
    while (event := await client.read_event()) is not None:
        if event.type in kinds:
            return event
    raise AssertionError(f"hung up before {kinds}")


async def send_sound(client: AsyncClient, pcm16: bytes, rate: int = 16_000, channels: int = 1) -> None:
    await client.write_event(AudioStart(rate=rate, width=2, channels=channels).event())
    for start in range(0, len(pcm16), 2_048):
        piece = pcm16[start : start + 2_048]
        chunk = AudioChunk(rate=rate, width=2, channels=channels, audio=piece, timestamp=start // 32)
        await client.write_event(chunk.event())
    await client.write_event(AudioStop().event())


async def sound_of(client: AsyncClient) -> tuple[np.ndarray, int]:
    event = await until(client, "audio-start", "error")
    assert event.type == "audio-start", event.data
    pieces = []
    while (event := await until(client, "audio-chunk", "audio-stop")).type == "audio-chunk":
        pieces.append(AudioChunk.from_event(event))
    rates = {piece.rate for piece in pieces} or {22_050}
    assert len(rates) == 1
    return np.frombuffer(b"".join(piece.audio for piece in pieces), "<i2"), rates.pop()


def test_what_there_is() -> None:
    async def ask(client: AsyncClient) -> None:
        await client.write_event(Describe().event())
        info = Info.from_event(await until(client, "info"))
        assert [program.name for program in info.handle] == ["gilbeot"]
        assert info.asr[0].models[0].languages == ["ko"]
        assert {voice.languages[0] for voice in info.tts[0].voices} == {"ko"}
        assert [model.phrase for model in info.wake[0].models] == ["길벗아"]
        await client.write_event(Ping(text="?").event())
        assert Pong.from_event(await until(client, "pong")).text == "?"

    talk(services(ScriptedRecognizer()), ask)


def test_without_a_recogniser_there_are_a_voice_and_answers() -> None:
    async def ask(client: AsyncClient) -> None:
        await client.write_event(Describe().event())
        info = Info.from_event(await until(client, "info"))
        assert (info.asr, info.wake) == ([], [])
        assert info.tts
        await send_sound(client, speech())
        assert Error.from_event(await until(client, "error")).code == "stt-unavailable"
        await client.write_event(Synthesize(text="안녕하세요.").event())
        assert (await sound_of(client))[0].size > 8_000

    talk(services(), ask)


@pytest.mark.parametrize(("rate", "channels"), [(16_000, 1), (48_000, 1), (16_000, 2)])
def test_speech_to_text(rate: int, channels: int) -> None:
    recognizer, bot = ScriptedRecognizer(), Bot()

    async def ask(client: AsyncClient) -> None:
        for _ in range(2):
            await client.write_event(Transcribe(language="ko").event())
            samples = np.repeat(np.frombuffer(speech(), "<i2"), rate // 16_000 * channels)
            await send_sound(client, samples.tobytes(), rate, channels)
            heard = Transcript.from_event(await until(client, "transcript"))
            assert (heard.text, heard.language) == (QUESTION, "ko")
        await send_sound(client, bytes(32_000))
        assert Transcript.from_event(await until(client, "transcript")).text == ""

    talk(services(recognizer, bot), ask)


def test_text_to_speech_in_a_voice() -> None:
    voices = [voice.id for voice in voices_of(Settings()).voices()]

    async def ask(client: AsyncClient) -> None:
        found = []
        for voice in (None, *voices[-2:]):
            wanted = SynthesizeVoice(name=voice) if voice else None
            await client.write_event(Synthesize(text="내일 비가 와요. 조심하세요.", voice=wanted).event())
            samples, rate = await sound_of(client)
            assert 1 < len(samples) / rate < 6
            found.append(samples.tobytes())
        assert len(set(found)) == 3
        await client.write_event(Synthesize(text="x", voice=SynthesizeVoice(name="nobody")).event())
        assert Error.from_event(await until(client, "error")).code == "speech-voice-missing"
        await client.write_event(Synthesize(text="").event())
        assert (await sound_of(client))[0].size == 0

    talk(services(), ask)


def test_a_text_in_pieces_sounds_before_it_is_complete() -> None:
    async def ask(client: AsyncClient) -> None:
        await client.write_event(SynthesizeStart().event())
        for piece in ("내일 부", "산에는 비가 와요. 아홉 시 ", "전에 출발하세요."):
            await client.write_event(SynthesizeChunk(text=piece).event())
        await until(client, "audio-chunk")  # the first sentence: the text is not complete yet
        await client.write_event(Synthesize(text="내일 부산에는 …").event())  # for those without streaming
        await client.write_event(SynthesizeStop().event())
        kinds = []
        while not kinds or not SynthesizeStopped.is_type(kinds[-1]):
            kinds.append(
                (await until(client, "audio-start", "audio-chunk", "audio-stop", "synthesize-stopped")).type
            )
        assert kinds.count("audio-start") == 0
        assert kinds[-2:] == ["audio-stop", "synthesize-stopped"]
        await client.write_event(Synthesize(text="가" * 5_000).event())
        assert Error.from_event(await until(client, "error")).code == "text-too-long"

    talk(services(), ask)


def test_questions_and_answers() -> None:
    bot = Bot()

    async def ask(client: AsyncClient) -> None:
        context = {"conversation_id": "c1"}
        await client.write_event(Transcript(text="내일 부산 안전해?", context=context).event())
        answer = Handled.from_event(await until(client, "handled"))
        assert answer.text == SHORT
        assert answer.context == {"conversation_id": "c1", "expects_reply": False}
        await client.write_event(Transcript(text="보일러 틀어줘").event())
        assert NotHandled.from_event(await until(client, "not-handled")).text == SHORT
        await client.write_event(Transcript(text="고장").event())
        assert "답할 수 없어요" in (NotHandled.from_event(await until(client, "not-handled")).text or "")

    talk(services(bot=bot), ask)
    assert bot.turns[0].user_id == "wyoming:c1"
    # Who has no conversation of their own is forgotten when they hang up.
    assert bot.forgotten == [bot.turns[1].user_id]


def test_before_the_bot_is_there() -> None:
    async def ask(client: AsyncClient) -> None:
        await client.write_event(Transcript(text="안녕").event())
        assert "준비" in (NotHandled.from_event(await until(client, "not-handled")).text or "")

    talk(services(), ask)


def test_our_own_partner_can_ask_it() -> None:
    async def run() -> None:
        async with running(services(bot=Bot())) as opened:
            partner = WyomingPartner({"uri": f"tcp://127.0.0.1:{opened.port}"})
            request = Request(text="길게 말해줘", intent="out_of_scope", session="s", now=NOW)
            assert (await partner.answer(request)).text == LONG

    asyncio.run(run())


def test_a_wake_phrase_with_what_follows() -> None:
    """A recogniser that cannot be told what to listen for is read."""
    recognizer = ScriptedRecognizer()
    recognizer.says = "길벗아 내일 부산 안전해"

    async def ask(client: AsyncClient) -> None:
        await client.write_event(Detect(names=["길벗아"]).event())
        await send_sound(client, speech() + bytes(64_000))
        found = Detection.from_event(await until(client, "detection"))
        assert found.name == "길벗아"
        assert found.timestamp is not None
        recognizer.says = "내일 부산 안전해"
        await send_sound(client, speech() + bytes(64_000))
        assert NotDetected.is_type((await until(client, "detection", "not-detected")).type)
        await client.write_event(Transcribe().event())
        await send_sound(client, speech())
        assert Transcript.from_event(await until(client, "transcript")).text == "내일 부산 안전해"

    talk(services(recognizer), ask)


def test_a_real_recogniser_is_called_and_understands() -> None:
    recognizer = open_recognizer()

    async def ask(client: AsyncClient) -> None:
        await client.write_event(Detect().event())
        await send_sound(client, bytes(16_000) + speech("하이 엘지") + bytes(32_000))
        assert Detection.from_event(await until(client, "detection", "not-detected")).name == "하이 엘지"
        await client.write_event(Transcribe().event())
        await send_sound(client, speech() + bytes(16_000))
        assert Transcript.from_event(await until(client, "transcript")).text == QUESTION

    talk(services(recognizer, Bot(), phrases=("하이 엘지",)), ask)


@pytest.mark.parametrize(
    "sound",
    [
        AudioChunk(rate=16_000, width=4, channels=1, audio=bytes(64)),
        AudioChunk(rate=96_000, width=2, channels=1, audio=bytes(64)),
        AudioChunk(rate=16_000, width=2, channels=6, audio=bytes(120)),
        AudioChunk(rate=16_000, width=2, channels=1, audio=bytes(63)),
    ],
)
def test_sound_that_cannot_be_used_and_the_next_works(sound: AudioChunk) -> None:
    async def ask(client: AsyncClient) -> None:
        await client.write_event(AudioStart(rate=16_000, width=2, channels=1).event())
        await client.write_event(sound.event())
        assert Error.from_event(await until(client, "error")).code == "speech-bad-audio"
        await client.write_event(AudioStop().event())
        await send_sound(client, speech())
        assert Transcript.from_event(await until(client, "transcript")).text == QUESTION

    talk(services(ScriptedRecognizer()), ask)


def test_an_utterance_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.channels.wyoming.sound.LONGEST_S", 2.0)

    async def ask(client: AsyncClient) -> None:
        await send_sound(client, bytes(32_000 * 3))
        assert Error.from_event(await until(client, "error")).code == "speech-too-long"

    talk(services(ScriptedRecognizer()), ask)


def test_fields_that_are_missing_and_events_that_are_not_known() -> None:
    async def ask(client: AsyncClient) -> None:
        for kind in ("transcript", "synthesize", "audio-start", "audio-chunk", "synthesize-chunk"):
            await client.write_event(Event(type=kind))
            if kind != "synthesize-chunk":  # of a text that has not begun: passed over
                assert Error.from_event(await until(client, "error")).code == "bad-event"
        await client.write_event(Event(type="select-program", data={"name": "x"}))
        await client.write_event(Ping().event())
        await until(client, "pong")

    talk(services(ScriptedRecognizer()), ask)


@pytest.mark.parametrize(
    "sent",
    [
        b"no JSON\n",
        b"[]\n",
        b"{}\n",
        b'{"type": "ping", "data_length": -1}\n',
        json.dumps({"type": "audio-chunk", "payload_length": wire.LARGEST + 1}).encode() + b"\n",
        b'{"type": "ping", "data_length": 3}\n123',
        b"x" * (wire.LONGEST_LINE + 10),
    ],
)
def test_what_is_no_event_ends_the_connection(sent: bytes) -> None:
    async def run() -> None:
        async with asyncio.timeout(WAIT_S), running(services()) as opened:
            reader, writer = await asyncio.open_connection("127.0.0.1", opened.port)
            writer.write(sent)
            answer = json.loads(await reader.readline())
            assert answer["type"] == "error"
            await reader.read()
            writer.close()

    asyncio.run(run())


def test_who_hangs_up_in_the_middle_leaves_nothing_behind() -> None:
    async def run() -> None:
        async with asyncio.timeout(WAIT_S), running(services(ScriptedRecognizer())) as opened:
            for part in (b'{"type": "audio-chunk", "payload_length": 100}\nabc', b'{"type"'):
                _, writer = await asyncio.open_connection("127.0.0.1", opened.port)
                writer.write(part)
                await writer.drain()
                writer.close()
            while opened._tasks:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    asyncio.run(run())


def test_who_does_not_read_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "UNREAD_S", 0.2)

    async def run() -> None:
        async with asyncio.timeout(WAIT_S * 2), running(services()) as opened:
            _, writer = await asyncio.open_connection("127.0.0.1", opened.port)
            with pytest.raises(ConnectionError):  # noqa: PT012 - whichever write it is that finds out
                while True:
                    writer.write(b'{"type": "describe"}\n' * 1_000)
                    await asyncio.wait_for(writer.drain(), 5)
                    await asyncio.sleep(0)
            assert not opened._tasks

    asyncio.run(run())


def test_only_so_many_and_only_from_where_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "MAX_CONNECTIONS", 1)

    async def run() -> None:
        networks = [ip_network("192.0.2.0/24")]
        async with (
            asyncio.timeout(WAIT_S),
            running(services()) as opened,
            running(services(), networks=networks) as closed,
            AsyncTcpClient("127.0.0.1", opened.port) as first,
            AsyncTcpClient("127.0.0.1", closed.port) as stranger,
        ):
            await first.write_event(Ping().event())
            await until(first, "pong")
            assert await stranger.read_event() is None
            async with AsyncTcpClient("127.0.0.1", opened.port) as second:
                assert await second.read_event() is None

    asyncio.run(run())


def test_the_idle_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "IDLE_S", 0.05)

    async def ask(client: AsyncClient) -> None:
        assert await client.read_event() is None

    talk(services(), ask)


class TestDoor:
    def opened(self, tmp_path: Path, **settings: Any) -> bool:
        async def run() -> bool:
            app = FastAPI()
            async with wyoming_door(app, Settings(state_dir=tmp_path, **settings)) as found:
                return found is not None

        return asyncio.run(run())

    def test_only_where_the_settings_say(self, tmp_path: Path) -> None:
        assert not self.opened(tmp_path)
        assert self.opened(tmp_path, wyoming_uri="tcp://127.0.0.1:0")
        assert self.opened(tmp_path, wyoming_uri=f"unix://{tmp_path}/w.sock")

    def test_not_to_everybody(self, tmp_path: Path) -> None:
        assert not self.opened(tmp_path, wyoming_uri="tcp://0.0.0.0:0")
        assert self.opened(tmp_path, wyoming_uri="tcp://0.0.0.0:0", wyoming_allowed_ips=["192.168.0.0/16"])

    @pytest.mark.parametrize("wanted", [True, False])
    def test_it_is_found_by_zeroconf_and_gone_when_closed(self, tmp_path: Path, wanted: bool) -> None:
        async def found() -> list[int]:
            seen: list[int] = []
            searcher = AsyncZeroconf()
            names: set[str] = set()

            def change(zeroconf: Any, service_type: str, name: str, state_change: Any) -> None:
                (names.add if state_change is not ServiceStateChange.Removed else names.discard)(name)

            browser = AsyncServiceBrowser(searcher.zeroconf, KIND, handlers=[change])
            settings = Settings(
                state_dir=tmp_path,
                wyoming_uri="tcp://0.0.0.0:0",
                wyoming_allowed_ips=["127.0.0.0/8"],
                wyoming_announce=wanted,
            )
            async with wyoming_door(FastAPI(), settings) as opened:
                assert opened is not None
                for _ in range(30 if wanted else 10):
                    for name in [name for name in names if "Gilbeot" in name]:
                        service = AsyncServiceInfo(KIND, name)
                        if (
                            await service.async_request(searcher.zeroconf, 1000)
                            and service.port == opened.port
                        ):
                            seen.append(service.port)
                    if seen:
                        break
                    await asyncio.sleep(0.1)
            for _ in range(30):
                if not any("Gilbeot" in name for name in names):
                    break
                await asyncio.sleep(0.1)
            assert not any("Gilbeot" in name for name in names), "it is taken back"
            await browser.async_cancel()
            await searcher.async_close()
            return seen

        assert bool(asyncio.run(found())) == wanted

    def test_an_address_that_cannot_be_keeps_no_other_door_shut(self, tmp_path: Path) -> None:
        assert not self.opened(tmp_path, wyoming_uri="tcp://127.0.0.1")
        assert not self.opened(tmp_path, wyoming_uri=f"unix://{tmp_path}/none/w.sock")

    def test_a_unix_socket_is_answered_and_removed(self, tmp_path: Path) -> None:
        path = tmp_path / "w.sock"

        async def run() -> None:
            opened = WyomingServer(services, f"unix://{path}")
            await opened.start()
            reader, writer = await asyncio.open_unix_connection(path)
            writer.write(b'{"type": "ping"}\n')
            assert json.loads(await reader.readline())["type"] == "pong"
            writer.close()
            await opened.close()

        asyncio.run(run())
        assert not path.exists()
